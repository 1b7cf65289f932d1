/**
 * Generated shows as the trainer and the evaluation take them. Times are in seconds; a frame is taken each second,
 * at the second. Windows are cut as a live stream is: anywhere, also where nothing happens, and shorter at the start.
 */
import { earlierTexts, FEATURE_WIDTH, type PackText } from '../../src/analysis/pack.ts';
import { toSeconds } from '../../src/streams/time.ts';
import {
  MOOD_REACH,
  MOOD_SENTENCES,
  spokenBefore,
  type SpokenBefore,
} from '../../src/streams/spoken-before.ts';
import { EARLIER_REACH } from '../../src/streams/windows.ts';
import type { Random } from '../training/random.ts';
import type { TargetMoment } from '../training/moment-targets.ts';
import type { FeatureLibrary, TrainingItem, TrainingSource } from '../training/source.ts';
import { allowedStarts, WINDOW, type TimedMoment } from './windows.ts';

/** A sentence as it is heard; times in seconds of the video. */
export interface ShowText {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** [512] */
  readonly embedding: Float32Array;
}
/** An effect that fits a moment, by its row in the library; weights are shares among those of the moment. */
export interface FittingEffect {
  readonly row: number;
  readonly weight: number;
}
/** A key moment and the effects that fit it; times in seconds of the video. */
export interface ShowMoment {
  /** Never empty; the best first. */
  readonly effects: readonly FittingEffect[];
  readonly start: number;
  readonly end: number;
}
/** A stretch of time, in seconds. */
export interface ShowSpan {
  readonly start: number;
  readonly end: number;
}
/** What is spoken in a show, and where effects belong. */
export type Spoken = Pick<Show, 'asr' | 'moments' | 'taste'>;

/** One show with its features. */
export interface Show {
  readonly name: string;
  readonly frames: number;
  /** [frames, 512] */
  readonly frameEmbeddings: Float32Array;
  readonly asr: readonly ShowText[];
  readonly moments: readonly ShowMoment[];
  /** Where an effect would be neither wanted nor wrong. */
  readonly taste?: readonly ShowSpan[];
}

/** How training cuts windows out of shows. What the shares leave is cut anywhere. */
export interface ShowCrops {
  /** Share of crops that hold a whole moment, as the authors cut; the others lie anywhere. */
  readonly onMoments: number;
  /** Share of crops that are the first 1 to 11 frames of a show, as a stream begins. */
  readonly beginnings: number;
  /** Share of crops whose pictures come from another show: words must do without them. */
  readonly strangePictures: number;
}
/** How windows are cut unless a source is told otherwise. */
const SHOW_CROPS: ShowCrops = { onMoments: 0.5, beginnings: 0.08, strangePictures: 0.25 };

/**
 * Least visible share of a moment that still counts in a window. A stream shows each moment whole in some window;
 * what is mostly outside would only be seen a second time with borders of its own.
 */
const LEAST_VISIBLE = 0.5;

const EARLIER_SECONDS = toSeconds(EARLIER_REACH);
const MOOD_SECONDS = toSeconds(MOOD_REACH);

/** The embedding of picture `index` of a show: [512], a view, not a copy. */
export const frameOf = (show: Show, index: number): Float32Array =>
  show.frameEmbeddings.subarray(index * FEATURE_WIDTH, (index + 1) * FEATURE_WIDTH);

/** Frame of a second inside a window that starts at `first`, clamped to its `size` frames, as in a stream. */
const frameAt = (second: number, first: number, size: number): number =>
  Math.min(Math.max(Math.floor(second - first), 0), size - 1);

/** The sentences that overlap a window, with their frames; if more than `most`, the newest. */
export function textsIn(show: Spoken, first: number, size: number, most: number): PackText[] {
  return heardIn(show, first, size, most).map(({ embedding, start, end }) => ({
    embedding,
    start: frameAt(start, first, size),
    end: frameAt(end, first, size),
  }));
}

const heardIn = (show: Spoken, first: number, size: number, most: number): readonly ShowText[] =>
  show.asr.filter(({ start, end }) => start < first + size && end > first).slice(-most);

/** Share of a heard sentence, or of a moment, that must lie in the other for the sentence to be of its kind. */
const MOSTLY = 0.5;

/**
 * What each sentence of `textsIn` is: 1 + the tag of the moment that it mostly lies in, or that mostly lies in it; −1 where
 * an effect is a matter of taste; else 0.
 */
export function sentenceClassesIn(
  show: Spoken,
  first: number,
  size: number,
  most: number,
  tags: Int32Array,
): number[] {
  const isOf = (text: ShowText, span: ShowSpan): boolean => {
    const shared = Math.min(text.end, span.end) - Math.max(text.start, span.start);
    return shared >= MOSTLY * Math.min(text.end - text.start, span.end - span.start);
  };
  return heardIn(show, first, size, most).map((text) => {
    const moment = show.moments.find((own) => isOf(text, own));
    if (moment !== undefined) return 1 + (tags[moment.effects[0]!.row] ?? 0);
    return (show.taste ?? []).some((span) => isOf(text, span)) ? -1 : 0;
  });
}

/** What was said before a window, as it is served: at most `most` sentences of the last minute. */
export function earlierIn(show: Spoken, first: number, size: number, most: number): PackText[] {
  const before = show.asr.filter(({ end }) => end <= first && end >= first - EARLIER_SECONDS);
  return earlierTexts(
    before.map(({ embedding }) => embedding),
    most,
    size,
  );
}

