/** What QD-DETR's training lowers. */
import { concat, reshape, slice } from '../../graph/ops/arrange.ts';
import { add, detach, exp, log, mul, sub } from '../../graph/ops/elementwise.ts';
import { logSumExp, reduceMax, reduceSum, sumAll } from '../../graph/ops/reduce.ts';
import { fixedShape } from '../../graph/shape.ts';
import { input, scalar, type Tensor } from '../../graph/tensor.ts';
import type { DetectionLosses } from '../network.ts';
import { setDetectionLosses } from '../retrieval/set-detection.ts';
import type { SetAnswers } from '../retrieval/set-losses.ts';
import { rankWeights } from './rank-weights.ts';

/** Temperature of the contrast between frames. */
const TEMPERATURE = 0.5;
/** Score of padding in that contrast, before the temperature. */
const PADDED = -1000;
const EPSILON = 1e-6;
/** The weights that {@link rankLoss} reads. */
const RANK_WEIGHT = 'rank_weight';

/** What the losses are computed from. */
export interface QdDetrAnswers extends SetAnswers {
  /** Saliency of the frames to a text that is not of their window [batch, frames]. */
  readonly toOthers: Tensor;
  /** 1 where a frame is real [batch, frames]. */
  readonly frameMask: Tensor;
}

/** Mean over the windows of Σ over real frames of −ln(1 − σ(s)), []: to another's text no frame should be salient. */
function otherTextLoss({ toOthers, frameMask }: QdDetrAnswers): Tensor {
  const [batch = 1, frames = 1] = fixedShape('otherTextLoss', toOthers.shape);
  // −ln(1 − σ(s)) = ln(1 + eˢ), which this computes for large s, too.
  const column = reshape(toOthers, [batch, frames, 1]);
  const surprise = reshape(logSumExp(concat([column, mul(column, scalar(0))], 2)), [batch, frames]);
  return mul(sumAll(mul(surprise, frameMask)), scalar(1 / batch));
}

/**
 * Contrast of the frames that are rated r or more with all others and with all frames beside another's text, for each r, []. What
 * depends on r are weights of frames alone: they are summed up in the input `rank_weight` [batch, frames], see `rankWeights`.
 */
function rankLoss({ saliency, toOthers, frameMask }: QdDetrAnswers): Tensor {
  const [batch = 1, frames = 1] = fixedShape('rankLoss', saliency.shape);
  const held = (scores: Tensor): Tensor =>
    add(mul(scores, frameMask), mul(sub(scalar(1), frameMask), scalar(PADDED)));
  const scores = mul(concat([held(saliency), held(toOthers)], 1), scalar(1 / TEMPERATURE));
  const z = sub(scores, detach(reduceMax(scores, [1])));
  const shares = sub(z, log(add(reduceSum(exp(z), [1]), scalar(EPSILON))));
  const weight = input(RANK_WEIGHT, 'float', [batch, frames]);
  return mul(sumAll(mul(slice(shares, 1, 0, frames), weight)), scalar(-1));
}

/** From the answers of all layers. */
export function qdDetrLosses(answers: QdDetrAnswers): DetectionLosses {
  const [, frames = 0] = fixedShape('qdDetrLosses', answers.saliency.shape);
  return setDetectionLosses(answers, {
    losses: [otherTextLoss(answers), rankLoss(answers)],
    targetNames: [RANK_WEIGHT],
    feeds: (ratings) => ({ [RANK_WEIGHT]: rankWeights(ratings, frames) }),
  });
}
