/** Lists of work: CSV with a header line, or one JSON object a line. Read as a stream, and checked row by row. */
import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { z } from 'zod';
import { messageOf } from '../../core/errors.ts';
import { FleetError } from './errors.ts';
import { DECORATE_SETTINGS, LIVE_SETTINGS } from './intent.ts';
import type { DecorateWork, LiveWork } from './submission.ts';

const cell = z.preprocess(
  (value) => (typeof value === 'number' ? String(value) : value),
  z.string().optional(),
);
const yes = z
  .preprocess(
    (value) => (value === 'true' ? true : value === 'false' ? false : value),
    z.boolean('is neither true nor false'),
  )
  .optional();
const input = z.string('there is no input').min(1, 'there is no input');
const cells = <Name extends string>(names: readonly Name[]): Record<Name, typeof cell> =>
  Object.fromEntries(names.map((name) => [name, cell])) as Record<Name, typeof cell>;

const RECORDING = ['input', 'output', 'cues', 'fromCues', 'key'] as const;
const SHOW = ['input', 'to', 'realtime', 'loop', 'key'] as const;
const recordingSchema = z.strictObject({
  input,
  output: z.string('there is no output').min(1, 'there is no output'),
  cues: cell,
  fromCues: cell,
  key: cell,
  ...cells(DECORATE_SETTINGS),
});
const showSchema = z.strictObject({
  input,
  /** In a CSV with spaces between them. */
  to: z.preprocess(
    (value) => (typeof value === 'string' ? value.split(/\s+/).filter(Boolean) : value),
    z.array(z.string().min(1)).min(1, 'there is no output'),
  ),
  realtime: yes,
  loop: yes,
  key: cell,
  ...cells(LIVE_SETTINGS),
});

/** A row of a list: its line in the file, and what it asks for. */
export type ListRow =
  | { readonly line: number; readonly kind: 'recording'; readonly work: DecorateWork }
  | { readonly line: number; readonly kind: 'show'; readonly work: LiveWork };

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
      yield { line, ...workOf(read()) };
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
      `A recording has ${[...RECORDING, ...DECORATE_SETTINGS].join(', ')} and needs input and output; a show has ${[...SHOW, ...LIVE_SETTINGS].join(', ')} and needs input and to.`,
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

type Asked =
  | { readonly kind: 'recording'; readonly work: DecorateWork }
  | { readonly kind: 'show'; readonly work: LiveWork };

/** What a row asks for: a show where it says where `to`. Cells that are empty are not there. */
function workOf(value: unknown): Asked {
  const row = z.record(z.string(), z.unknown()).parse(value);
  const given = Object.fromEntries(
    Object.entries(row).filter(([, text]) => text !== '' && text !== undefined),
  );
  if (given['to'] === undefined) {
    const { input, output, cues, fromCues, key, ...settings } = recordingSchema.parse(given);
    return { kind: 'recording', work: { input, output, cues, fromCues, key, settings: texts(settings) } };
  }
  const { input, to, realtime, loop, key, ...settings } = showSchema.parse(given);
  return { kind: 'show', work: { input, to, realtime, loop, key, settings: texts(settings) } };
}

const texts = <Name extends string>(
  settings: Readonly<Partial<Record<Name, string | undefined>>>,
): Partial<Record<Name, string>> =>
  Object.fromEntries(Object.entries(settings).filter(([, text]) => text !== undefined)) as Partial<
    Record<Name, string>
  >;
