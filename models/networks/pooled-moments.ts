/** Moments as the means of what an encoder makes of their frames: how moment-SFX matching sees them. */
import { reshape, slice } from '../graph/ops/arrange.ts';
import { add, max, min, mul, sub } from '../graph/ops/elementwise.ts';
import { matmul } from '../graph/ops/matrix.ts';
import { reduceSum, unit } from '../graph/ops/reduce.ts';
import { constant, scalar, type Tensor } from '../graph/tensor.ts';
import { edges } from './boxes.ts';
import { realTokens } from './inputs.ts';

/**
 * The mean of the encoder's output over the frames under each box, each frame counted by how much of it the box covers, of unit
 * length: [batch, moments, d]. A box narrower than a frame, or beside the window, is moved and widened to one frame in it.
 * `encoded` [batch, tokens, d] has the frames first; `boxes` (center, width) are fractions of the real frames, of which
 * `frameMask` [batch, frames] has 0 and of padding −10⁶.
 */
export function pooledMoments(encoded: Tensor, boxes: Tensor, frameMask: Tensor): Tensor {
  const [batch = 1, frames = 1] = frameMask.shape;
  const count = reshape(reduceSum(realTokens(frameMask), [1]), [batch, 1, 1]);
  const [start, end] = edges(boxes).map((edge) => mul(edge, count)) as [Tensor, Tensor];
  const first = min(max(start, scalar(0)), sub(count, scalar(1)));
  const last = min(max(end, add(first, scalar(1))), count);
  const index = constant(
    Float32Array.from({ length: Number(frames) }, (_, at) => at),
    [Number(frames)],
  );
  const covered = max(sub(min(last, add(index, scalar(1))), max(first, index)), scalar(0));
  // A sum serves as well as a mean: only its direction is kept.
  return unit(matmul(covered, slice(encoded, 1, 0, Number(frames))));
}
