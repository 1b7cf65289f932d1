/** How sure a network is of the right one of two answers. */
import { abs, add, exp, log, min, mul, neg, sub } from '../../graph/ops/elementwise.ts';
import { scalar, type Tensor } from '../../graph/tensor.ts';

/** The logit of the right answer: of "yes" where the target is 1, of "no" where it is 0. */
export const rightLogit = (logits: Tensor, target: Tensor): Tensor =>
  mul(logits, sub(mul(target, scalar(2)), scalar(1)));

/** ln σ(x), safe for any x. */
export const logSigmoid = (x: Tensor): Tensor =>
  sub(min(x, scalar(0)), log(add(scalar(1), exp(neg(abs(x))))));
