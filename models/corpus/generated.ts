/** The generated corpus of shows and talks: made once into a folder of features, loaded for training and evaluation. */
import { availableParallelism } from 'node:os';
import { openEncoders } from '../../src/analysis/encoders/index.ts';
import { TAGS } from '../../src/streams/values.ts';
import type { Tag } from '../../src/streams/values.ts';
import { ensureLiteEncoders } from '../encoders/lite.ts';
import { bundledLibrary } from '../training/library-features.ts';
import type { BundledLibrary } from '../training/library-features.ts';
import type { FeatureLibrary } from '../training/source.ts';
import { featuresOf } from './features.ts';
import { readCorpus, writeCorpus } from './generated-files.ts';
import type { CorpusRecord, HeardRecord, VideoRecord } from './generated-files.ts';
import type { Show, ShowMoment, ShowSpan, ShowText } from './generated-source.ts';
import { ORIGIN_SHARES } from './genres.ts';
import type { Material, OriginShares } from './genres.ts';
import { SPLITS, grammarOf } from './grammar/split.ts';
import type { Grammar, Split } from './grammar/split.ts';
import { planBank } from './pictures/bank.ts';
import type { PlainSource, PlainTalk } from './talks/plain.ts';
import type { Language } from './talks/reader.ts';
import { writtenSplits } from './talks/split.ts';
import { makeVideo } from './video.ts';
import { wholeTalks } from './whole-talks.ts';

/** What a corpus is made of; the same options give the same bytes. */
export interface GenerateOptions {
  /** Fixes everything, byte for byte. */
  readonly seed: number;
  /** Videos of all splits together: 90 % train, 5 % val, 5 % test, at least one each. */
  readonly videos: number;
  /** Hearings of whole talks; default: 0.3 for each video. */
  readonly hearings?: number | undefined;
  /** Is replaced as a whole. */
  readonly folder: string;
  /** How many videos are made of what; default `ORIGIN_SHARES`. */
  readonly shares?: OriginShares;
  /** What is spoken; default: English. Talks in other languages come without grammar and without plain talk. */
  readonly language?: Language;
  /** Talk in which nothing rings. Without it grammar and written talks share its part of the videos. */
  readonly plain?: PlainTalk | undefined;
  /** Share of the full bank of about 2,600 pictures. */
  readonly pictures?: number;
  readonly workers?: number;
  /** Made by `ensureEncoders`; default: the bundled family's. */
  readonly encodersFolder?: string;
  /** SHA-256 of the tuned part of its sentence encoder; kept with the corpus. */
  readonly tunedPart?: string | undefined;
  readonly onProgress?: (stage: 'pictures' | 'texts', done: number, total: number) => void;
}

/** A moment of a generated video; it spans its sentence, in seconds. */
export interface GeneratedMoment extends ShowMoment {
  readonly sfxIds: readonly { readonly id: string; readonly weight: number }[];
  readonly tag: Tag;
  readonly act: string;
}
/** What is heard in a video, or in a whole talk. */
export interface HeardTalk {
  readonly genre: string;
  readonly hearing: HeardRecord['hearing'];
  /** Seconds. */
  readonly duration: number;
  readonly asr: readonly ShowText[];
  readonly moments: readonly GeneratedMoment[];
  readonly taste: readonly ShowSpan[];
}
/** One video of the corpus with its labels; times in seconds. */
export interface GeneratedVideo extends HeardTalk, Show {
  readonly asr: readonly ShowText[];
  readonly moments: readonly GeneratedMoment[];
  readonly taste: readonly ShowSpan[];
  readonly sentences: VideoRecord['sentences'];
}
/** A corpus in memory, whole. */
export interface GeneratedCorpus {
  readonly seed: number;
  /** What is spoken. */
  readonly language: Language;
  /** Names of the encoders behind the features. */
  readonly encoders: CorpusRecord['encoders'];
  /** SHA-256 of the tuned part of the sentence encoder behind them; undefined where it has none. */
  readonly tunedPart: string | undefined;
  readonly library: FeatureLibrary;
  readonly blank: Float32Array;
  /** Where its plain talk comes from. */
  readonly plain: readonly PlainSource[];
  /** How many labelled stretches of it train. */
  readonly labelled: number;
  readonly splits: Readonly<Record<Split, readonly GeneratedVideo[]>>;
  /** Whole talks to train on. */
  readonly talks: readonly HeardTalk[];
}

const WIDTH = 512;
/** Hearings of whole talks for each video: a small corpus has few. */
const HEARINGS_PER_VIDEO = 0.3;

/**
 * Makes the corpus: scripts, heard words, pictures, their vectors and the library's. The same seed and number of
 * videos give the same bytes, however many workers there are, from the same talks. Rejects with a `FeatureError` when an encoder fails.
 */
export async function generateCorpus(options: GenerateOptions): Promise<void> {
  const { seed, folder, onProgress, shares = ORIGIN_SHARES, language = 'en' } = options;
  const plain = language === 'en' ? options.plain : undefined;
  const encodersFolder = options.encodersFolder ?? (await ensureLiteEncoders());
  const bank = planBank(seed, options.pictures);
  const rows = new Map<string, number>();
  const materialOf = materials(language, plain);
  const videos = plan(options.videos).map(([split, index]) =>
    makeVideo({ seed, index, material: materialOf[split], shares, language, shots: bank.shots, rows }),
  );
  const hearings = options.hearings ?? Math.ceil(HEARINGS_PER_VIDEO * options.videos);
  const talks = wholeTalks({ seed, hearings, material: materialOf.train, language, rows });
  const shared = { encodersFolder, workers: options.workers ?? availableParallelism() };
  const progress = (stage: 'pictures' | 'texts') => (done: number, total: number) =>
    onProgress?.(stage, done, total);
  const pictures = await featuresOf('scenes', bank.scenes, { ...shared, onProgress: progress('pictures') });
  const texts = await featuresOf('texts', [...rows.keys()], { ...shared, onProgress: progress('texts') });
  const { library, blank, names } = await known(encodersFolder);
  const effects = library.ids.map((id, row) => ({ id, tag: library.tagNames[row]! }));
  await writeCorpus(
    folder,
    {
      ...{ seed, language, encoders: names, library: effects, videos, talks },
      ...(options.tunedPart === undefined ? {} : { tunedPart: options.tunedPart }),
      plain: [...(plain?.sources ?? [])],
      labelled: plain?.labelled('train').length ?? 0,
    },
    { texts, pictures, audio: library.audio, descriptions: library.text, blank },
  );
}

