/**
 * QD-DETR (Moon et al. 2023): frames that depend on the text, boxes refined layer by layer, and saliency against one token that stands
 * for the whole video.
 */
import { concat, reshape, slice } from '../../graph/ops/arrange.ts';
import { add, mul, sigmoid } from '../../graph/ops/elementwise.ts';
import { reduceSum } from '../../graph/ops/reduce.ts';
import { scalar, type Tensor } from '../../graph/tensor.ts';
import { linear, stack } from '../layers.ts';
import type { RetrievalInputs } from '../retrieval/inputs.ts';
import { mlp } from '../retrieval/projection.ts';
import type { SetAnswers } from '../retrieval/set-losses.ts';
import type { QdDetrScope } from './config.ts';
import { decode, logit } from './decoder.ts';
import { encode, type EncodeOptions, type Memory } from './encoder.ts';

/** How the network is used, not tested. */
const PROPER: EncodeOptions = { mixedUp: false };

/** Σ over the channels of W₁·frame times W₂·whole, over √d: [batch, frames]. */
function saliencyOf(scope: QdDetrScope, { frames, whole }: Memory): Tensor {
  const [batch = 1, count = 1] = frames.shape;
  const width = scope.config.hidden_dim;
  const own = linear(scope, 'saliency_proj1', frames);
  const of = reshape(linear(scope, 'saliency_proj2', whole), [batch, 1, width]);
  const sum = reshape(reduceSum(mul(own, of), [2]), [batch, count]);
  return mul(sum, scalar(1 / Math.sqrt(width)));
}

/** What the network says, of all decoder layers (first layer first) or of the last alone. */
export function answer(
  scope: QdDetrScope,
  inputs: RetrievalInputs,
  layers: 'all' | 'last',
  options = PROPER,
): SetAnswers {
  const memory = encode(scope, inputs, options);
  const decoded = decode(scope, memory);
  const wanted = layers === 'all' ? decoded : decoded.slice(-1);
  const h = stack(wanted.map((own) => own.h));
  const spans = wanted.map((own) => sigmoid(add(mlp(scope, 'span_embed', 3, own.h), logit(own.reference))));
  return {
    logits: linear(scope, 'class_embed', h),
    spans: stack(spans),
    saliency: saliencyOf(scope, memory),
  };
}

/** Each window with the text of the next, the last with that of the first; the batch's size must be known. */
function withOthersText(inputs: RetrievalInputs): RetrievalInputs {
  const turned = (x: Tensor): Tensor => {
    const batch = Number(x.shape[0]);
    return batch === 1 ? x : concat([slice(x, 0, 1, batch), slice(x, 0, 0, 1)], 0);
  };
  return { ...inputs, src_txt: turned(inputs.src_txt), src_txt_mask: turned(inputs.src_txt_mask) };
}

/** How salient each frame is to a text that is not of its window: [batch, frames]. Alone in its batch, a window keeps its own. */
export const saliencyToOthers = (scope: QdDetrScope, inputs: RetrievalInputs, options = PROPER): Tensor =>
  saliencyOf(scope, encode(scope, withOthersText(inputs), options));
