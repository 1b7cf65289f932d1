/**
 * The data of an experiment, whole in memory: labelled videos in whole frames, cut as the authors cut them, with one effect for each
 * moment. A generated corpus and a data set in SFX-Moment's layout become the same, so that every method meets one kind of window.
 */
import type { EncoderNames } from '../../src/analysis/manifest.ts';
import type { PackText } from '../../src/analysis/pack.ts';
import type { Tag } from '../../src/streams/values.ts';
import { epochBatch } from '../corpus/epochs.ts';
import type { Show } from '../corpus/generated-source.ts';
import {
  trainingCrop,
  validationWindows,
  WINDOW,
  type Clip,
  type Cut,
  type TimedMoment,
} from '../corpus/windows.ts';
import type { Random } from '../training/random.ts';
import type { EvaluationWindow, FeatureLibrary, TrainingItem, TrainingSource } from '../training/source.ts';

/** A sentence of a video with its vector; positions in whole frames. */
type VideoText = PackText;

/** A labelled video; `sfx` of a moment is its effect's id. */
export interface ExperimentVideo extends Clip<VideoText> {
  readonly name: string;
  /** [frameCount] of [512] each. */
  readonly frames: readonly Float32Array[];
  readonly moments: readonly TimedMoment[];
}

/** Parts of the data that an experiment may take away. */
export const MODALITIES = ['frames', 'asr', 'tts', 'audio', 'description', 'tag'] as const;
/** One of {@link MODALITIES}: three of what is seen and said, three of what is known of an effect. */
export type Modality = (typeof MODALITIES)[number];

/** Videos in three parts, and the effects. */
export interface ExperimentData {
  /** What it is, for people: where from, how many videos. */
  readonly name: string;
  /** What tells it from other data: the same data give the same results. */
  readonly id: string;
  readonly encoders: EncoderNames;
  readonly library: FeatureLibrary;
  /** Tag of each effect. */
  readonly tagNames: readonly Tag[];
  readonly blank: Float32Array;
  readonly train: readonly ExperimentVideo[];
  readonly test: readonly ExperimentVideo[];
  /** The test videos as a stream meets them, for experiments on whole shows. */
  readonly shows: () => Promise<readonly Show[]>;
  /** The validation videos likewise, for thresholds. */
  readonly validation: () => Promise<readonly Show[]>;
}

/** Whether a video of the data has text of its creator. */
export const hasCreatorText = ({ train }: ExperimentData): boolean => train.some(({ tts }) => tts.length > 0);

/** The most sentences of each stream that a training window of the data may hold, at most `most`. */
export function mostTexts(
  { train }: ExperimentData,
  most: number,
): { readonly tts: number; readonly asr: number } {
  const seen = { tts: 0, asr: 0 };
  for (const { tts, asr, frameCount } of train)
    for (let first = 0; first < frameCount; first++) {
      const inside = (texts: readonly VideoText[]): number =>
        texts.filter(({ start, end }) => start < first + WINDOW && end >= first).length;
      seen.tts = Math.max(seen.tts, inside(tts));
      seen.asr = Math.max(seen.asr, inside(asr));
    }
  return { tts: Math.min(seen.tts, most), asr: Math.min(seen.asr, most) };
}

/** Random training windows, the videos shuffled anew in each epoch; at most `maxTexts` sentences of a stream. */
export function trainingWindows(
  data: ExperimentData,
  without: readonly Modality[],
  maxTexts: number,
): TrainingSource {
  const library = libraryWithout(data.library, without);
  const rows = rowsOf(data);
  return {
    name: data.name,
    library,
    blank: data.blank,
    sample: (step: number, batchSize: number, random: Random) =>
      Promise.resolve(
        epochBatch(data.train.length, step, batchSize).map((index) => {
          const video = data.train[index]!;
          return itemOf(video, trainingCrop(video, random, WINDOW, maxTexts), without, rows);
        }),
      ),
  };
}

/** The authors' windows of the test videos: those that hold a moment. */
export function testWindows(data: ExperimentData, without: readonly Modality[]): EvaluationWindow[] {
  const rows = rowsOf(data);
  return data.test.flatMap((video) =>
    validationWindows<VideoText>(video).map(({ number, window }) => ({
      key: `${video.name}+${number}`,
      ...itemOf(video, window, without, rows),
    })),
  );
}

const rowsOf = ({ library }: ExperimentData): ReadonlyMap<string, number> =>
  new Map(library.ids.map((id, row) => [id, row]));

function itemOf(
  { frames }: ExperimentVideo,
  window: Cut<VideoText>,
  without: readonly Modality[],
  rows: ReadonlyMap<string, number>,
): TrainingItem {
  const nothing = new Float32Array(frames[0]?.length ?? 0);
  const own = frames.slice(window.first, window.first + window.frameCount);
  return {
    item: {
      // A window is as long as its frames, so there they stay without what they show.
      frames: without.includes('frames') ? own.map(() => nothing) : own,
      tts: without.includes('tts') ? [] : window.tts,
      asr: without.includes('asr') ? [] : window.asr,
    },
    moments: window.moments.map(({ sfx, start, end }) => ({ start, end, sfxIndex: rowOf(sfx, rows) })),
  };
}

function rowOf(sfx: string, rows: ReadonlyMap<string, number>): number {
  const row = rows.get(sfx);
  if (row === undefined) throw new Error(`internal: a moment has the effect ${sfx}, which the library lacks`);
  return row;
}

/** The effects without what is taken away: sounds and descriptions become zeros, and all tags one. */
export function libraryWithout(library: FeatureLibrary, without: readonly Modality[]): FeatureLibrary {
  const empty = (values: Float32Array): Float32Array => new Float32Array(values.length);
  return {
    ...library,
    ...(without.includes('audio') && { audio: empty(library.audio) }),
    ...(without.includes('description') && { text: empty(library.text) }),
    // Negatives are still drawn by the tags: how they are drawn is another row's matter.
    ...(without.includes('tag') && { tags: new Int32Array(library.tags.length), drawTags: library.tags }),
  };
}
