/** Losses by which frames and texts that belong together come to lie nearer than others, as UniVTG and R2-Tuning have them. */
import { reshape, transpose } from '../../graph/ops/arrange.ts';
import { add, mul, sub } from '../../graph/ops/elementwise.ts';
import { matmul } from '../../graph/ops/matrix.ts';
import { logSumExp, reduceSum, sumAll } from '../../graph/ops/reduce.ts';
import { fixedShape } from '../../graph/shape.ts';
import { constant, input, scalar, type Tensor } from '../../graph/tensor.ts';

/** What cosines are divided by. */
const TEMPERATURE = 0.07;
/** What is added to the score of a frame that does not count: its share becomes exactly 0. */
const LEFT_OUT = -1e6;

/** Inputs that {@link frameContrast} reads; see `frameFeeds`. */
export const FRAME_INPUTS = ['frame_kept', 'frame_chosen', 'frame_weight'] as const;

/** Σ of all windows' weights times how surprising the chosen frame is among the scores of an axis. */
function surprise(scores: Tensor, chosen: Tensor, weight: Tensor, axis: 'frames' | 'batch'): Tensor {
  const total =
    axis === 'frames' ? logSumExp(scores) : transpose(logSumExp(transpose(scores, [1, 0])), [1, 0]);
  return sumAll(mul(mul(sub(total, scores), chosen), weight));
}

/**
 * How surprising it is, from cosines of frames with their texts [batch, frames], that the chosen frame is the one that fits: among
 * the video's kept frames, and among the batch's kept frames of the same index; the weighted sum of both, []. Reads the inputs
 * `frame_kept` and `frame_chosen` [batch, frames] of 0 and 1, and `frame_weight` [batch].
 */
export function frameContrast(cosine: Tensor): Tensor {
  const [batch = 0, frames = 0] = fixedShape('frameContrast', cosine.shape);
  const kept = input('frame_kept', 'float', [batch, frames]);
  const chosen = chosenFrames(batch, frames);
  const weight = reshape(videoWeights(batch), [batch, 1]);
  const scores = add(mul(cosine, scalar(1 / TEMPERATURE)), mul(sub(scalar(1), kept), scalar(LEFT_OUT)));
  return add(surprise(scores, chosen, weight, 'frames'), surprise(scores, chosen, weight, 'batch'));
}

/** 1 at the chosen frame of each video [batch, frames]: the input `frame_chosen`. */
const chosenFrames = (batch: number, frames: number): Tensor =>
  input('frame_chosen', 'float', [batch, frames]);

/** What each video counts [batch]: the input `frame_weight`. */
export const videoWeights = (batch: number): Tensor => input('frame_weight', 'float', [batch]);

/** The chosen frame's row of each video: [batch, frames, d] → [batch, d]. */
export function chosenRows(x: Tensor): Tensor {
  const [batch = 0, frames = 0, width = 0] = fixedShape('chosenRows', x.shape);
  return reshape(matmul(reshape(chosenFrames(batch, frames), [batch, 1, frames]), x), [batch, width]);
}

/**
 * How surprising it is that row i of the one belongs to row i of the other, looked for in both directions: the weighted sum of
 * both, []. Rows [sets, n, d] are of unit length; `weight` goes with [sets, n].
 */
export function pairContrast(a: Tensor, b: Tensor, weight: Tensor): Tensor {
  const [sets = 0, n = 0] = fixedShape('pairContrast', a.shape);
  const same = constant(
    Float32Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0)),
    [n, n],
  );
  const scores = matmul(a, b, { transB: true, alpha: 1 / TEMPERATURE });
  const own = reshape(reduceSum(mul(scores, same), [2]), [sets, n]);
  const missed = (x: Tensor): Tensor => sub(reshape(logSumExp(x), [sets, n]), own);
  return sumAll(mul(add(missed(scores), missed(transpose(scores, [0, 2, 1]))), weight));
}
