/** The files of a generated corpus: what is in them, how they are written whole, how they are read back. */
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import { MomentfxError } from '../../src/core/errors.ts';
import { TAGS } from '../../src/streams/values.ts';
import { SPLITS } from './grammar/split.ts';
import { ALL_HEARINGS } from './hearing.ts';
import { LANGUAGES } from './talks/reader.ts';

const VERSION = 5;
const WIDTH = 512;

const row = z.number().int().nonnegative();
const seconds = z.number().nonnegative();

/** What is heard, without pictures. */
const HEARD = z.object({
  genre: z.string(),
  /** How its words were heard. */
  hearing: z.enum(ALL_HEARINGS),
  /** Seconds. */
  duration: seconds,
  /** What was heard; `row` of `texts.f32`. */
  asr: z.array(z.object({ text: z.string(), row, start: seconds, end: seconds })),
  moments: z.array(
    z.object({
      act: z.string(),
      tag: z.enum(TAGS),
      start: seconds,
      end: seconds,
      /** Effects that fit, best first; weights add up to 1. */
      sfxIds: z.array(z.object({ id: z.string(), weight: z.number().positive() })).min(1),
    }),
  ),
  /** Where an effect would be neither wanted nor wrong. */
  taste: z.array(z.object({ start: seconds, end: seconds })),
});
/** What is heard in a video, or in a whole talk, as the file holds it; times in seconds. */
export type HeardRecord = z.infer<typeof HEARD>;

const VIDEO = HEARD.extend({
  name: z.string(),
  split: z.enum(SPLITS),
  /** Row of `pictures.f32` at each second. */
  pictures: z.array(row).min(1),
  /** What was said, key moment or not. */
  sentences: z.array(z.object({ text: z.string(), act: z.string(), start: seconds, end: seconds })),
});
/** A video of the corpus as its file holds it; times in seconds. */
export type VideoRecord = z.infer<typeof VIDEO>;

const CORPUS = z.object({
  version: z.literal(VERSION),
  seed: z.number().int(),
  /** What is spoken; corpora from before there was a choice are in English. */
  language: z.enum(LANGUAGES).default('en'),
  encoders: z.object({ frame: z.string(), text: z.string(), audio: z.string() }),
  /** SHA-256 of the tuned part of the sentence encoder, where it has one. */
  tunedPart: z.exactOptional(z.string()),
  library: z.array(z.object({ id: z.string(), tag: z.enum(TAGS) })),
  /** Where its plain talk comes from; empty without any. */
  plain: z.array(z.object({ source: z.string(), licence: z.string() })),
  /** How many labelled stretches of it train. */
  labelled: z.int().nonnegative(),
  videos: z.array(VIDEO),
  /** Whole talks to train on, without pictures. */
  talks: z.array(HEARD),
});
/** What the corpus as a whole says about itself. */
export type CorpusRecord = z.infer<typeof CORPUS>;

/** The arrays beside `corpus.json`: float32, little-endian, one row after the other. */
export interface CorpusArrays {
  /** [texts, 512] */
  readonly texts: Float32Array;
  /** [pictures, 512] */
  readonly pictures: Float32Array;
  /** [effects, 1024] */
  readonly audio: Float32Array;
  /** [effects, 512] */
  readonly descriptions: Float32Array;
  /** [512]: the text that closes each stream, one space. */
  readonly blank: Float32Array;
}

/** The folder holds no corpus, or a damaged one. */
export class CorpusFolderError extends MomentfxError<'corpus-folder'> {
  constructor(folder: string, fault: string, options?: ErrorOptions) {
    super(
      'corpus-folder',
      `${folder} holds no usable generated corpus: ${fault}.`,
      `Make it again: models/corpus/main.ts --out ${folder}.`,
      options,
    );
  }
}

const ARRAYS = ['texts', 'pictures', 'audio', 'descriptions', 'blank'] as const;

/** Writes the corpus aside and puts it in place with one rename; a corpus that was there before is replaced. */
export async function writeCorpus(
  folder: string,
  corpus: Omit<CorpusRecord, 'version'>,
  arrays: CorpusArrays,
): Promise<void> {
  const target = resolve(folder);
  await mkdir(dirname(target), { recursive: true });
  const aside = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
  try {
    for (const name of ARRAYS) {
      const { buffer, byteOffset, byteLength } = arrays[name];
      await writeFile(join(aside, `${name}.f32`), new Uint8Array(buffer, byteOffset, byteLength));
    }
    await writeFile(join(aside, 'corpus.json'), JSON.stringify({ version: VERSION, ...corpus }));
    // A temporary folder is private; this one is meant to be read like any other.
    await chmod(aside, 0o755);
    await rm(target, { recursive: true, force: true });
    await rename(aside, target);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** Reads it back; rejects with a `CorpusFolderError` that names the fault. */
export async function readCorpus(folder: string): Promise<{ corpus: CorpusRecord; arrays: CorpusArrays }> {
  const read = async (name: string): Promise<Buffer> => {
    try {
      return await readFile(join(folder, name));
    } catch (cause) {
      throw new CorpusFolderError(folder, `${name} can't be read`, { cause });
    }
  };
  const text = (await read('corpus.json')).toString();
  const parsed = CORPUS.safeParse(parseJson(text, folder));
  if (!parsed.success) throw new CorpusFolderError(folder, `corpus.json: ${z.prettifyError(parsed.error)}`);
  const loaded = await Promise.all(
    ARRAYS.map(async (name) => [name, floats(await read(`${name}.f32`))] as const),
  );
  const arrays = Object.fromEntries(loaded) as Record<(typeof ARRAYS)[number], Float32Array>;
  checkRows(folder, parsed.data, arrays);
  return { corpus: parsed.data, arrays };
}

function parseJson(text: string, folder: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CorpusFolderError(folder, 'corpus.json is no JSON', { cause });
  }
}

/** Copies: a file's buffer may start at an address that no Float32Array can view. */
const floats = (bytes: Buffer): Float32Array => {
  const values = new Float32Array(Math.floor(bytes.byteLength / Float32Array.BYTES_PER_ELEMENT));
  new Uint8Array(values.buffer).set(bytes.subarray(0, values.byteLength));
  return values;
};

function checkRows(folder: string, corpus: CorpusRecord, arrays: CorpusArrays): void {
  const effects = corpus.library.length;
  const wanted = { audio: effects * 1024, descriptions: effects * WIDTH, blank: WIDTH };
  for (const [name, length] of Object.entries(wanted)) {
    const given = arrays[name as keyof typeof wanted].length;
    if (given !== length)
      throw new CorpusFolderError(folder, `${name}.f32 holds ${given} values, not ${length}`);
  }
  let [texts, pictures] = [0, 0];
  for (const video of corpus.videos) {
    for (const picture of video.pictures) pictures = Math.max(pictures, picture + 1);
  }
  for (const { asr } of [...corpus.videos, ...corpus.talks])
    for (const { row: used } of asr) texts = Math.max(texts, used + 1);
  if (arrays.texts.length < texts * WIDTH) throw new CorpusFolderError(folder, 'texts.f32 is too short');
  if (arrays.pictures.length < pictures * WIDTH)
    throw new CorpusFolderError(folder, 'pictures.f32 is too short');
}
