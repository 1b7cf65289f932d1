/** From annotations to what R2-Tuning is trained with, as the authors' loader does it. Rounded to 32 bits as the authors' are. */
import type { VideoLength } from '../retrieval/boundaries.ts';
import type { Draw, Seconds } from '../retrieval/labels.ts';
import type { Point } from './points.ts';

/** Points farther from a moment's middle than this many strides do not answer for it. */
const RADIUS = 1.5;
/** The highest sum of ratings: three raters, 4 each. */
const HIGHEST = 12;

const f = Math.fround;

/**
 * 1 on the frames of any of the windows that {@link boundariesOf} gave.
 * @internal A rule of the authors' loader, checked against its numbers.
 */
export function windowSaliency(windows: readonly Seconds[], { frames, fps }: VideoLength): Float32Array {
  const saliency = new Float32Array(frames);
  for (const [start, end] of windows)
    saliency.fill(1, Math.ceil(f(start * fps)), Math.max(Math.ceil(f(end * fps)), 0));
  return saliency;
}

/**
 * The sum of a relevant clip's ratings as a share of the highest.
 * @internal A rule of the authors' loader, checked against its numbers.
 */
export function ratedSaliency(
  {
    relevant,
    scores,
  }: { readonly relevant: readonly number[]; readonly scores: readonly (readonly number[])[] },
  frames: number,
): Float32Array {
  const saliency = new Float32Array(frames);
  for (const [at, clip] of relevant.entries())
    saliency[clip] = (scores[at] ?? []).reduce((sum, score) => sum + score, 0) / HIGHEST;
  return saliency;
}

/** A frame that is salient at all; undefined where none is. */
export function chosenFrame(saliency: Float32Array, draw: Draw): number | undefined {
  return draw.sample(
    Array.from(saliency.keys()).filter((frame) => saliency[frame]! > 0),
    1,
  )[0];
}

/** What a point should say. */
export interface PointTarget {
  readonly foreground: boolean;
  /** To start and end in strides; 0 where nothing is to be found. */
  readonly distances: readonly [toStart: number, toEnd: number];
}

const NOTHING: PointTarget = { foreground: false, distances: [0, 0] };

/**
 * What a point should say of windows in frames: it answers for the shortest of those that it lies in, not far from the middle, and
 * whose farther end is in its range.
 */
export function pointTarget(
  { position: p, stride, range: [low, high] }: Point,
  windows: readonly Seconds[],
): PointTarget {
  const answered = windows.filter(([start, end]) => {
    const middle = (start + end) / 2;
    const near =
      p >= Math.max(start, middle - RADIUS * stride) && p <= Math.min(end, middle + RADIUS * stride);
    const far = Math.max(p - start, end - p);
    return near && far >= low && far <= high;
  });
  const [own] = answered.toSorted((a, b) => a[1] - a[0] - (b[1] - b[0]));
  if (own === undefined) return NOTHING;
  return { foreground: true, distances: [(p - own[0]) / stride, (own[1] - p) / stride] };
}
