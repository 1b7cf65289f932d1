/** Lists of work: CSV with a header line, or one JSON object a line. Read as a stream, and checked row by row. */
import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { z } from 'zod';
import { messageOf } from '../../core/errors.ts';
import { FleetError } from './errors.ts';
import { DECORATE_SETTINGS } from './intent.ts';
import type { DecorateWork } from './submission.ts';

const cell = z.preprocess(
  (value) => (typeof value === 'number' ? String(value) : value === '' ? undefined : value),
  z.string().optional(),
);
const NAMES = ['input', 'output', 'cues', 'fromCues', 'key'] as const;
const rowSchema = z.strictObject({
  input: z.string('there is no input').min(1, 'there is no input'),
  output: z.string('there is no output').min(1, 'there is no output'),
  cues: cell,
  fromCues: cell,
  key: cell,
  ...(Object.fromEntries(DECORATE_SETTINGS.map((name) => [name, cell])) as Record<
    (typeof DECORATE_SETTINGS)[number],
    typeof cell
  >),
});

/** A row of a list: its line in the file, and what it asks for. */
export interface ListRow {
  readonly line: number;
  readonly work: DecorateWork;
}

/**
 * The rows of a list, one after the other.
 * @throws FleetError bad-list, with the line
 */
export async function* readList(file: string): AsyncGenerator<ListRow> {
  const kind = extname(file).toLowerCase();
  if (kind !== '.csv' && kind !== '.jsonl')
    throw new FleetError('bad-list', `${file} is no list.`, 'Name a .csv or .jsonl file.');
  let line = 0;
  try {
    for await (const [at, read] of kind === '.csv' ? csvRows(file) : jsonRows(file)) {
      line = at;
      yield { line, work: workOf(read()) };
    }
  } catch (cause) {
    if (cause instanceof FleetError) throw cause;
    const what =
      cause instanceof z.ZodError
        ? `${cause.issues[0]?.path.join('.') ?? ''} ${cause.issues[0]?.message ?? ''}`.trim()
        : messageOf(cause);
    throw new FleetError(
      'bad-list',
      `${file}${line === 0 ? '' : `, line ${line}`}: ${what}.`,
      `Columns are ${[...NAMES, ...DECORATE_SETTINGS].join(', ')}; input and output are needed.`,
      { cause },
    );
  }
}

/** Its line, and what reads it. */
type RawRow = readonly [line: number, read: () => unknown];

async function* csvRows(file: string): AsyncGenerator<RawRow> {
  const parser = parse({
    columns: (names: string[]) => names.map(camel),
    bom: true,
    skip_empty_lines: true,
    info: true,
  });
  const done = pipeline(createReadStream(file), parser);
  done.catch((error: unknown) => parser.destroy(error as Error));
  for await (const { record, info } of parser as AsyncIterable<{ record: unknown; info: { lines: number } }>)
    yield [info.lines, () => record];
  await done;
}

async function* jsonRows(file: string): AsyncGenerator<RawRow> {
  const stream = createReadStream(file);
  let line = 0;
  try {
    for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
      line += 1;
      if (text.trim() === '') continue;
      yield [line, () => JSON.parse(text) as unknown];
    }
  } finally {
    stream.destroy();
  }
}

/** `from-cues` and `fromCues` are one. */
const camel = (name: string): string =>
  name.trim().replace(/[-_ ]([a-z])/g, (_, letter: string) => letter.toUpperCase());

function workOf(value: unknown): DecorateWork {
  const { input, output, cues, fromCues, key, ...settings } = rowSchema.parse(value);
  const given = Object.fromEntries(Object.entries(settings).filter(([, text]) => text !== undefined));
  return { input, output, cues, fromCues, key, settings: given };
}
