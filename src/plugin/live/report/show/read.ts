/** Reading the record of a show. */
import { createReadStream } from 'node:fs';
import { z } from 'zod';
import type { LiveEvent } from '../../events.ts';
import { lineSplitter } from '../../../../core/lines.ts';
import { UsageError } from '../../../errors.ts';
import { LineError, showDecoder } from './decode.ts';
import { headerSchema, lineSchema } from './format.ts';

/** The longest line is a window with all its words: 20 000 characters. */
const LONGEST_LINE = 4_194_304;

/** What a record holds, in the order of its lines. */
export type ShowItem =
  /** A show begins. `index` counts the file's shows from 1; `line` is that of its header. */
  | { readonly type: 'show'; readonly index: number; readonly line: number; readonly began: number }
  | { readonly type: 'event'; readonly event: LiveEvent }
  /** The show's last line was cut off, by a crash or a full disk; nothing follows in it. */
  | { readonly type: 'cut'; readonly line: number };

/**
 * The file's shows, in order, as events; the file is never held as a whole. Subtitles come without embeddings.
 * A last line that was cut off is told as `cut`.
 * @throws UsageError show-unreadable, or show-broken with the number of the line
 */
export async function* readShows(file: string): AsyncGenerator<ShowItem> {
  let decode: ReturnType<typeof showDecoder> | undefined;
  let index = 0;
  let fault: UsageError | undefined;
  let line = 0;
  for await (const text of linesOf(file)) {
    line += 1;
    const isHeader = text?.startsWith('{"show"') === true;
    // A faulty line is forgiven where the writing broke off: at the end, or before the next show.
    if (fault !== undefined && !isHeader) throw fault;
    if (fault !== undefined) yield { type: 'cut', line: line - 1 };
    fault = undefined;
    const value = text === undefined ? undefined : jsonOf(text);
    if (value === undefined) {
      fault = broken(file, line, text === undefined ? 'it is too long' : 'it is not JSON');
      continue;
    }
    if (decode === undefined || isHeader) {
      const header = parsed(headerSchema, value, file, line);
      decode = showDecoder(header);
      yield { type: 'show', index: ++index, line, began: header.began };
      continue;
    }
    const checked = parsed(lineSchema, value, file, line);
    try {
      for (const event of decode(checked)) yield { type: 'event', event };
    } catch (error) {
      if (error instanceof LineError) throw broken(file, line, `it ${error.message}`, error);
      throw error;
    }
  }
  if (decode === undefined)
    throw new UsageError(
      'show-broken',
      `${file} holds no record of a show.`,
      'Name a file that `momentfx live --log` wrote.',
    );
  if (fault !== undefined) yield { type: 'cut', line };
}

/** The file's lines without their ends; undefined for one that is too long. An empty last one is none. */
async function* linesOf(file: string): AsyncGenerator<string | undefined> {
  const splitter = lineSplitter(LONGEST_LINE);
  try {
    // readline would do, but an error of the file goes past its reader.
    for await (const chunk of createReadStream(file, { encoding: 'utf8' }))
      yield* splitter.push(chunk as string);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
    throw new UsageError(
      'show-unreadable',
      `The record ${file} cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown reason'}).`,
      'Check its name and permissions.',
      { cause },
    );
  }
  yield* splitter.end();
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parsed<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  file: string,
  line: number,
): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const place = z.core.toDotPath(issue?.path ?? []);
  throw broken(file, line, `${place === '' ? 'it' : place}: ${issue?.message}`, result.error);
}

const broken = (file: string, line: number, what: string, cause?: unknown): UsageError =>
  new UsageError(
    'show-broken',
    `Line ${line} of the record ${file} is broken: ${what}.`,
    'Take that line out, or cut the file off before it.',
    { cause },
  );
