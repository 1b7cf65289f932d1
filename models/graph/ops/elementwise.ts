/** Operations on each element by itself; two tensors broadcast by NumPy's rule. */
import { broadcast } from '../shape.ts';
import { make, operand, scalar, type Emitter, type Node, type Op, type Tensor } from '../tensor.ts';
import { cast, less } from './compare.ts';
import { reduceTo } from './reduce.ts';

/** An operation of one input whose gradient is `gradient(dy, x, y)`. */
function unary(name: string, gradient: (g: Tensor, x: Tensor, y: Tensor) => Tensor): (x: Tensor) => Tensor {
  const op: Op = {
    name,
    infer: ([x]) => [operand([x])],
    vjp: ({ inputs, outputs }, gradients) => [
      gradient(operand(gradients), operand(inputs), operand(outputs)),
    ],
  };
  return (x) => make(op, [x]);
}

type BinaryGradient = (g: Tensor, a: Tensor, b: Tensor, y: Tensor) => Tensor;

/** An operation of two broadcasting inputs with its gradients before they are summed over stretched axes. */
function binary(name: string, left: BinaryGradient, right: BinaryGradient): (a: Tensor, b: Tensor) => Tensor {
  const op: Op = {
    name,
    infer: (inputs) => {
      const [a, b] = [operand(inputs, 0), operand(inputs, 1)];
      if (a.dtype !== b.dtype) throw new TypeError(`${name}: ${a.dtype} and ${b.dtype} do not go together`);
      return [{ dtype: a.dtype, shape: broadcast(name, a.shape, b.shape) }];
    },
    vjp: ({ inputs, outputs }, gradients) => {
      const [a, b, y, g] = [operand(inputs, 0), operand(inputs, 1), operand(outputs), operand(gradients)];
      return [reduceTo(left(g, a, b, y), a.shape), reduceTo(right(g, a, b, y), b.shape)];
    },
  };
  return (a, b) => make(op, [a, b]);
}

const first: BinaryGradient = (g) => g;
const where = (g: Tensor, condition: Tensor): Tensor => mul(g, cast(condition, 'float'));

/** a + b */
export const add = binary('Add', first, first);
/** a − b */
export const sub = binary('Sub', first, (g) => neg(g));
/** a · b */
export const mul = binary(
  'Mul',
  (g, _a, b) => mul(g, b),
  (g, a) => mul(g, a),
);
/** a / b */
export const div = binary(
  'Div',
  (g, _a, b) => div(g, b),
  (g, _a, b, y) => neg(div(mul(g, y), b)),
);
/** The larger of two; where both are equal the gradient goes to the first. */
export const max = binary(
  'Max',
  (g, a, b) => sub(g, where(g, less(a, b))),
  (g, a, b) => where(g, less(a, b)),
);
/** The smaller of two; where both are equal the gradient goes to the first. */
export const min = binary(
  'Min',
  (g, a, b) => sub(g, where(g, less(b, a))),
  (g, a, b) => where(g, less(b, a)),
);

/**
 * −x
 * @public An operation of the graph language, whichever networks need it.
 */
export const neg = unary('Neg', (g) => neg(g));
/** eˣ */
export const exp = unary('Exp', (g, _x, y) => mul(g, y));
/** ln x */
export const log = unary('Log', (g, x) => div(g, x));
/** √x; x > 0 */
export const sqrt = unary('Sqrt', (g, _x, y) => div(g, mul(scalar(2), y)));
/** |x|; the gradient at 0 is 0 */
export const abs = unary('Abs', (g, x) => mul(g, sign(x)));
/** 2π as a float that is exact in a product with small numbers, and the rest of it. */
const [TURN, TURN_REST] = [6.28125, 2 * Math.PI - 6.28125];
/** Powers of the sine's series; on [−π, π] the next one is below 3e-8. */
const SINE_POWERS = 17;

/**
 * sin r = r·(1 − r²/6·(1 − r²/20·(…))) with r = x less whole turns. Spelled out because devices may give a sine to 2⁻¹¹ only
 * (WGSL asks for no more), and beyond a turn to nothing.
 */
function emitSine(node: Node, emitter: Emitter): void {
  const [x, outputs] = [emitter.name(operand(node.inputs)), emitter.outputs(node)];
  if (emitter.precision !== 'float') {
    emitter.add('Sin', [x], { outputs });
    return;
  }
  const plus = (a: string, b: string): string => emitter.add('Add', [a, b]);
  const times = (a: string, b: string): string => emitter.add('Mul', [a, b]);
  const turns = emitter.add('Floor', [plus(times(x, emitter.real(1 / (2 * Math.PI))), emitter.real(0.5))]);
  const most = emitter.add('Sub', [x, times(turns, emitter.real(TURN))]);
  const rest = emitter.add('Sub', [most, times(turns, emitter.real(TURN_REST))]);
  const square = times(rest, rest);
  let series = emitter.real(1);
  for (let power = SINE_POWERS; power > 1; power -= 2) {
    const ratio = times(square, emitter.real(-1 / (power * (power - 1))));
    series = plus(times(ratio, series), emitter.real(1));
  }
  emitter.add('Mul', [rest, series], { outputs });
}

const SinOp: Op = {
  name: 'Sin',
  infer: (inputs) => [operand(inputs)],
  emit: emitSine,
  vjp: ({ inputs }, gradients) => [mul(operand(gradients), cos(operand(inputs)))],
};

/** sin x, in radians */
export const sin = (x: Tensor): Tensor => make(SinOp, [x]);
/**
 * cos x, in radians, as a shifted sine: one kernel serves both, and their gradients.
 * @public An operation of the graph language, whichever networks need it.
 */
export const cos = (x: Tensor): Tensor => sin(add(x, scalar(Math.PI / 2)));
/** 1 / (1 + e⁻ˣ) */
export const sigmoid = unary('Sigmoid', (g, _x, y) => mul(g, mul(y, sub(scalar(1), y))));
/** Hyperbolic tangent */
export const tanh = unary('Tanh', (g, _x, y) => mul(g, sub(scalar(1), mul(y, y))));
/**
 * max(x, 0); the gradient at 0 is 0. It reads only the result, so that the input need not be kept, and asks
 * whether that is 0 by conversion: three times faster than a sign.
 */
export const relu = unary('Relu', (g, _x, y) => where(g, cast(y, 'bool')));
const SignOp: Op = { name: 'Sign', infer: (inputs) => [operand(inputs)] };
/**
 * −1, 0 or 1, as the sign of x; no gradient flows.
 * @public An operation of the graph language, whichever networks need it.
 */
export const sign = (x: Tensor): Tensor => make(SignOp, [x]);

const DetachOp: Op = { name: 'Identity', infer: (inputs) => [operand(inputs)] };
/** The same values, through which no gradient flows. */
export const detach = (x: Tensor): Tensor => make(DetachOp, [x]);
