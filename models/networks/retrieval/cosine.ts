/** How alike frames and a text are. */
import { div, max, mul, sqrt } from '../../graph/ops/elementwise.ts';
import { matmul } from '../../graph/ops/matrix.ts';
import { reduceSum } from '../../graph/ops/reduce.ts';
import { scalar, type Tensor } from '../../graph/tensor.ts';

/** What a length counts at least. */
const LEAST = 1e-8;
/** Below the square of `LEAST`: a root of 0 has no slope, so nothing may be smaller. */
const TINY = 1e-30;

const lengthOf = (x: Tensor): Tensor =>
  max(sqrt(max(reduceSum(mul(x, x), [-1]), scalar(TINY))), scalar(LEAST));

/** Vectors of unit length; those shorter than 1e-8 are divided by that. */
export const unitVectors = (x: Tensor): Tensor => div(x, lengthOf(x));

/** The cosine of each frame [batch, frames, d] with its text [batch, 1, d]: [batch, frames, 1]. */
export const cosines = (frames: Tensor, text: Tensor): Tensor =>
  matmul(unitVectors(frames), unitVectors(text), { transB: true });
