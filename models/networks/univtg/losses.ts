/** What UniVTG's training lowers. */
import { reshape, slice } from '../../graph/ops/arrange.ts';
import { abs, add, min, mul, neg, sub } from '../../graph/ops/elementwise.ts';
import { reduceSum, sumAll } from '../../graph/ops/reduce.ts';
import { fixedShape } from '../../graph/shape.ts';
import { input, scalar, type Tensor } from '../../graph/tensor.ts';
import { edgesGiou } from '../boxes.ts';
import type { DetectionLosses } from '../network.ts';
import {
  chosenRows,
  FRAME_INPUTS,
  frameContrast,
  pairContrast,
  videoWeights,
} from '../retrieval/contrast.ts';
import { unitVectors } from '../retrieval/cosine.ts';
import { measuresOf, type Measured } from '../retrieval/measures.ts';
import { logSigmoid, rightLogit } from '../retrieval/right-answer.ts';
import { weighedLosses } from '../retrieval/weighed-losses.ts';
import type { UnivtgAnswers } from './forward.ts';
import { FRAME_TARGETS, targetsOf } from './targets.ts';

/**
 * Weights of the losses, in the script with which the authors trained on moments with ratings: spans, whether a frame is inside, and
 * the contrasts within and between videos.
 */
const WEIGHTS = {
  loss_b: 10,
  loss_g: 1,
  loss_f: 10,
  loss_s_intra: 0.05,
  loss_s_inter: 0.01,
} as const;
/** Norm of the gradients in the authors' training. */
const MAX_GRADIENT = 0.1;

/** ½x² where |x| < 1, else |x| − ½. */
function smoothAbs(x: Tensor): Tensor {
  const size = abs(x);
  const near = min(size, scalar(1));
  return sub(mul(near, size), mul(mul(near, near), scalar(0.5)));
}

/** Of the spans of frames inside a moment: smooth |difference| of both ends [], GIoU and weight of each [rows, 1]. */
function spanTerms(spans: Tensor): Pick<Measured, 'giou' | 'weight'> & { readonly ends: Tensor } {
  const [batch = 0, frames = 0] = fixedShape('spanTerms', spans.shape);
  const rows = batch * frames;
  const weight = reshape(input('span_weight', 'float', [batch, frames]), [rows, 1]);
  const origin = reshape(input('timestamp', 'float', [batch, frames]), [rows, 1]);
  const own = add(reshape(spans, [rows, 2]), origin);
  const truth = reshape(input('span_target', 'float', [batch, frames, 2]), [rows, 2]);
  const ends = (x: Tensor): [Tensor, Tensor] => [slice(x, 1, 0, 1), slice(x, 1, 1, 2)];
  return {
    ends: sumAll(mul(reduceSum(smoothAbs(sub(own, truth)), [1]), weight)),
    giou: edgesGiou(ends(own), ends(truth)),
    weight,
  };
}

/** Cross-entropy of "inside a moment", weighed frame by frame: []. */
function insideLoss(logits: Tensor): Tensor {
  const target = input('inside_target', 'float', logits.shape);
  const surprise = neg(logSigmoid(rightLogit(logits, target)));
  return sumAll(mul(surprise, input('inside_weight', 'float', logits.shape)));
}

/** From the answers. */
export function univtgLosses({ logits, spans, saliency, frames, text }: UnivtgAnswers): DetectionLosses {
  const [batch = 0, , width = 0] = fixedShape('univtgLosses', frames.shape);
  const { ends, giou, weight } = spanTerms(spans);
  const one = (rows: Tensor): Tensor => reshape(unitVectors(rows), [1, batch, width]);
  return {
    answers: {},
    losses: weighedLosses(WEIGHTS, {
      loss_b: ends,
      loss_g: sumAll(mul(sub(scalar(1), giou), weight)),
      loss_f: insideLoss(logits),
      loss_s_intra: frameContrast(saliency),
      loss_s_inter: pairContrast(one(chosenRows(frames)), one(text), videoWeights(batch)),
    }),
    measures: measuresOf({ logits: reshape(logits, giou.shape), giou, weight }),
    maxGradient: MAX_GRADIENT,
    targetNames: [...FRAME_TARGETS, ...FRAME_INPUTS],
    targets: (truth, _answers, random) => targetsOf(truth, random),
  };
}
