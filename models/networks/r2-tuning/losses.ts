/** What R2-Tuning's training lowers. */
import { reshape, slice, transpose } from '../../graph/ops/arrange.ts';
import { abs, mul, neg, sigmoid, sub } from '../../graph/ops/elementwise.ts';
import { reduceSum, sumAll } from '../../graph/ops/reduce.ts';
import { fixedShape } from '../../graph/shape.ts';
import { input, scalar, type Tensor } from '../../graph/tensor.ts';
import { stack } from '../layers.ts';
import { edgesGiou } from '../boxes.ts';
import type { DetectionLosses } from '../network.ts';
import {
  chosenRows,
  FRAME_INPUTS,
  frameContrast,
  pairContrast,
  videoWeights,
} from '../retrieval/contrast.ts';
import { cosines, unitVectors } from '../retrieval/cosine.ts';
import { measuresOf, type Measured } from '../retrieval/measures.ts';
import { logSigmoid, rightLogit } from '../retrieval/right-answer.ts';
import { weighedLosses } from '../retrieval/weighed-losses.ts';
import type { R2TuningAnswers } from './forward.ts';
import { POINT_INPUTS, targetsOf } from './targets.ts';

/** Weights of the losses in the authors' code. */
const WEIGHTS = {
  loss_cls: 1,
  loss_reg: 0.2,
  loss_sal: 0.1,
  loss_video_cal: 0.1,
  loss_layer_cal: 0.1,
} as const;
/** Norm of the gradients in the authors' training. */
const MAX_GRADIENT = 35;

/** Focal loss −(1 − p)²·ln p of the probability of the right answer, weighed point by point: []. */
function focal(logits: Tensor): Tensor {
  const target = input('point_target', 'float', logits.shape);
  const own = rightLogit(logits, target);
  const missed = sigmoid(neg(own));
  const loss = mul(mul(missed, missed), neg(logSigmoid(own)));
  return sumAll(mul(loss, input('point_weight', 'float', logits.shape)));
}

/** Of distances: |difference|, weighed point by point, []; GIoU and weight of each point [batch, points, 1]. */
function distanceTerms(distances: Tensor): Pick<Measured, 'giou' | 'weight'> & { readonly missed: Tensor } {
  const [batch = 0, points = 0] = fixedShape('distanceTerms', distances.shape);
  const target = input('distance_target', 'float', distances.shape);
  const weight = reshape(input('distance_weight', 'float', [batch, points]), [batch, points, 1]);
  const missed = reduceSum(abs(sub(distances, target)), [2]);
  // Around the point itself.
  const ends = (x: Tensor): [Tensor, Tensor] => [neg(slice(x, 2, 0, 1)), slice(x, 2, 1, 2)];
  return { missed: sumAll(mul(missed, weight)), giou: edgesGiou(ends(distances), ends(target)), weight };
}

/** Of frames and texts of each layer: nearer than those of other videos, and than those of other layers. */
function layerLosses({ steps }: R2TuningAnswers): { readonly video: Tensor; readonly layer: Tensor } {
  const frames = unitVectors(stack(steps.map((step) => chosenRows(step.frames))));
  const [layers = 0, batch = 0, width = 0] = fixedShape('layerLosses', frames.shape);
  const texts = unitVectors(stack(steps.map(({ text }) => reshape(text, [batch, width]))));
  // The mean of both directions and of all layers.
  const weight = mul(videoWeights(batch), scalar(1 / (2 * layers)));
  const byVideo = (x: Tensor): Tensor => transpose(x, [1, 0, 2]);
  return {
    video: pairContrast(frames, texts, weight),
    layer: pairContrast(byVideo(frames), byVideo(texts), reshape(weight, [batch, 1])),
  };
}

/** From the answers; `strides` are those of the pyramid. */
export function r2TuningLosses(answers: R2TuningAnswers, strides: readonly number[]): DetectionLosses {
  const [batch = 0, frames = 0] = fixedShape('r2TuningLosses', answers.frames.shape);
  const calibrated = layerLosses(answers);
  const { missed, giou, weight } = distanceTerms(answers.distances);
  return {
    answers: {},
    losses: weighedLosses(WEIGHTS, {
      loss_cls: focal(answers.logits),
      loss_reg: missed,
      loss_sal: frameContrast(reshape(cosines(answers.frames, answers.text), [batch, frames])),
      loss_video_cal: calibrated.video,
      loss_layer_cal: calibrated.layer,
    }),
    measures: measuresOf({ logits: reshape(answers.logits, giou.shape), giou, weight }),
    maxGradient: MAX_GRADIENT,
    targetNames: [...POINT_INPUTS, ...FRAME_INPUTS],
    targets: (truth, _answers, random) => targetsOf(truth, strides, random),
  };
}
