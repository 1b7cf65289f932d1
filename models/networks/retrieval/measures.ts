/** How good the answers of frames or points are, for whoever watches the training. */
import { cast, less } from '../../graph/ops/compare.ts';
import { div, mul } from '../../graph/ops/elementwise.ts';
import { sumAll } from '../../graph/ops/reduce.ts';
import { scalar, type Tensor } from '../../graph/tensor.ts';
import type { Measures } from '../network.ts';

/** What is measured, of the same shape each; only the places count that have a weight. */
export interface Measured {
  /** Of "foreground". */
  readonly logits: Tensor;
  /** GIoU with the moment. */
  readonly giou: Tensor;
  /** 0 where no moment is to be found. */
  readonly weight: Tensor;
}

/** Weighted means; NaN without any weight. */
export function measuresOf({ logits, giou, weight }: Measured): Measures<Tensor> {
  const mean = (values: Tensor): Tensor => div(sumAll(mul(values, weight)), sumAll(weight));
  return { accuracy: mean(cast(less(scalar(0), logits), 'float')), overlap: mean(giou) };
}
