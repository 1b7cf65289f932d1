/**
 * SFX-Moment's file layout. Tables are read when a split is opened; features stay on disk until a window asks
 * for them, so a split of any size can be used.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodersSchema, type EncoderNames } from '../../../src/analysis/manifest.ts';
import { FEATURE_WIDTH, type PackText } from '../../../src/analysis/pack.ts';
import { DataError } from '../../training/data-error.ts';
import type { Random } from '../../training/random.ts';
import {
  AUDIO_WIDTH,
  TEXT_WIDTH,
  type EvaluationWindow,
  type FeatureLibrary,
  type TrainingItem,
  type TrainingSource,
} from '../../training/source.ts';
import { isMissing, readCsv } from '../csv.ts';
import { epochBatch } from '../epochs.ts';
import type { Show } from '../generated-source.ts';
import { readNpyVector } from '../npy.ts';
import {
  effectRow,
  filesIn,
  frameFile,
  layoutOf,
  momentRow,
  namesIn,
  textRow,
  type SplitName,
  type TextStream,
} from './layout.ts';
import {
  cleanMoments,
  cleanTexts,
  parseFrameIds,
  trainingCrop,
  validationWindows,
  WINDOW,
  type Cut,
  type TimedMoment,
  type TimedText,
} from '../windows.ts';

/** A sentence with the file name of its feature. */
export interface SfxMomentText extends TimedText {
  readonly content: string;
  readonly feature: string;
}
/** A cleaned video of a split; features are named, not loaded. */
export interface SfxMomentVideo {
  readonly name: string;
  readonly frameCount: number;
  readonly tts: readonly SfxMomentText[];
  readonly asr: readonly SfxMomentText[];
  readonly moments: readonly TimedMoment[];
}

/** A data set in SFX-Moment's layout. */
export class SfxMoment {
  readonly folder: string;
  readonly library: FeatureLibrary;
  /** Who made the features, where the data say so; the published ones do not. */
  readonly encoders: EncoderNames | undefined;
  /** Name of each row of the tag table that occurs. */
  readonly tagTable: ReadonlyMap<number, string>;
  readonly blank: Float32Array;
  readonly #layout: ReturnType<typeof layoutOf>;
  readonly #rowOf: ReadonlyMap<string, number>;

  private constructor(
    folder: string,
    library: FeatureLibrary,
    tagTable: ReadonlyMap<number, string>,
    blank: Float32Array,
    encoders: EncoderNames | undefined,
  ) {
    this.encoders = encoders;
    this.folder = folder;
    this.#layout = layoutOf(folder);
    this.library = library;
    this.tagTable = tagTable;
    this.blank = blank;
    this.#rowOf = new Map(library.ids.map((id, row) => [id, row]));
  }

  /** Reads the library with its features. @throws DataError that names the missing or broken file. */
  static async open(folder: string): Promise<SfxMoment> {
    const layout = layoutOf(folder);
    const table = layout.effects;
    const effects = await readCsv(table, effectRow);
    if (effects === undefined)
      throw new DataError('sfx-moment-missing', `there is no ${table}`, "Give the data set's top folder");
    const features = async (kind: 'audio' | 'text', width: number): Promise<Float32Array> => {
      const all = new Float32Array(effects.length * width);
      for (const [row, { id }] of effects.entries())
        all.set(await readNpyVector(join(layout.effectFeatures(kind), `${id}.npy`), width), row * width);
      return all;
    };
    return new SfxMoment(
      folder,
      {
        ids: effects.map(({ id }) => id),
        tags: Int32Array.from(effects, ({ tag_index }) => tag_index),
        audio: await features('audio', AUDIO_WIDTH),
        text: await features('text', TEXT_WIDTH),
      },
      new Map(effects.map(({ tag, tag_index }) => [tag_index, tag])),
      await readNpyVector(layout.blank, FEATURE_WIDTH),
      await readEncoderNames(layout.encoders),
    );
  }

