/** What the analysis process and its client say to each other. Both sides check what they receive with these schemas. */
import { z } from 'zod';
import { type Micros, micros } from '../../streams/time.ts';
import { TAGS } from '../../streams/values.ts';
import { modelManifestSchema } from '../manifest.ts';
import { ACTIVE_DEVICES, DEVICES } from '../runtime/devices.ts';

const floats = z.custom<Float32Array>((value) => value instanceof Float32Array, 'expected a Float32Array');
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'expected a Uint8Array');
const time = z.int().transform((value): Micros => micros(value));
const tag = z.enum(TAGS);
const count = z.int().nonnegative();

/** What `startAnalysis` needs to know. */
export const analysisOptionsSchema = z.object({
  /** A checkpoint: network.onnx, sfx.onnx, manifest.json. */
  modelFolder: z.string().min(1),
  /** A folder with three encoders and their manifest; the checkpoint names those it takes. */
  encodersFolder: z.string().min(1),
  device: z.enum(DEVICES),
  /** Moonshine tiny (English); sherpa-onnx with a model folder; or no speech recognition. */
  speech: z.union([
    z.enum(['moonshine', 'none']),
    z.discriminatedUnion('engine', [
      z.strictObject({ engine: z.literal('sherpa'), folder: z.string().min(1) }).readonly(),
    ]),
  ]),
});
/** Options of `startAnalysis`, which the process gets with its first message. */
export type AnalysisOptions = Readonly<z.infer<typeof analysisOptionsSchema>>;

const picture = z.object({ width: count, height: count, data: bytes });

const subtitle = z.object({
  id: z.string(),
  start: time,
  end: time,
  text: z.string(),
  embedding: floats,
  final: z.boolean(),
});

const windowSchema = z.object({
  index: count,
  start: time,
  end: time,
  framePeriod: time,
  frames: z.array(z.object({ at: time, embedding: floats })).readonly(),
  subtitles: z.array(z.object({ subtitle, firstFrame: count, lastFrame: count })).readonly(),
  earlier: z.array(subtitle).readonly().exactOptional(),
  before: z.object({ count, mean: floats }).exactOptional(),
});

const moment = z.object({
  start: time,
  end: time,
  sfx: z.string(),
  tag,
  probability: z.number(),
  alternatives: z.array(z.object({ sfx: z.string(), tag, score: z.number() })),
});

const effect = z.object({ id: z.string(), tag, description: z.string(), pcm: floats });

const requestSchema = z.discriminatedUnion('method', [
  z.object({ method: z.literal('embedPictures'), pictures: z.array(picture) }),
  z.object({ method: z.literal('embedTexts'), texts: z.array(z.string()) }),
  // A library travels in parts, so that no message holds more than a few effects.
  z.object({
    method: z.literal('addEffects'),
    effects: z.array(effect),
    first: z.boolean(),
    last: z.boolean(),
  }),
  z.object({
    method: z.literal('detect'),
    windows: z.array(windowSchema).readonly(),
    /** How long (ms) the answer is of full use; absent for a recording, which waits as long as it must. */
    within: z.number().nonnegative().exactOptional(),
  }),
  z.object({ method: z.literal('spent') }),
]);
/** What the client asks; each is answered once, by `answer` or `refusal` with its number. */
export type Request = z.infer<typeof requestSchema>;

/** The answer to `embedPictures` and `embedTexts`: one vector for each input, in order. */
export const vectorsSchema = z.array(floats);
/** The answer to `detect`: the moments of each window, in order. */
export const momentsSchema = z.array(z.array(moment));
/** The answer to `addEffects`. */
export const doneSchema = z.null();

const milliseconds = z.number().nonnegative();
/** Time that each kind of work has taken in the process so far, in ms of wall time on the thread that does it. */
export const spentSchema = z.object({
  pictures: milliseconds,
  texts: milliseconds,
  network: milliseconds,
  speech: milliseconds,
});
/** Times by kind of work, in ms since the process started. */
export type AnalysisSpent = z.infer<typeof spentSchema>;

/** How a stream of speech is recognised. */
export const speechOptionsSchema = z.strictObject({
  /** Whether sentences of a segment that still grows are sent too, as not final. */
  partials: z.boolean().default(false),
  /** The 16 kHz sample at which the first written one lies; times count from sample 0. */
  start: count.default(0),
  /** Prefix of every subtitle's id. */
  idPrefix: z.string().default(''),
});
/** Options of a stream of speech, with their defaults filled in. */
export type SpeechStreamOptions = Readonly<z.infer<typeof speechOptionsSchema>>;

/** From the client to the process. */
export const clientMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), options: analysisOptionsSchema }),
  z.object({ type: z.literal('request'), id: count, request: requestSchema }),
  z.object({ type: z.literal('speech-open'), session: count, options: speechOptionsSchema }),
  // `hurry`: it comes as fast as it is spoken; partial results that have been overtaken are dropped.
  z.object({ type: z.literal('speech-write'), session: count, pcm: floats, hurry: z.boolean() }),
  // The next samples are missing. It is not answered, since it takes no time.
  z.object({ type: z.literal('speech-skip'), session: count, samples: count }),
  z.object({ type: z.literal('speech-end'), session: count }),
  z.object({ type: z.literal('speech-close'), session: count }),
  z.object({ type: z.literal('stop') }),
]);
/** From the client to the process. */
export type ClientMessage = z.infer<typeof clientMessageSchema>;

const wireError = z.object({
  ...{ code: z.string(), message: z.string(), nextStep: z.string() },
  fault: z.exactOptional(z.enum(['usage', 'outside', 'internal'])),
});

const speechEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('subtitle'), subtitle }),
  z.object({ type: z.literal('retracted'), id: z.string() }),
  z.object({ type: z.literal('progress'), upTo: time }),
]);

/** From the process to its client. */
export const processMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), manifest: modelManifestSchema, device: z.enum(ACTIVE_DEVICES) }),
  // One line for a person: where the network runs, and why not where it was asked to.
  z.object({ type: z.literal('notice'), device: z.enum(ACTIVE_DEVICES), message: z.string() }),
  z.object({ type: z.literal('start-failed'), error: wireError }),
  z.object({ type: z.literal('answer'), id: count, value: z.unknown() }),
  z.object({ type: z.literal('refusal'), id: count, error: wireError }),
  z.object({ type: z.literal('speech-event'), session: count, event: speechEvent }),
  z.object({ type: z.literal('speech-taken'), session: count, samples: count, overtaken: count }),
  z.object({ type: z.literal('speech-ended'), session: count }),
  z.object({ type: z.literal('fatal'), error: wireError }),
  // The process's main thread is alive. Windows of all its sessions that wait, and that were dropped so far.
  z.object({ type: z.literal('heartbeat'), waiting: count, dropped: count, sessions: count }),
]);
/** From the process to its client. */
export type ProcessMessage = z.infer<typeof processMessageSchema>;

/** How often the process says that it is alive, in ms. */
export const HEARTBEAT_MS = 1_000;
