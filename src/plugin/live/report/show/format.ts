/**
 * The record of a show, line by line. JSON lines: a header, then what happened, in order. A file that is written to
 * again holds several shows, each from its header on.
 *
 * A line has `t` (what it is), `ms` (wall time since the header's `began`) and `p` (playhead, µs); where these two are
 * those of the line before, they are left out. Times are media time in µs. What comes ten times a second is short:
 * - `effect` and `words` lines number effects and sentences the first time they occur; later lines use the numbers.
 * - A `window` line has its moments as rows: `[start − at, end − start, effect, probability, [effect, score × 10⁴, …],
 *   words?]`. Nine digits of a probability make it certain enough (once in a hundred thousand hours) that deciding anew
 *   gives the same; a runner-up has four, and is left out where they are zeros.
 * - Other lines name a moment by `window, row`.
 *
 * `upcoming` and `withdrawn` are not recorded: deciding the windows anew gives them.
 */
import { z } from 'zod';
import { EVENTS, type PlainType } from '../../events/table.ts';
import { command, count, tag, text, time, wallTime } from './fields.ts';

/** The version that records are written in; records of another one are refused. */
export const SHOW_VERSION = 1;

const stamps = { ms: z.exactOptional(z.number()), p: z.exactOptional(time) };

/** First line of a show. */
export const headerSchema = z.object({
  show: z.literal('momentfx', 'is no record of a show'),
  version: z.literal(SHOW_VERSION, `must be ${SHOW_VERSION}: this momentfx knows no other version`),
  /** Milliseconds since 1970. */
  began: wallTime,
});

const effect = z.object({ t: z.literal('effect'), n: count, sfx: text, tag });
const words = z.object({ t: z.literal('words'), n: count, id: z.exactOptional(text), text });

/** Offset, length, effect, probability, runners-up, and the number of its words or none. */
const row = z.tuple([time, time, count, z.number(), z.array(count), z.exactOptional(count)]);
/** `[window, row]`, or the moment itself where its window is not in the record: window and row, from media time 0. */
const inlined = z.object({ window: z.int(), row });
const reference = z.union([z.tuple([count, count]), inlined]);
/** Windows and rows in turn, `[window, row, window, row, …]`, or moments themselves. */
const references = z.array(z.union([count, inlined]));

const window = z.object({
  t: z.literal('window'),
  ...stamps,
  i: z.int(),
  at: time,
  len: time,
  /** Less `at`. */
  horizon: time,
  took: z.number(),
  /** Absent where it is the playhead; null where there was none. */
  arrived: z.exactOptional(time.nullable()),
  /** Numbers of its words. */
  words: z.array(count),
  /** False: these are not all of its span. */
  heard: z.exactOptional(z.literal(false)),
  rows: z.array(row),
});

const cue = z.object({
  t: z.literal('cue'),
  ...stamps,
  id: text,
  at: time,
  end: time,
  /** Absent where it is the moment's own. */
  effect: z.exactOptional(count),
  score: z.number(),
  margin: z.exactOptional(time),
  moment: reference,
});
const REJECTED = [
  'quiet',
  'below-threshold',
  'muted-tag',
  'muted-effect',
  'too-close',
  'yields-to-better',
  'too-dense',
  'foreign-language',
  'vetoed',
  'too-late',
  'ended',
] as const;
const rejected = z.object({
  t: z.literal('rejected'),
  ...stamps,
  reason: z.enum(REJECTED),
  of: references,
});
const suppressed = z.object({
  t: z.literal('suppressed'),
  ...stamps,
  reason: z.enum(['overlaps-better', 'already-decided', 'words-changed']),
  of: references,
});
const subtitle = z.object({
  t: z.literal('subtitle'),
  ...stamps,
  words: count,
  at: time,
  len: time,
  final: z.boolean(),
});
/** Events that were not recorded, since the disk did not take them. */
const lost = z.object({ t: z.literal('lost'), ...stamps, events: count });

const ordered = z.object({
  t: z.literal('command'),
  ...stamps,
  command,
  /** What its id stands for. */
  moment: z.exactOptional(reference),
});

/** Rare events, as they are; the table of events has their fields. */
const plainTypes = (Object.keys(EVENTS) as (keyof typeof EVENTS)[]).filter(
  (type): type is PlainType => typeof EVENTS[type].record === 'object',
);
const plainLines = plainTypes.map((type) =>
  z.object({ t: z.literal(type), ...stamps, ...EVENTS[type].record }),
);

const ownLines = [effect, words, window, cue, rejected, suppressed, subtitle, lost, ordered] as const;

type Stamps = z.infer<z.ZodObject<typeof stamps>>;
type OwnLine = z.infer<(typeof ownLines)[number]>;
/** A line that holds an event's fields as they are. */
export type PlainLine = {
  [Type in PlainType]: { t: Type } & Stamps & z.infer<z.ZodObject<(typeof EVENTS)[Type]['record']>>;
}[PlainType];
/** A line of the record, but for the header. */
export type ShowLine = OwnLine | PlainLine;

/** The schema of every line but the header. */
// The compiler loses which fields belong to which event on the way through the list.
export const lineSchema = z.discriminatedUnion('t', [
  ...ownLines,
  ...plainLines,
]) as unknown as z.ZodType<ShowLine>;

/** What is written as it is. */
export const PLAIN_TYPES: ReadonlySet<string> = new Set(plainTypes);

/** The first line of a show. */
export type HeaderLine = z.infer<typeof headerSchema>;
/** One sentence or frame of a window, as the record keeps it. */
export type Row = z.infer<typeof row>;
/** A moment or cue that an earlier line described in full. */
export type Reference = z.infer<typeof reference>;
/** The line that has this `t`. */
export type LineOf<Type extends ShowLine['t']> = Extract<ShowLine, { t: Type }>;
