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
import { TAGS } from '../../../../streams/values.ts';
import type { Micros } from '../../../../streams/time.ts';

export const SHOW_VERSION = 1;

const time = z.custom<Micros>((value) => Number.isSafeInteger(value), 'must be whole microseconds');
const count = z.int().nonnegative();
const text = z.string();
const tag = z.enum(TAGS);
const stamps = { ms: z.exactOptional(z.number()), p: z.exactOptional(time) };

/** First line of a show. */
export const headerSchema = z.object({
  show: z.literal('momentfx', 'is no record of a show'),
  version: z.literal(SHOW_VERSION, `must be ${SHOW_VERSION}: this momentfx knows no other version`),
  /** Milliseconds since 1970. */
  began: z.number(),
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

const policyChange = z.object({
  threshold: z.exactOptional(z.number()),
  tagThresholds: z.exactOptional(z.partialRecord(tag, z.number())),
  leastGap: z.exactOptional(time),
  density: z.exactOptional(z.number()),
  mutedTags: z.exactOptional(z.array(tag)),
  quiet: z.exactOptional(z.boolean()),
});
const command = z.discriminatedUnion('type', [
  z.object({ type: z.literal('veto'), id: text }),
  z.object({ type: z.literal('swap'), id: text, sfx: text, tag }),
  z.object({ type: z.literal('nudge'), id: text, by: time }),
  z.object({ type: z.literal('policy'), change: policyChange }),
]);

const ordered = z.object({
  t: z.literal('command'),
  ...stamps,
  command,
  /** What its id stands for. */
  moment: z.exactOptional(reference),
});

const fact = <const Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.object({ t: z.literal(type), ...stamps, ...shape });

/** Rare events, as they are. */
const plainLines = [
  fact('started', {
    version: text,
    input: text,
    outputs: z.array(text),
    delay: time,
    threshold: z.number(),
    policy: z.record(z.string(), z.unknown()),
  }),
  fact('input-open', { leg: count, at: time, summary: text }),
  fact('input-lost', { reason: text, at: time, retryInMs: z.number() }),
  fact('input-retry', { attempt: count, reason: text, retryInMs: z.number() }),
  fact('input-jump', { kind: z.enum(['wrap', 'jump']), by: z.number(), at: time }),
  fact('input-gap', { at: time, length: time }),
  fact('output-connecting', { output: text, attempt: count }),
  fact('output-open', { output: text, afterMs: z.number() }),
  fact('output-lost', {
    output: text,
    reason: z.enum(['refused', 'rejected', 'reset', 'stalled', 'disk-full', 'failed']),
    message: text,
    retryInMs: z.exactOptional(z.number()),
  }),
  fact('output-dropped', { output: text, packets: count, reason: z.enum(['slow', 'not-connected']) }),
  fact('output-closed', { output: text }),
  fact('analysis-up', { pid: count, device: text, tookMs: z.number() }),
  fact('analysis-down', { code: text, message: text, retryInMs: z.exactOptional(z.number()) }),
  fact('speech-skipped', { start: time, end: time }),
  fact('retracted', { id: text }),
  fact('window-dropped', {
    reason: z.enum(['detector-busy', 'detector-failed', 'analysis-down', 'playhead-behind']),
    index: z.int(),
  }),
  fact('ignored', { reason: z.literal('unknown-moment'), command }),
  fact('language', { language: text, known: z.boolean() }),
  fact('played', { id: text, at: time }),
  fact('not-played', { id: text, reason: z.enum(['late', 'crowded', 'ended']) }),
  fact('delay-changed', {
    from: time,
    to: time,
    cut: time,
    policy: z.exactOptional(z.record(z.string(), z.unknown())),
    arrived: z.exactOptional(time),
  }),
  fact('hold', { on: z.boolean(), at: time }),
  fact('stopping', {}),
  fact('stopped', {}),
] as const;

export const lineSchema = z.discriminatedUnion('t', [
  effect,
  words,
  window,
  cue,
  rejected,
  suppressed,
  subtitle,
  lost,
  ordered,
  ...plainLines,
]);

/** What is written as it is. */
export const PLAIN_TYPES: ReadonlySet<string> = new Set(plainLines.map(({ shape }) => shape.t.value));

export type HeaderLine = z.infer<typeof headerSchema>;
export type ShowLine = z.infer<typeof lineSchema>;
export type PlainLine = z.infer<(typeof plainLines)[number]>;
export type Row = z.infer<typeof row>;
export type Reference = z.infer<typeof reference>;
export type LineOf<Type extends ShowLine['t']> = Extract<ShowLine, { t: Type }>;
