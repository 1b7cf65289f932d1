/** The encoders' folder as checked data: which encoders it holds, in which files, and that the files are whole. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { EncoderFilesError } from './encoder.ts';

const fileName = z.string().regex(/^[a-z0-9][a-z0-9._-]*$/, 'a plain file name');

/** The kinds of encoder that this program can run. A new family adds its kinds here and where `openEncoders` opens them. */
const frameSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('picture-descriptor'),
    name: z.string().min(1),
    width: z.literal(512),
    model: fileName,
  }),
  /** The image tower of Chinese-CLIP, or of another CLIP with its processor; see `chinese-clip/image.ts`. */
  z.object({
    kind: z.literal('clip-image'),
    name: z.string().min(1),
    width: z.literal(512),
    model: fileName,
    /** The `preprocessor_config.json` that was published with it. */
    preprocessor: fileName,
    /** Whether vectors are divided by their length. */
    normalize: z.boolean(),
  }),
]);
const textSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('universal-sentence-encoder-lite'),
    name: z.string().min(1),
    width: z.literal(512),
    model: fileName,
    vocabulary: fileName,
  }),
  z.object({
    kind: z.literal('bert-mean-pooled'),
    name: z.string().min(1),
    width: z.literal(512),
    model: fileName,
    /** A `tokenizer.json` as Hugging Face's tokenizers write it. */
    tokenizer: fileName,
  }),
  z.object({
    kind: z.literal('universal-sentence-encoder-multilingual'),
    name: z.string().min(1),
    width: z.literal(512),
    model: fileName,
    /** SentencePiece's model file. */
    pieces: fileName,
  }),
  /** The text tower of Chinese-CLIP: BERT's first token, projected; see `chinese-clip/text.ts`. */
  z.object({
    kind: z.literal('clip-bert-text'),
    name: z.string().min(1),
    width: z.literal(512),
    model: fileName,
    /** A `tokenizer.json` as Hugging Face's tokenizers write it. */
    tokenizer: fileName,
    /** Tokens that count, [CLS] and [SEP] included; 52 in Chinese-CLIP. */
    contextLength: z.int().min(3).max(512),
    normalize: z.boolean(),
  }),
]);
const audioSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('mel-descriptor'),
    name: z.string().min(1),
    width: z.literal(1024),
    model: fileName,
  }),
  /** ImageBind's audio transformer; the numbers are arguments of its `load_and_transform_audio_data`. */
  z
    .object({
      kind: z.literal('imagebind-audio'),
      name: z.string().min(1),
      width: z.literal(1024),
      model: fileName,
      melBins: z.int().min(4).max(512),
      /** Mel frames of a clip, as the network takes them. */
      targetLength: z.int().min(1).max(4096),
      /** Seconds. */
      clipDuration: z.number().min(0.1).max(30),
      clips: z.int().min(1).max(64),
      /** Clip i starts at i / clipIntervals of what is longer than a clip: `clips` − 1 reaches to the end. */
      clipIntervals: z.int().min(1).max(64),
      mean: z.number(),
      std: z.number().positive(),
    })
    .refine(({ clips, clipIntervals }) => clips <= clipIntervals + 1, 'clips must not begin beyond the end'),
]);

/**
 * `manifest.json` of an encoders' folder: one entry for each encoder, and size and sha256 of every file they
 * name.
 */
export const encoderManifestSchema = z.object({
  version: z.literal(1),
  /** What it is and under which licence, for people; of encoders that were packed by hand. */
  title: z.exactOptional(z.string().min(1).max(200)),
  licence: z.exactOptional(z.string().min(1).max(200)),
  encoders: z.object({ frame: frameSchema, text: textSchema, audio: audioSchema }),
  files: z.record(
    fileName,
    z.object({ bytes: z.int().positive(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
});

/** A checked `manifest.json` of an encoders' folder. */
export type EncoderManifest = z.infer<typeof encoderManifestSchema>;
/** The entry of the encoder of pictures; `kind` says what is done to them. */
export type FrameEntry = z.infer<typeof frameSchema>;
/** The entry of the encoder of text; `kind` says which network, and so which tokenizer. */
export type TextEntry = z.infer<typeof textSchema>;
/** The entry of the encoder of effects; `kind` says what is done to them. */
export type AudioEntry = z.infer<typeof audioSchema>;

/** Name of the manifest in an encoders' folder. */
export const MANIFEST_FILE = 'manifest.json';

/** A folder whose manifest was read. */
export interface EncoderFolder {
  readonly path: string;
  readonly manifest: EncoderManifest;
  /** The bytes of a file that the manifest lists; rejects with an `EncoderFilesError` unless size and sha256 agree. */
  read(file: string): Promise<Buffer>;
}

/** Reads and checks the manifest in `folder`; rejects with an `EncoderFilesError`. */
export async function readEncoderFolder(folder: string): Promise<EncoderFolder> {
  const manifest = await readManifest(folder);
  return {
    path: folder,
    manifest,
    async read(file) {
      const expected = manifest.files[file];
      if (expected === undefined) throw new EncoderFilesError(folder, `its manifest lacks ${file}`);
      const bytes = await readOrFail(folder, file);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      if (bytes.length !== expected.bytes || sha256 !== expected.sha256)
        throw new EncoderFilesError(folder, `${file} is damaged`);
      return bytes;
    },
  };
}

async function readManifest(folder: string): Promise<EncoderManifest> {
  const text = (await readOrFail(folder, MANIFEST_FILE)).toString('utf8');
  return parseEncoderFile(folder, MANIFEST_FILE, text, encoderManifestSchema);
}

/** The JSON text of `file` as checked data; throws an `EncoderFilesError` that names the first fault. */
export function parseEncoderFile<Value>(
  folder: string,
  file: string,
  text: string,
  schema: z.ZodType<Value>,
): Value {
  return checkedJson(text, schema, (issue, cause) => {
    const fault = issue === undefined ? 'is no JSON' : `is not what this version reads (${issue})`;
    return new EncoderFilesError(folder, `${file} ${fault}`, { cause });
  });
}

/** JSON text as checked data; throws what `faulty` makes of the first fault, which is undefined for a text that is no JSON. */
export function checkedJson<Value>(
  text: string,
  schema: z.ZodType<Value>,
  faulty: (issue: string | undefined, cause: unknown) => Error,
): Value {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw faulty(undefined, cause);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw faulty(`${issue?.path.join('.')}: ${issue?.message}`, parsed.error);
}

async function readOrFail(folder: string, file: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, file));
  } catch (cause) {
    throw new EncoderFilesError(folder, `${file} can't be read`, { cause });
  }
}
