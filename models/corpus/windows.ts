/**
 * How a video is cut into inputs of the network: cleaning, validation windows, training crops. All positions
 * are whole frame indices; ends are inclusive.
 */
import type { Random } from '../training/random.ts';

/** A text with its first and last frame; whatever else it carries travels along. */
export interface TimedText {
  readonly start: number;
  readonly end: number;
}
/** A labelled moment; times in seconds of the video, `sfx` an effect's id. */
export interface TimedMoment {
  readonly sfx: string;
  readonly start: number;
  readonly end: number;
}
/** A video, or a part of one, as the network sees it. */
export interface Clip<Text extends TimedText> {
  readonly frameCount: number;
  readonly tts: readonly Text[];
  readonly asr: readonly Text[];
  readonly moments: readonly TimedMoment[];
}
/** A part of a video: frames [first, first + frameCount). */
export interface Cut<Text extends TimedText> extends Clip<Text> {
  readonly first: number;
}

/** Most texts of a training window in each stream, without the blank: the authors' limit. */
export const MAX_TEXTS = 40;
/** Most moments of a training window, see `trainingCrop`. */
const MAX_MOMENTS = 10;
/** Frames of a window. */
export const WINDOW = 12;

/**
 * Whole positions inside the video, in order of start: truncated toward zero, rows outside dropped, the rest
 * clipped to [0, frameCount − 1].
 */
export function cleanTexts<Text extends TimedText>(rows: readonly Text[], frameCount: number): Text[] {
  return rows
    .map((row) => ({ ...row, start: Math.trunc(row.start) + 0, end: Math.trunc(row.end) + 0 }))
    .filter(({ start, end }) => start < frameCount && end >= 0)
    .map((row) => ({ ...row, start: Math.max(row.start, 0), end: Math.min(row.end, frameCount - 1) }))
    .sort((a, b) => a.start - b.start);
}

/** Moments inside the video, clipped; those wholly outside are dropped. The order is kept. */
export function cleanMoments<Moment extends TimedMoment>(
  rows: readonly Moment[],
  frameCount: number,
): Moment[] {
  return rows
    .filter(({ start, end }) => start < frameCount && end >= 0)
    .map((row) => ({ ...row, start: Math.max(row.start, 0), end: Math.min(row.end, frameCount - 1) }));
}

/** First and last frame of a list such as `4*5*6`; only those two numbers count. */
export function parseFrameIds(text: string): { start: number; end: number } {
  const ids = text.split('*').map(Number);
  const start = ids[0];
  const end = ids.at(-1);
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end))
    throw new RangeError(`"${text}" is no list of frames such as 4*5*6`);
  return { start: start!, end: end! };
}

/**
 * The part [first, first + size) of a clip, cut at its end, with everything that overlaps it, clipped.
 * @internal Checked against the authors' windows, without random starts.
 */
export function cut<Text extends TimedText>(clip: Clip<Text>, first: number, size: number): Cut<Text> {
  const after = Math.min(first + size, clip.frameCount);
  const inside = <T extends TimedText>(rows: readonly T[]): T[] =>
    rows
      .filter(({ start, end }) => start < after && end >= first)
      .map((row) => ({
        ...row,
        start: Math.max(row.start, first) - first,
        end: Math.min(row.end, after - 1) - first,
      }));
  return {
    first,
    frameCount: after - first,
    tts: inside(clip.tts),
    asr: inside(clip.asr),
    moments: inside(clip.moments),
  };
}

/** The windows [0, W), [W, 2W), … of a cleaned video that hold a moment, with their running numbers. */
export function validationWindows<Text extends TimedText>(
  video: Clip<Text>,
  size = WINDOW,
): { number: number; window: Cut<Text> }[] {
  return Array.from({ length: Math.ceil(video.frameCount / size) }, (_, number) => ({
    number,
    window: cut(video, number * size, size),
  })).filter(({ window }) => window.moments.length > 0);
}

/** Every first frame from which at least one moment fits entirely; [0] for a video of at most one window. */
export function allowedStarts(video: Clip<TimedText>, size = WINDOW): number[] {
  if (video.frameCount <= size) return [0];
  const starts = new Set<number>();
  for (const { start, end } of video.moments)
    for (let first = Math.max(end - size + 1, 0); first <= start; first++) starts.add(first);
  return [...starts].sort((a, b) => a - b);
}

/**
 * A random training crop: a start from `allowedStarts`, at most 40 texts per stream and 10 moments (drawn at
 * random in random order where there are more). When every moment is longer than the window (the authors' code
 * fails there) the crop lies inside one of them.
 */
export function trainingCrop<Text extends TimedText>(
  video: Clip<Text>,
  random: Random,
  size = WINDOW,
  maxTexts = MAX_TEXTS,
  maxMoments = MAX_MOMENTS,
): Cut<Text> {
  let starts = allowedStarts(video, size);
  if (starts.length === 0) {
    const { start, end } = random.pick(video.moments);
    starts = Array.from({ length: end - size + 2 - start }, (_, i) => start + i);
  }
  const crop = cut(video, random.pick(starts), size);
  const cap = <T>(rows: readonly T[], most: number): readonly T[] =>
    rows.length > most ? random.sample(rows, most) : rows;
  return {
    ...crop,
    tts: cap(crop.tts, maxTexts),
    asr: cap(crop.asr, maxTexts),
    moments: cap(crop.moments, maxMoments),
  };
}

/** The (center, width) of a moment in a window of n frames, float32: borders half a frame outside, clipped. */
export function encodeBox({ start, end }: TimedText, frames: number): [center: number, width: number] {
  const low = Math.max(start - 0.5, 0);
  const high = Math.min(end + 0.5, frames);
  return [Math.fround((low + high) / (2 * frames)), Math.fround((high - low) / frames)];
}
