/**
 * From annotations to what networks of moment retrieval are trained with, as the authors' loaders do it. Clips are the frames of a
 * video, `clipSeconds` long; `length` is how many there are.
 */
import type { Random } from '../../training/random.ts';

/** What draws from a pool: some different values in random order, all where there are fewer. */
export type Draw = Pick<Random, 'sample'>;
/** Start and end in seconds. */
export type Seconds = readonly [start: number, end: number];

/** Most moments of a video that the authors' loaders keep. */
const MAX_WINDOWS = 5;
/** Pairs of frames of a video that are compared. */
export const PAIRS = 2;

const f = Math.fround;

/**
 * Windows as (center, width) in fractions of the video; of more than five, five at random. Rounded to 32 bits as the authors' are.
 * @internal An equation, checked against the authors' numbers.
 */
export function spanLabels(
  windows: readonly Seconds[],
  { length, clipSeconds }: { readonly length: number; readonly clipSeconds: number },
  draw: Draw,
): [center: number, width: number][] {
  const kept = windows.length > MAX_WINDOWS ? draw.sample(windows, MAX_WINDOWS) : windows;
  return kept.map(([from, to]) => {
    const [start, end] = [f(from / (length * clipSeconds)), f(to / (length * clipSeconds))];
    return [f(f(start + end) / 2), f(end - start)];
  });
}

/** Frames of which one should be more salient than the other, and how salient each frame is. */
export interface SaliencyLabels {
  /** More salient frames, and less salient ones beside them. */
  readonly pos: readonly number[];
  readonly neg: readonly number[];
  /** Sum of the ratings of each frame, 0 where nobody rated it. */
  readonly all: readonly number[];
}

/**
 * From ratings of the relevant clips: the best against the worst, and a random one against a clip outside; where none is outside
 * the first pair counts twice.
 * @internal A rule of the authors' loader, checked against its numbers.
 */
export function ratedLabels({ relevant, scores, length }: RatedClips, draw: Draw): SaliencyLabels {
  const sums = scores.map((own) => own.reduce((sum, score) => sum + score, 0));
  const order = Array.from(relevant.keys()).sort((a, b) => sums[a]! - sums[b]!);
  const [best, worst] = [relevant[order.at(-1)!]!, relevant[order[0]!]!];
  const outside = range(0, length).filter((clip) => !relevant.includes(clip));
  const [near = best] = draw.sample(relevant, 1);
  const [far] = draw.sample(outside, 1);
  // The authors' ids run past the end of a video at times.
  const all = new Array<number>(Math.max(length, ...relevant.map((clip) => clip + 1))).fill(0);
  for (const [at, clip] of relevant.entries()) all[clip] = sums[at]!;
  return far === undefined
    ? { pos: [best, best], neg: [worst, worst], all }
    : { pos: [best, near], neg: [worst, far], all };
}

/** The clips of a video that raters found relevant. */
export interface RatedClips {
  readonly relevant: readonly number[];
  /** Of each of them, by every rater. */
  readonly scores: readonly (readonly number[])[];
  readonly length: number;
}

/**
 * From a window without ratings: two frames inside against two outside. Throws a RangeError where fewer than two lie outside, as
 * the authors' loader does; see {@link framePairs} for windows where that happens.
 * @internal A rule of the authors' loader, checked against its numbers.
 */
export function windowLabels(
  [from, to]: Seconds,
  { length, clipSeconds }: { readonly length: number; readonly clipSeconds: number },
  draw: Draw,
): SaliencyLabels {
  const last = Math.max(0, Math.min(Math.trunc(to / clipSeconds), length) - 1);
  const first = Math.min(Math.trunc(from / clipSeconds), last);
  const inside = range(first, last + 1);
  const outside = [...range(0, first), ...range(last + 1, length)];
  if (outside.length < PAIRS) throw new RangeError('fewer than two clips lie outside the window');
  const all = range(0, length).map((clip) => (clip >= first && clip <= last ? 1 : 0));
  return { pos: twice(draw.sample(inside, PAIRS)), neg: draw.sample(outside, PAIRS), all };
}

/**
 * Two frames that moments cover against two that none does, of `length` real frames; undefined where either are missing. A
 * single one of a kind counts twice.
 */
export function framePairs(
  moments: readonly { readonly start: number; readonly end: number }[],
  length: number,
  draw: Draw,
): SaliencyLabels | undefined {
  const all = range(0, length).map((frame) =>
    moments.some(({ start, end }) => frame >= start && frame <= end) ? 1 : 0,
  );
  const of = (covered: number): number[] => range(0, length).filter((frame) => all[frame] === covered);
  const [inside, outside] = [of(1), of(0)];
  if (inside.length === 0 || outside.length === 0) return undefined;
  return { pos: twice(draw.sample(inside, PAIRS)), neg: twice(draw.sample(outside, PAIRS)), all };
}

const twice = (drawn: readonly number[]): number[] => [drawn[0]!, drawn[1] ?? drawn[0]!];

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(to - from, 0) }, (_, offset) => from + offset);