/** Each split's grammar, parsed when it is first wanted. */
const grammars = Object.fromEntries(
  SPLITS.map((split) => {
    let grammar: Grammar | undefined;
    return [split, () => (grammar ??= grammarOf(split))];
  }),
) as Record<Split, () => Grammar>;

/** What the videos of each split are made of; nothing of it is in two splits. */
function materials(language: Language, plain: PlainTalk | undefined): Readonly<Record<Split, Material>> {
  const talks = writtenSplits(language);
  const of = (split: Split): Material => ({
    split,
    grammar: language === 'en' ? grammars[split]() : undefined,
    talks: talks[split],
    plain,
  });
  return { train: of('train'), val: of('val'), test: of('test') };
}

/** Split and number of each video. */
function plan(videos: number): readonly (readonly [Split, number])[] {
  const aside = Math.max(1, Math.round(videos / 20));
  const counts: Readonly<Record<Split, number>> = {
    train: Math.max(1, videos - 2 * aside),
    val: aside,
    test: aside,
  };
  return SPLITS.flatMap((split) =>
    Array.from({ length: counts[split] }, (_, index) => [split, index] as const),
  );
}

interface SmallFeatures {
  readonly library: BundledLibrary;
  readonly blank: Float32Array;
  readonly names: CorpusRecord['encoders'];
}

/** By encoders' folder: rendering the library takes longer than a small corpus does. */
const small = new Map<string, SmallFeatures>();

async function known(encodersFolder: string): Promise<SmallFeatures> {
  const features = small.get(encodersFolder) ?? (await smallFeatures(encodersFolder));
  small.set(encodersFolder, features);
  return features;
}

/** The library's features, the blank text's, and the encoders' names. */
async function smallFeatures(encodersFolder: string): Promise<SmallFeatures> {
  const encoders = await openEncoders(encodersFolder, { threads: 1 });
  try {
    const [blank] = await encoders.text.embed([' ']);
    const names = { frame: encoders.frame.name, text: encoders.text.name, audio: encoders.audio.name };
    return { library: await bundledLibrary(encoders), blank: blank!, names };
  } finally {
    await encoders.release();
  }
}

/** Loads a corpus that `generateCorpus` made. Rejects with a `CorpusFolderError` when the folder is none or damaged. */
export async function loadGenerated(folder: string): Promise<GeneratedCorpus> {
  const { corpus, arrays } = await readCorpus(folder);
  const library: FeatureLibrary = {
    ids: corpus.library.map(({ id }) => id),
    tags: Int32Array.from(corpus.library, ({ tag }) => TAGS.indexOf(tag)),
    audio: arrays.audio,
    text: arrays.descriptions,
  };
  const libraryRows = new Map(library.ids.map((id, row) => [id, row]));
  const videosOf = (split: Split): GeneratedVideo[] =>
    corpus.videos
      .filter((video) => video.split === split)
      .map((video) => loadVideo(video, arrays.texts, arrays.pictures, libraryRows));
  return {
    seed: corpus.seed,
    language: corpus.language,
    encoders: corpus.encoders,
    tunedPart: corpus.tunedPart,
    library,
    blank: arrays.blank,
    plain: corpus.plain,
    labelled: corpus.labelled,
    splits: { train: videosOf('train'), val: videosOf('val'), test: videosOf('test') },
    talks: corpus.talks.map((talk) => loadHeard(talk, arrays.texts, libraryRows)),
  };
}

const rowIn = (array: Float32Array, row: number): Float32Array =>
  array.subarray(row * WIDTH, (row + 1) * WIDTH);

function loadVideo(
  video: VideoRecord,
  texts: Float32Array,
  pictures: Float32Array,
  libraryRows: ReadonlyMap<string, number>,
): GeneratedVideo {
  const frameEmbeddings = new Float32Array(video.pictures.length * WIDTH);
  video.pictures.forEach((row, second) => {
    frameEmbeddings.set(rowIn(pictures, row), second * WIDTH);
  });
  return {
    ...loadHeard(video, texts, libraryRows),
    name: video.name,
    frames: video.pictures.length,
    frameEmbeddings,
    sentences: video.sentences,
  };
}

function loadHeard(
  { genre, hearing, duration, taste, asr, moments }: HeardRecord,
  texts: Float32Array,
  libraryRows: ReadonlyMap<string, number>,
): HeardTalk {
  return {
    genre,
    hearing,
    duration,
    taste,
    asr: asr.map(({ row, ...text }) => ({ ...text, embedding: rowIn(texts, row) })),
    moments: moments.map((moment) => ({
      ...moment,
      effects: moment.sfxIds.map(({ id, weight }) => ({ row: libraryRow(id, libraryRows), weight })),
    })),
  };
}

function libraryRow(id: string, rows: ReadonlyMap<string, number>): number {
  const row = rows.get(id);
  if (row === undefined)
    throw new RangeError(`internal: the corpus uses the effect ${id}, which its library lacks`);
  return row;
}