  /** The videos of a split in the order of its list; those without frames or moments inside are left out. */
  async videos(split: SplitName): Promise<SfxMomentVideo[]> {
    const names = await this.#names(split);
    const table = this.#layout.moments(split);
    const rows = (await readCsv(table, momentRow)) ?? [];
    const listed = new Set(names);
    const stray = rows.find(({ name }) => !listed.has(name));
    if (stray !== undefined)
      throw new DataError(
        'sfx-moment-video',
        `${table} names ${stray.name}, ${split}_video.txt does not`,
        'Add it there',
      );
    const moments = Map.groupBy(rows, ({ name }) => name);
    const videos: SfxMomentVideo[] = [];
    for (const name of names) {
      const frameCount = await this.#countFrames(split, name);
      const own = (moments.get(name) ?? []).map(({ sfx_id: sfx, frameids }) => {
        this.#row(sfx, table);
        return { sfx, ...parseFrameIds(frameids) };
      });
      const inside = cleanMoments(own, frameCount);
      if (frameCount === 0 || inside.length === 0) continue;
      const texts = async (stream: TextStream): Promise<SfxMomentText[]> =>
        cleanTexts((await readCsv(this.#layout.texts(stream, split, name), textRow)) ?? [], frameCount);
      videos.push({ name, frameCount, tts: await texts('tts'), asr: await texts('asr'), moments: inside });
    }
    return videos;
  }

  /** Loads the features of a cut of a video. */
  async load(split: SplitName, name: string, window: Cut<SfxMomentText>): Promise<TrainingItem> {
    const texts = (stream: TextStream): Promise<PackText[]> =>
      Promise.all(
        window[stream].map(async ({ start, end, feature }) => ({
          start,
          end,
          embedding: await readNpyVector(
            join(this.#layout.textFeatures(stream, split, name), feature),
            FEATURE_WIDTH,
          ),
        })),
      );
    const frames = Promise.all(
      Array.from({ length: window.frameCount }, (_, i) =>
        readNpyVector(
          join(this.#layout.frameFeatures(split, name), frameFile(window.first + i)),
          FEATURE_WIDTH,
        ),
      ),
    );
    return {
      item: { frames: await frames, tts: await texts('tts'), asr: await texts('asr') },
      moments: window.moments.map(({ sfx, start, end }) => ({ start, end, sfxIndex: this.#row(sfx, name) })),
    };
  }

  /**
   * A whole video as a stream would meet it: frame i at second i, recognised speech only. The creator's own text
   * (`tts`) is not known to a stream.
   */
  async show(split: SplitName, video: SfxMomentVideo): Promise<Show> {
    const whole = { ...video, first: 0 };
    const { item, moments } = await this.load(split, video.name, whole);
    const frameEmbeddings = new Float32Array(video.frameCount * FEATURE_WIDTH);
    item.frames.forEach((frame, i) => frameEmbeddings.set(frame, i * FEATURE_WIDTH));
    return {
      name: video.name,
      frames: video.frameCount,
      frameEmbeddings,
      asr: item.asr.map(({ embedding, start, end }, i) => ({
        embedding,
        start,
        end: end + 1,
        text: video.asr[i]!.content,
      })),
      moments: moments.map(({ sfxIndex, start, end }) => ({
        start,
        end: end + 1,
        effects: [{ row: sfxIndex, weight: 1 }],
      })),
    };
  }

  /** The authors' validation windows of a split, one after another. */
  async *windows(split: SplitName, size = WINDOW): AsyncGenerator<EvaluationWindow> {
    for (const video of await this.videos(split))
      for (const { number, window } of validationWindows(video, size))
        yield { key: `${video.name}+${number}`, ...(await this.load(split, video.name, window)) };
  }

  /** Training crops of a split, the videos shuffled anew in each epoch. */
  async source(split: SplitName = 'train', size = WINDOW): Promise<TrainingSource> {
    const videos = await this.videos(split);
    if (videos.length === 0)
      throw new DataError(
        'sfx-moment-empty',
        `${this.folder} has no ${split} video with a moment`,
        'Check its lists',
      );
    return {
      name: 'sfx-moment',
      library: this.library,
      blank: this.blank,
      sample: (step: number, batchSize: number, random: Random) =>
        Promise.all(
          epochBatch(videos.length, step, batchSize).map((index) => {
            const video = videos[index]!;
            return this.load(split, video.name, trainingCrop(video, random, size));
          }),
        ),
    };
  }

  #row(sfx: string, where: string): number {
    const row = this.#rowOf.get(sfx);
    if (row === undefined)
      throw new DataError(
        'sfx-moment-effect',
        `${where} names the effect ${sfx}, sfx_info.csv does not`,
        'Add it there',
      );
    return row;
  }

  async #names(split: SplitName): Promise<string[]> {
    const list = this.#layout.list(split);
    try {
      return namesIn(await readFile(list, 'utf8'));
    } catch (cause) {
      throw new DataError('sfx-moment-missing', `cannot read ${list}`, "Give the data set's top folder", {
        cause,
      });
    }
  }

  async #countFrames(split: SplitName, name: string): Promise<number> {
    return (await filesIn(this.#layout.frameFeatures(split, name))).length;
  }
}

/** The names in `encoders.json`; undefined where there is no such file. */
async function readEncoderNames(file: string): Promise<EncoderNames | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  try {
    return encodersSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new DataError('sfx-moment-encoders', `${file} names no encoders`, 'Build the data again', {
      cause,
    });
  }
}
