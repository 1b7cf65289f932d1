/**
 * Losses of a set of queries, as Moment-DETR and QD-DETR have them: each moment is given to one query, the others are to
 * answer "background".
 */
import { reshape, slice } from '../../graph/ops/arrange.ts';
import { oneHot } from '../../graph/ops/compare.ts';
import { abs, add, max, mul, sub } from '../../graph/ops/elementwise.ts';
import { logSumExp, reduceMean, reduceSum, sumAll } from '../../graph/ops/reduce.ts';
import { fixedShape } from '../../graph/shape.ts';
import { input, scalar, type Tensor } from '../../graph/tensor.ts';
import { giou } from '../boxes.ts';

/** What a network with queries says; `layers` are those of its decoder, first layer first. */
export interface SetAnswers {
  /** [layers, batch, queries, 2]: column 0 is foreground. */
  readonly logits: Tensor;
  /** (center, width) in fractions of the video: the same axes, then 2. */
  readonly spans: Tensor;
  /** How salient each frame is, of any size: [batch, frames]. */
  readonly saliency: Tensor;
}

/** Share that a query counts which should say "background". */
export const BACKGROUND_WEIGHT = 0.1;
/** By how much a more salient frame should be above one that is less. */
const MARGIN = 0.2;

/** Inputs that {@link setLosses} reads; see `setTargets`. */
export const SET_INPUTS = ['set_foreground', 'set_weight', 'set_span'] as const;
/** Inputs that {@link marginLoss} reads; see `pairFeeds`. */
export const MARGIN_INPUTS = ['saliency_pos', 'saliency_neg', 'saliency_weight'] as const;

/** For each decoder layer: [layers]. */
export interface SetLosses {
  /** Mean |difference| of both coordinates, over the moments. */
  readonly span: Tensor;
  /** Mean 1 − GIoU, over the moments. */
  readonly giou: Tensor;
  /** Cross-entropy of the two classes; background counts {@link BACKGROUND_WEIGHT}; mean over all queries. */
  readonly label: Tensor;
}

/**
 * Reads the inputs `set_foreground` [layers, batch, queries], 1 where a query was given a moment; `set_weight`, there 1 / the moments
 * of the batch, else 0; `set_span` [.., 2].
 */
export function setLosses({ logits, spans }: Pick<SetAnswers, 'logits' | 'spans'>): SetLosses {
  const [layers = 0, batch = 0, queries = 0] = fixedShape('setLosses', logits.shape);
  const rows = layers * batch * queries;
  const perRow = (name: string): Tensor => input(name, 'float', [layers, batch, queries]);
  /** Σ over the rows of each layer. */
  const sum = (values: Tensor): Tensor =>
    reshape(reduceSum(reshape(values, [layers, batch * queries]), [1]), [layers]);
  const weighed = (values: Tensor): Tensor =>
    sum(mul(reshape(values, [rows]), reshape(perRow('set_weight'), [rows])));
  const boxes = reshape(spans, [rows, 2]);
  const truth = reshape(input('set_span', 'float', [layers, batch, queries, 2]), [rows, 2]);

  const foreground = reshape(perRow('set_foreground'), [rows, 1]);
  const flat = reshape(logits, [rows, 2]);
  const [ahead, behind] = [slice(flat, 1, 0, 1), slice(flat, 1, 1, 2)];
  const chosen = add(behind, mul(foreground, sub(ahead, behind)));
  const counts = add(scalar(BACKGROUND_WEIGHT), mul(foreground, scalar(1 - BACKGROUND_WEIGHT)));
  const label = mul(mul(sub(logSumExp(flat), chosen), counts), scalar(1 / (batch * queries)));
  return {
    span: weighed(reduceMean(abs(sub(boxes, truth)), [1])),
    giou: weighed(sub(scalar(1), giou(boxes, truth))),
    label: sum(label),
  };
}

/**
 * 2 · the weighted mean of max(0, 0.2 + s of the less salient − s of the more salient frame), []. Reads the inputs
 * `saliency_pos` and `saliency_neg` int32 [batch, pairs] and `saliency_weight` [batch, pairs], which adds up to 1.
 */
export function marginLoss(saliency: Tensor, pairs: number): Tensor {
  const [batch = 0, frames = 0] = fixedShape('marginLoss', saliency.shape);
  const at = (name: string): Tensor => {
    const places = oneHot(input(name, 'int32', [batch, pairs]), frames);
    return reshape(reduceSum(mul(reshape(saliency, [batch, 1, frames]), places), [2]), [batch, pairs]);
  };
  const short = max(add(sub(at('saliency_neg'), at('saliency_pos')), scalar(MARGIN)), scalar(0));
  return mul(sumAll(mul(short, input('saliency_weight', 'float', [batch, pairs]))), scalar(2));
}
