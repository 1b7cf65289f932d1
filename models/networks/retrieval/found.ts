/**
 * What a set of queries has found: as a network answers it, and as the lists of moments in seconds that the authors of Moment-DETR and
 * QD-DETR report. Our own evaluation treats all networks alike (`models/evaluation/postprocess.ts`); with the lists the published
 * figures were made.
 */
import { reshape, slice } from '../../graph/ops/arrange.ts';
import { softmax } from '../../graph/ops/reduce.ts';
import type { Detected } from '../network.ts';
import type { SetAnswers } from './set-losses.ts';

/** The moments of answers of one layer, each with the probability that its query says "foreground". */
export function detectedBySet({ logits, spans }: Pick<SetAnswers, 'logits' | 'spans'>): Detected {
  const [, batch = 1, queries = 1] = logits.shape;
  const foreground = reshape(slice(softmax(logits), -1, 0, 1), [batch, queries]);
  return { box: reshape(spans, [batch, queries, 2]), foreground };
}

/** A moment in seconds, with how probable it is. */
export type RankedMoment = readonly [start: number, end: number, score: number];

const f = Math.fround;
/** To four decimals. */
export const toDecimals = (value: number): number => Number(value.toFixed(4));

/**
 * All moments, the most probable first (equal ones in the order of the queries), every number rounded to four decimals. The authors
 * compute in 32 bits, and so does this.
 * @internal Checked against the authors' lists.
 */
export function rankMoments(
  logits: readonly (readonly [foreground: number, background: number])[],
  spans: readonly (readonly [center: number, width: number])[],
  duration: number,
): RankedMoment[] {
  return spans
    .map(([center, width], query): RankedMoment => {
      const [ahead, behind] = logits[query]!;
      const half = f(f(0.5) * f(width));
      return [
        f(f(f(center) - half) * f(duration)),
        f(f(f(center) + half) * f(duration)),
        f(1 / (1 + Math.exp(behind - ahead))),
      ];
    })
    .sort((a, b) => b[2] - a[2])
    .map(([start, end, score]) => [toDecimals(start), toDecimals(end), toDecimals(score)]);
}

/** Nearest whole number; halves go to the even one. */
export function toEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * Moments held within 0 and `most` seconds and moved to whole clips; they may become empty. The authors have clips of 2 s and at most
 * 150 s, however long a video is.
 */
export function snapMoments(
  moments: readonly RankedMoment[],
  { clipSeconds, most }: { readonly clipSeconds: number; readonly most: number },
): RankedMoment[] {
  const snap = (value: number): number => {
    const held = Math.min(Math.max(f(value), 0), most);
    return toEven(f(held / clipSeconds)) * clipSeconds;
  };
  return moments.map(([start, end, score]) => [snap(start), snap(end), score]);
}

/** Overlap over the hull of both, 0 where that is empty. */
function overHull([startA, endA]: RankedMoment, [startB, endB]: RankedMoment): number {
  const overlap = Math.max(Math.min(endA, endB) - Math.max(startA, startB), 0);
  const hull = Math.max(endA, endB) - Math.min(startA, startB);
  return hull > 0 ? overlap / hull : 0;
}

/**
 * The first `before` moments without those whose overlap with a better one is above `threshold`, the first `after` of them; a single
 * one stays as it is.
 * @internal Checked against the authors' lists.
 */
export function suppressRanked(
  moments: readonly RankedMoment[],
  { threshold, before = 10, after = 10 }: { threshold: number; before?: number; after?: number },
): RankedMoment[] {
  const first = moments.slice(0, before);
  if (first.length === 1) return first;
  const kept: RankedMoment[] = [];
  for (const own of first.toSorted((a, b) => b[2] - a[2])) {
    if (kept.length === after) break;
    if (kept.every((better) => overHull(better, own) <= threshold)) kept.push(own);
  }
  return kept;
}
