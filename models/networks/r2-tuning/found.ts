/**
 * What the points have found: as a network answers it, and as the lists of moments in seconds that the authors report, rounded to 32
 * bits as theirs are. Our own evaluation treats all networks alike (`models/evaluation/postprocess.ts`).
 */
import { concat, reshape, slice } from '../../graph/ops/arrange.ts';
import { add, div, mul, sigmoid, sub } from '../../graph/ops/elementwise.ts';
import { reduceSum } from '../../graph/ops/reduce.ts';
import { constant, type Tensor } from '../../graph/tensor.ts';
import { boxesWithin } from '../boxes.ts';
import type { Detected } from '../network.ts';
import { toEven, type RankedMoment } from '../retrieval/found.ts';
import type { R2TuningAnswers } from './forward.ts';
import { pointsOf, type Point } from './points.ts';

const f = Math.fround;

/** The moment of every point, within its window; points with padded frames say that there is none. */
export function detectedAtPoints(
  { levels, distances }: Pick<R2TuningAnswers, 'levels' | 'distances'>,
  mask: Tensor,
  strides: readonly number[],
): Detected {
  const [batch = 1, frames = 1] = mask.shape;
  const points = pointsOf(strides, Number(frames));
  const column = (values: readonly number[]): Tensor =>
    constant(Float32Array.from(values), [points.length, 1]);
  const position = column(points.map((point) => point.position));
  const stride = column(points.map((point) => point.stride));
  const length = reshape(reduceSum(mask, [1]), [batch, 1, 1]);
  const reach = (side: 0 | 1): Tensor => mul(slice(distances, 2, side, side + 1), stride);
  const scores = levels.map(({ logits, mask: real }) =>
    real ? mul(sigmoid(logits), real) : sigmoid(logits),
  );
  return {
    box: boxesWithin(div(sub(position, reach(0)), length), div(add(position, reach(1)), length)),
    foreground: concat(scores, 1),
  };
}

/** What the points of one video say. */
export interface PointAnswers {
  readonly points: readonly Point[];
  /** [points], 0…1 */
  readonly scores: ArrayLike<number>;
  /** To start and end in strides [points, 2]. */
  readonly distances: ArrayLike<number>;
}

/**
 * The `most` best moments, best first; not clamped to the video.
 * @internal An equation, checked against the authors' numbers; a stream's moments are made in the graph.
 */
export function bestBoundaries(
  { points, scores, distances }: PointAnswers,
  { fps, most }: { readonly fps: number; readonly most: number },
): RankedMoment[] {
  return points
    .map(({ position, stride }, at): RankedMoment => {
      const reach = (side: 0 | 1): number => f(distances[2 * at + side]! * stride);
      return [f(f(position - reach(0)) / fps), f(f(position + reach(1)) / fps), scores[at]!];
    })
    .toSorted((a, b) => b[2] - a[2])
    .slice(0, most);
}

/** How overlapping moments are weakened; without any the list keeps its order. */
export type Suppression =
  | { readonly type: 'normal'; readonly thres: number }
  | { readonly type: 'linear' }
  | { readonly type: 'gaussian'; readonly sigma: number };

/** What a list is made with. */
export interface RankingOptions {
  /** Of the video, in seconds. */
  readonly duration: number;
  /** Times become multiples of it, but of moments that reach the video's end. */
  readonly unit: number | undefined;
  readonly suppression: Suppression | undefined;
}

/** Intersection over union; 0 for two empty moments, where the authors' code divides by 0. */
function overlapOf(a: RankedMoment, b: RankedMoment): number {
  const overlap = Math.max(f(Math.min(a[1], b[1]) - Math.max(a[0], b[0])), 0);
  const union = f(f(f(a[1] - a[0]) + f(b[1] - b[0])) - overlap);
  return union === 0 ? 0 : f(overlap / union);
}

function weakened(score: number, overlap: number, suppression: Suppression): number {
  if (suppression.type === 'normal') return overlap >= suppression.thres ? 0 : score;
  const share =
    suppression.type === 'linear'
      ? f(1 - overlap)
      : f(Math.exp(f(-f(overlap * overlap) / suppression.sigma)));
  return f(score * share);
}

/**
 * Moments within the video, rounded, the weaker of those that overlap weakened, best first.
 * @internal A rule of the authors' evaluation, checked against its numbers; streams are suppressed by `suppress`.
 */
export function rank(
  moments: readonly RankedMoment[],
  { duration, unit, suppression }: RankingOptions,
): RankedMoment[] {
  const clamp = (time: number): number => f(Math.min(Math.max(time, 0), duration));
  const rounded = (time: number): number =>
    unit === undefined ? time : f(toEven(f(time / f(unit))) * f(unit));
  const list = moments.map(([start, end, score]): RankedMoment => {
    const [from, to] = [clamp(start), clamp(end)];
    return to < f(duration) ? [rounded(from), rounded(to), score] : [from, to, score];
  });
  if (suppression === undefined) return list;
  for (let at = 0; at < list.length; at++) {
    let best = at;
    for (let other = at + 1; other < list.length; other++) if (list[other]![2] > list[best]![2]) best = other;
    [list[at], list[best]] = [list[best]!, list[at]!];
    const kept = list[at]!;
    for (let other = at + 1; other < list.length; other++) {
      const [start, end, score] = list[other]!;
      list[other] = [start, end, weakened(score, overlapOf(kept, [start, end, score]), suppression)];
    }
  }
  return list.toSorted((a, b) => b[2] - a[2]);
}
