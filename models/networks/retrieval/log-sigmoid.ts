import { abs, add, exp, log, min, neg, sub } from '../../graph/ops/elementwise.ts';
import { scalar, type Tensor } from '../../graph/tensor.ts';

/** ln σ(x), safe for any x. */
export const logSigmoid = (x: Tensor): Tensor =>
  sub(min(x, scalar(0)), log(add(scalar(1), exp(neg(abs(x))))));