/** What was said in the minutes before a window, as it is served. */
export const beforeIn = (show: Spoken, first: number): SpokenBefore | undefined =>
  spokenBefore(
    show.asr
      .filter(({ end }) => end <= first && end >= first - MOOD_SECONDS)
      .slice(-MOOD_SENTENCES)
      .map(({ embedding }) => embedding),
  );

/**
 * The moments that a window shows enough of, each with one of its effects, drawn by `pick`. Their boxes are
 * exact in time: fractions of the window that the visible part covers.
 * @internal Tested window by window, without drawing crops.
 */
export function momentsIn(
  show: Show,
  first: number,
  size: number,
  pick: (effects: readonly FittingEffect[]) => number,
): TargetMoment[] {
  return show.moments.flatMap(({ effects, start, end }) => {
    const low = Math.max(start - first, 0);
    const high = Math.min(end - first, size);
    if (high - low < LEAST_VISIBLE * (end - start) || high <= low) return [];
    return {
      sfxIndex: pick(effects),
      start: frameAt(first + low, first, size),
      end: Math.max(frameAt(first + low, first, size), Math.min(Math.ceil(high) - 1, size - 1)),
      box: [(low + high) / (2 * size), (high - low) / size] as const,
    };
  });
}

/** Moments in whole frames, for the authors' choice of crops. */
export const framesOfMoments = (show: Show): TimedMoment[] =>
  show.moments.map(({ effects, start, end }) => ({
    sfx: String(effects[0]?.row),
    start: Math.min(Math.floor(start), show.frames - 1),
    end: Math.max(Math.min(Math.ceil(end) - 1, show.frames - 1), Math.floor(start)),
  }));

/** What the windows of a training source hold. */
export interface ShowSourceOptions {
  readonly library: FeatureLibrary;
  readonly blank: Float32Array;
  /** Most sentences of a window, the blank not counted. */
  readonly maxTexts: number;
  /** Sentences from before a window; none by default. */
  readonly earlier?: number;
  /**
   * Share of the values of each sentence's vector that are 0 in a crop (the others grow by as much): there are few
   * sentences beside the windows that show them, and a network would know them by heart. None by default.
   */
  readonly textDropout?: number;
  readonly crops?: ShowCrops;
}

/** A copy with that share of its values at 0. */
function withDropout(text: PackText, rate: number, random: Random): PackText {
  if (rate === 0) return text;
  const limit = Math.round(rate * 0x10000);
  const embedding = new Float32Array(text.embedding.length);
  for (let i = 0; i < embedding.length; i += 2) {
    const bits = random.bits();
    if ((bits & 0xffff) >= limit) embedding[i] = text.embedding[i]! / (1 - rate);
    if (bits >>> 16 >= limit) embedding[i + 1] = text.embedding[i + 1]! / (1 - rate);
  }
  return { ...text, embedding };
}

/** Random windows of generated shows. */
export function showSource(shows: readonly Show[], options: ShowSourceOptions): TrainingSource {
  if (shows.length === 0) throw new RangeError('training needs at least one show');
  const { library, blank, maxTexts, earlier = 0, textDropout = 0, crops = SHOW_CROPS } = options;
  const starts = shows.map((show) =>
    allowedStarts({ frameCount: show.frames, tts: [], asr: [], moments: framesOfMoments(show) }),
  );
  const thinned = (texts: readonly PackText[], random: Random): PackText[] =>
    texts.map((text) => withDropout(text, textDropout, random));
  const draw = (random: Random): TrainingItem => {
    const index = random.below(shows.length);
    const show = shows[index]!;
    const { first, size } = drawSpan(show, starts[index]!, crops, random);
    const moments = momentsIn(show, first, size, (effects) => drawEffect(effects, random));
    const pictures = random.next() < crops.strangePictures ? random.pick(shows) : show;
    const offset = pictures === show ? first : random.below(Math.max(pictures.frames - size, 0) + 1);
    const frames = Array.from({ length: size }, (_, i) =>
      frameOf(pictures, Math.min(offset + i, pictures.frames - 1)),
    );
    return {
      item: {
        frames,
        tts: thinned(earlierIn(show, first, size, earlier), random),
        asr: thinned(textsIn(show, first, size, maxTexts), random),
      },
      moments,
      sentenceClasses: sentenceClassesIn(show, first, size, maxTexts, library.tags),
    };
  };
  return {
    name: 'generated shows',
    library,
    blank,
    sample: (_step, batchSize, random) =>
      Promise.resolve(Array.from({ length: batchSize }, () => draw(random))),
  };
}

/** One of a moment's effects, by weight. */
function drawEffect(effects: readonly FittingEffect[], random: Random): number {
  const [at] = random.weighted(
    effects.map(({ weight }) => weight),
    1,
  );
  return effects[at!]!.row;
}

function drawSpan(
  show: Show,
  starts: readonly number[],
  crops: ShowCrops,
  random: Random,
): { first: number; size: number } {
  const size = Math.min(WINDOW, show.frames);
  const kind = random.next();
  if (kind < crops.beginnings) return { first: 0, size: 1 + random.below(Math.min(WINDOW - 1, size)) };
  if (kind < crops.beginnings + crops.onMoments && starts.length > 0) {
    const first = random.pick(starts);
    return { first, size: Math.min(WINDOW, show.frames - first) };
  }
  return { first: random.below(show.frames - size + 1), size };
}
