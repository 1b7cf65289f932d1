/** What is asked of a fleet, as it lies in Redis: checked at both doors, and without a secret in plain. */
import { z } from 'zod';
import { messageOf } from '../../core/errors.ts';
import type { settingsSchema } from '../config/options.ts';
import { FleetError } from './errors.ts';

/** Longest text of one field, in characters: that of an address (src/media/input/plan.ts). */
const LONGEST = 4096;
const text = z.string().min(1).max(LONGEST);

type SettingName = keyof typeof settingsSchema.shape;

/** What recordings and sessions share; what the machine decides (device, shared analysis) is the worker's too. */
const SHARED_SETTINGS = [
  'threshold',
  'sensitivity',
  'density',
  'library',
  'model',
  'muteTag',
  'language',
  'gain',
  'duck',
  'limiter',
  'asr',
  'device',
  'analysis',
] as const satisfies readonly SettingName[];

/** The settings of `decorate` that a job may carry. */
export const DECORATE_SETTINGS = [...SHARED_SETTINGS, 'audioCodec'] as const satisfies readonly SettingName[];

/** Settings of a job as they were given: `resolveSettings` reads them anew where it runs. */
const settings = z.partialRecord(z.enum(DECORATE_SETTINGS), text);

const decorateIntent = z.strictObject({
  version: z.literal(1),
  kind: z.literal('decorate'),
  /** A file that the worker reaches, or an address; references instead of secrets. */
  input: text,
  /** A file, or an http(s) address that takes a PUT. */
  output: text,
  /** Where the cue sheet is written: a file. */
  cues: text.optional(),
  /** A cue sheet to mix instead of analysing. */
  fromCues: text.optional(),
  settings: settings.default({}),
  /** What tells this job from others, in the words of who submitted it. */
  key: text.max(200).optional(),
});

/** A recording to decorate. */
export type DecorateIntent = z.infer<typeof decorateIntent>;

/** The settings of `live` that a session of a fleet may carry: none that take a place on the machine where it runs. */
export const LIVE_SETTINGS = [
  ...SHARED_SETTINGS,
  'delay',
  'hold',
  'captionsOffset',
  'segment',
] as const satisfies readonly SettingName[];

/** Outputs of one session: those that `live` takes. */
const MOST_OUTPUTS = 8;

const liveIntent = z.strictObject({
  version: z.literal(1),
  kind: z.literal('live'),
  input: text,
  to: z.array(text).min(1).max(MOST_OUTPUTS),
  /** Of the input: play a file by the clock, again and again. */
  realtime: z.boolean().default(false),
  loop: z.boolean().default(false),
  settings: z.partialRecord(z.enum(LIVE_SETTINGS), text).default({}),
  key: text.max(200).optional(),
});

/** A show that somebody is to run, wherever that is. */
export type LiveIntent = z.infer<typeof liveIntent>;

/** What a job asks for. */
export type Intent = DecorateIntent | LiveIntent;

const intentSchema = z.discriminatedUnion('kind', [decorateIntent, liveIntent]);

/**
 * The intent in a job's data.
 * @throws FleetError bad-job
 */
export function readIntent(data: unknown): Intent {
  const parsed = intentSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new FleetError(
    'bad-job',
    `A job says nothing that this version understands (${issue?.path.join('.') ?? ''}: ${issue?.message ?? messageOf(parsed.error)}).`,
    'Submit it with the version that the workers run.',
  );
}

const PHASES = ['probing', 'decorating', 'publishing', 'live'] as const;

/** How far a job is. */
export const progressSchema = z.object({
  phase: z.enum(PHASES),
  /** Of the phase's work, 0…100; absent where the input does not say how long it is. */
  percent: z.number().min(0).max(100).optional(),
});

/** How far a job is. */
export type JobProgress = z.infer<typeof progressSchema>;

/** What a finished job did. */
export const resultSchema = z.object({
  /** Of a recording. */
  effects: z.number().int().nonnegative().optional(),
  /** Of a recording, in seconds. */
  duration: z.number().nonnegative().optional(),
  /** That the work took, in seconds. */
  seconds: z.number().nonnegative(),
});

/** What a finished job did. */
export type JobResult = z.infer<typeof resultSchema>;

/** The addresses of an intent: what may hold references. */
export const addressesOf = (intent: Intent): readonly string[] =>
  intent.kind === 'live'
    ? [intent.input, ...intent.to]
    : [intent.input, intent.output, intent.cues, intent.fromCues].filter((text) => text !== undefined);

/** Where its result goes. */
export const outputsOf = (intent: Intent): readonly string[] =>
  intent.kind === 'live' ? intent.to : [intent.output];
