/** The manifest of a model folder: what the checkpoint is, what it was trained with, what it may be used for. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { MomentfxError } from '../core/errors.ts';
import type { Policy } from '../streams/policy.ts';
import { TAGS } from '../streams/values.ts';

/**
 * Files of a model folder: the network that finds moments, the one that embeds the library, and the manifest.
 */
export const MODEL_FILES = { network: 'network.onnx', sfx: 'sfx.onnx', manifest: 'manifest.json' } as const;

export { SENSITIVITIES, type Sensitivity } from './sensitivity.ts';

const size = z.int().positive();
const probability = z.number().min(0).max(1);
/**
 * What made the ONNX files, for those who train or evaluate: the network's type, `dm` where none is given, and its sizes.
 * Serving asks none of it; `models/networks` checks it.
 */
const networkSchema = z.looseObject({ type: z.exactOptional(z.string().min(1)) });

/** Names of the encoders whose embeddings the network was trained on. */
export const encodersSchema = z.object({
  frame: z.string().min(1),
  text: z.string().min(1),
  audio: z.string().min(1),
});

/** A threshold for each sensitivity. */
const thresholdsSchema = z
  .object({ low: probability, normal: probability, high: probability })
  .refine(({ low, normal, high }) => low >= normal && normal >= high, 'low ≥ normal ≥ high must hold');

const fieldsSchema = z.object({
  version: z.literal(1),
  name: z.string().min(1),
  encoders: encodersSchema,
  /** Frames a second of the training data. */
  framesPerSecond: z.number().positive(),
  /** Most frames of a window. */
  window: size,
  /** Most subtitles of a window, the blank not counted. */
  maxSubtitles: size,
  /** Sentences from before a window that the network takes in its second text stream; 0: the paper's blank. */
  earlier: z.int().nonnegative().default(0),
  /** Least probability (1 − P(SFX0)) of a moment worth a sound, fitted on the validation split. */
  threshold: probability,
  /** Thresholds by sensitivity, fitted on quiet talk; `normal` is `threshold`. Absent: the checkpoint knows only that one. */
  sensitivity: z.exactOptional(thresholdsSchema),
  /**
   * Where the words are recognised speech. A recogniser's mistakes make key moments less sure, and plain talk no surer: at the
   * thresholds of given text fewer of either would ring. Absent: `sensitivity` holds for them, too.
   */
  recognised: z.exactOptional(thresholdsSchema),
  /** Added to the threshold for moments of a tag; see `Policy`. */
  tagThresholds: z.exactOptional(z.partialRecord(z.enum(TAGS), z.number().min(-1).max(1))),
  /** How much more certain a moment must be the more effects have just been played; see `Policy`. Absent: 0. */
  fatigue: z.exactOptional(z.number().nonnegative().max(5)),
  /** Languages of the words that it was trained on (ISO 639-1, or 639-3 where there is none); absent: English. */
  languages: z.exactOptional(z.array(z.string().regex(/^[a-z]{2,3}$/)).min(1)),
  /** Tag names in the order of the network's tag table, which is that of a sentence classifier's classes, too. */
  tags: z
    .array(z.enum(TAGS))
    .length(TAGS.length)
    .refine((tags) => new Set(tags).size === tags.length, 'must name each tag once'),
  /** Its type and sizes, as `models/networks` has them. */
  network: networkSchema,
  /** How it was trained, for people. */
  training: z.record(z.string(), z.unknown()).default({}),
  /** Measured accuracy, for people. */
  accuracy: z.record(z.string(), z.unknown()).default({}),
});
/** `manifest.json` of a model folder, version 1; fields that it does not name are dropped. */
export const modelManifestSchema = fieldsSchema.refine(
  ({ sensitivity, threshold }) => sensitivity === undefined || sensitivity.normal === threshold,
  { path: ['sensitivity', 'normal'], message: 'must be the same as "threshold"' },
);

/** A checked `manifest.json` of a model folder. */
export type ModelManifest = z.infer<typeof modelManifestSchema>;

/** What decisions have of a checkpoint at any threshold. */
export const checkpointPolicy = ({
  tagThresholds,
  fatigue,
}: Pick<ModelManifest, 'tagThresholds' | 'fatigue'>): Partial<Pick<Policy, 'tagThresholds' | 'fatigue'>> => ({
  ...(tagThresholds === undefined ? {} : { tagThresholds }),
  ...(fatigue === undefined ? {} : { fatigue }),
});

/** The languages that a checkpoint was trained on; English where its manifest names none. */
export const languagesOf = ({ languages }: Pick<ModelManifest, 'languages'>): readonly string[] =>
  languages ?? ['en'];

/** Names of the three encoders whose embeddings a network takes. */
export type EncoderNames = z.infer<typeof encodersSchema>;

/** A model folder that cannot be used; the message says what, where and what to do. */
export class ModelFolderError extends MomentfxError<
  'model-missing' | 'model-broken' | 'model-version' | 'model-encoders'
> {}

const versionSchema = z.looseObject({ version: z.number() });

/** Checks the parsed JSON of a manifest; `file` is for the error. @throws ModelFolderError */
export function parseModelManifest(value: unknown, file: string): ModelManifest {
  const version = versionSchema.safeParse(value);
  if (version.success && version.data.version !== 1)
    throw new ModelFolderError(
      'model-version',
      `${file} has the version ${version.data.version}, this program reads version 1`,
      'Update momentfx, or use a checkpoint made for this version',
    );
  const parsed = modelManifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? 'the whole' : `"${issue.path.join('.')}"`;
  throw new ModelFolderError(
    'model-broken',
    `${file} is no usable manifest: ${place}: ${issue?.message ?? 'invalid'}`,
    'Fetch the checkpoint again or train it again',
    { cause: parsed.error },
  );
}

/** Reads and checks the manifest of a model folder. @throws ModelFolderError */
export async function readModelManifest(folder: string): Promise<ModelManifest> {
  const file = join(folder, MODEL_FILES.manifest);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new ModelFolderError(
      'model-missing',
      `${folder} is no model folder: ${MODEL_FILES.manifest} cannot be read`,
      'Give the folder of a checkpoint',
      { cause },
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ModelFolderError(
      'model-broken',
      `${file} is not JSON`,
      'Fetch the checkpoint again or train it again',
      { cause },
    );
  }
  return parseModelManifest(value, file);
}

/**
 * Refuses encoders that the checkpoint was not trained with: embeddings of another encoder have the same shape
 * and would give silent nonsense. @throws ModelFolderError (`model-encoders`)
 */
export function requireEncoders(manifest: ModelManifest, present: EncoderNames): void {
  for (const kind of ['frame', 'text', 'audio'] as const)
    if (manifest.encoders[kind] !== present[kind])
      throw new ModelFolderError(
        'model-encoders',
        `the checkpoint "${manifest.name}" was trained with the ${kind} encoder ${manifest.encoders[kind]}, but ${present[kind]} is in use`,
        `Install the encoder ${manifest.encoders[kind]}, or use a checkpoint trained with ${present[kind]}`,
      );
}
