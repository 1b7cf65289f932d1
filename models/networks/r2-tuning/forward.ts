/** R2-Tuning (Liu et al. 2024): the side network, the pyramid's heads, and what they say of a video's moments. */
import { reshape } from '../../graph/ops/arrange.ts';
import { max, mul, relu, sigmoid } from '../../graph/ops/elementwise.ts';
import { matmul } from '../../graph/ops/matrix.ts';
import { constant, type Tensor } from '../../graph/tensor.ts';
import { cosines } from '../retrieval/cosine.ts';
import type { Padding } from '../retrieval/padding.ts';
import { adapt, type AdaptedLayer } from './adapter.ts';
import type { R2TuningScope } from './config.ts';
import type { R2TuningInputs } from './inputs.ts';
import { joined, pyramid, type LevelAnswers } from './pyramid.ts';

/** What the network says. */
export interface R2TuningAnswers {
  /** The refined frames, none negative [batch, frames, d]. */
  readonly frames: Tensor;
  /** The pooled text of the shallowest layer [batch, 1, d]. */
  readonly text: Tensor;
  /** All points, level by level: logits [batch, points]; distances to start and end in strides [batch, points, 2]. */
  readonly logits: Tensor;
  readonly distances: Tensor;
  readonly levels: readonly LevelAnswers[];
  /** What each layer said on the way, the deepest first. */
  readonly steps: readonly AdaptedLayer[];
}

/** The whole network on a batch. */
export function answer(scope: R2TuningScope, inputs: R2TuningInputs, padding: Padding): R2TuningAnswers {
  const { state, steps } = adapt(scope, inputs, padding);
  const frames = relu(state);
  const levels = pyramid(scope, frames, padding === 'hidden' ? inputs.video_mask : undefined);
  return {
    frames,
    text: steps.at(-1)!.text,
    logits: joined(levels, 'logits'),
    distances: joined(levels, 'distances'),
    levels,
    steps,
  };
}

/** [points, frames]: 1 where a point stands for a frame; the last one also for what is left over. */
function spread(points: number, frames: number): Tensor {
  const each = Math.floor(frames / points);
  const data = new Float32Array(points * frames);
  for (let frame = 0; frame < frames; frame++)
    data[Math.min(Math.floor(frame / each), points - 1) * frames + frame] = 1;
  return constant(data, [points, frames]);
}

/**
 * How salient each frame is: the largest score of the points that stand for it, times its cosine with the text [batch, frames].
 * @internal An equation, checked against the authors' numbers; nothing here asks for it yet.
 */
export function saliency({ frames: z, text, levels }: R2TuningAnswers): Tensor {
  const [batch = 1, frames = 1] = z.shape;
  const best = levels
    .map(({ logits, mask }) => {
      const scores = mask ? mul(sigmoid(logits), mask) : sigmoid(logits);
      return matmul(scores, spread(Number(logits.shape[1]), Number(frames)));
    })
    .reduce(max);
  return mul(best, reshape(cosines(z, text), [batch, frames]));
}
