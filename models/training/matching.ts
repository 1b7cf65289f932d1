import { hungarian, type Assignment } from './hungarian.ts';

/** Weights of the three parts of the matching cost; the authors use 1, 5 and 5. */
export interface MatchingWeights {
  readonly match: number;
  readonly l1: number;
  readonly giou: number;
}
/** The weights of the matching cost's terms in the authors' code. */
const MATCHING_DEFAULTS: MatchingWeights = { match: 1, l1: 5, giou: 5 };

/** A box as (center, width), fractions of the window. */
export type Box = readonly [center: number, width: number];

/** Generalised intersection over union of two intervals, not clipped to [0, 1]: IoU − (hull − union) / hull. */
export function giou([centerA, widthA]: Box, [centerB, widthB]: Box): number {
  const startA = centerA - widthA / 2;
  const endA = centerA + widthA / 2;
  const startB = centerB - widthB / 2;
  const endB = centerB + widthB / 2;
  const overlap = Math.max(Math.min(endA, endB) - Math.max(startA, startB), 0);
  const union = widthA + widthB - overlap;
  const hull = Math.max(endA, endB) - Math.min(startA, startB);
  // Two boxes of no width on one spot have neither union nor hull.
  if (hull <= 0) return 0;
  return (union > 0 ? overlap / union : 0) - (hull - union) / hull;
}

/** The queries and moments of one video. */
export interface MatchingInput {
  /** Unit query embeddings [queries, d] and boxes [queries, 2] of one video and one decoder layer. */
  readonly queryEmb: Float32Array;
  readonly queryBox: Float32Array;
  /** Unit embeddings of the moments' effects [moments, d] and their boxes [moments, 2]. */
  readonly positiveEmb: Float32Array;
  readonly momentBox: Float32Array;
  readonly queries: number;
  readonly moments: number;
}

/**
 * Which query answers for which moment: the assignment with the least sum of
 * match · (1 − cos(query, effect)) + l1 · (|Δcenter| + |Δwidth|) − giou · GIoU.
 */
export function matchQueries(input: MatchingInput, weights: MatchingWeights = MATCHING_DEFAULTS): Assignment {
  const { queryEmb, queryBox, positiveEmb, momentBox, queries, moments } = input;
  if (moments === 0) return { rows: [], cols: [] };
  const width = queryEmb.length / queries;
  const cost = new Float64Array(queries * moments);
  for (let q = 0; q < queries; q++)
    for (let m = 0; m < moments; m++) {
      let cosine = 0;
      for (let k = 0; k < width; k++) cosine += queryEmb[q * width + k]! * positiveEmb[m * width + k]!;
      const box: Box = [queryBox[2 * q]!, queryBox[2 * q + 1]!];
      const truth: Box = [momentBox[2 * m]!, momentBox[2 * m + 1]!];
      const l1 = Math.abs(box[0] - truth[0]) + Math.abs(box[1] - truth[1]);
      cost[q * moments + m] =
        weights.match * (1 - cosine) + weights.l1 * l1 - weights.giou * giou(box, truth);
    }
  return hungarian(cost, queries, moments);
}
