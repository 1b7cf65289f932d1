/** Sums, means, maxima and what is built on them. */
import { dimAt, fixedShape, product, resolveAxis, sameShape, type Shape } from '../shape.ts';
import { constant, make, operand, scalar, type Attributes, type Op, type Tensor } from '../tensor.ts';
import { expand, reshape } from './arrange.ts';
import { cast, equal } from './compare.ts';
import { add, detach, div, exp, log, mul, sqrt, sub } from './elementwise.ts';
import { gemm } from './matrix.ts';

const axesOf = (attributes: Attributes): readonly number[] => attributes['axes'] as readonly number[];

/** All reductions keep the reduced axes with size 1. */
function reduction(
  name: string,
  vjp: NonNullable<Op['vjp']>,
): (x: Tensor, axes: readonly number[]) => Tensor {
  const op: Op = {
    name,
    infer: (inputs, attributes) => {
      const { dtype, shape } = operand(inputs);
      return [{ dtype, shape: shape.map((dim, axis) => (axesOf(attributes).includes(axis) ? 1 : dim)) }];
    },
    constants: (attributes) => [axesOf(attributes)],
    vjp,
  };
  return (x, axes) => {
    const resolved = axes.map((axis) => resolveAxis(name, x.shape, axis));
    return resolved.length === 0 ? x : make(op, [x], { axes: resolved });
  };
}

/** Σ over axes, which stay with size 1. */
export const reduceSum = reduction('ReduceSum', ({ inputs }, gradients) => [
  expand(operand(gradients), operand(inputs).shape),
]);

/** Mean over axes, which stay with size 1. */
export const reduceMean = reduction('ReduceMean', ({ inputs, attributes }, gradients) => {
  const { shape } = operand(inputs);
  const count = Number(product(axesOf(attributes).map((axis) => dimAt('ReduceMean', shape, axis))));
  return [expand(mul(operand(gradients), scalar(1 / count)), shape)];
});

/**
 * Largest element over axes, which stay with size 1; equal largest ones share the gradient.
 * @public An operation of the graph language, whichever networks need it.
 */
export const reduceMax = reduction('ReduceMax', ({ inputs, outputs, attributes }, gradients) => {
  const chosen = cast(equal(operand(inputs), operand(outputs)), 'float');
  return [div(mul(chosen, operand(gradients)), reduceSum(chosen, axesOf(attributes)))];
});

/** Sums over all axes but the last, as a product with ones, which is twice as fast as a sum of that kind. */
function sumOfRows(g: Tensor, rows: number): Tensor {
  const [width = 1] = g.shape.slice(-1);
  const ones = constant(new Float32Array(rows).fill(1), [1, rows]);
  return reshape(gemm(ones, reshape(g, [rows, width])), [width]);
}

/** Undoes broadcasting: sums a gradient over the axes along which `shape` was stretched. */
export function reduceTo(g: Tensor, shape: Shape): Tensor {
  if (sameShape(g.shape, shape)) return g;
  const rows = product(g.shape.slice(0, -1));
  if (shape.length === 1 && g.shape.length > 1 && shape[0] === g.shape.at(-1) && typeof rows === 'number')
    return sumOfRows(g, rows);
  const extra = g.shape.length - shape.length;
  const axes = g.shape.flatMap((dim, axis) =>
    axis < extra || (shape[axis - extra] === 1 && dim !== 1) ? [axis] : [],
  );
  return reshape(reduceSum(g, axes), shape);
}

const CumSumOp: Op = {
  name: 'CumSum',
  infer: (inputs) => [operand(inputs)],
  constants: (attributes) => [[attributes['axis'] as number]],
};

/** Running sums along an axis, the element itself included; for counting, so no gradient. */
export function cumSum(x: Tensor, axis: number): Tensor {
  return make(CumSumOp, [x], { axis: resolveAxis('CumSum', x.shape, axis) });
}

const SoftmaxOp: Op = {
  name: 'Softmax',
  attributes: { axis: 'int' },
  infer: (inputs) => [operand(inputs)],
  vjp: ({ outputs }, gradients) => {
    const [y, g] = [operand(outputs), operand(gradients)];
    return [mul(y, sub(g, reduceSum(mul(g, y), [-1])))];
  },
};

/** eˣ / Σ eˣ over the last axis. */
export function softmax(x: Tensor): Tensor {
  return make(SoftmaxOp, [x], { axis: -1 });
}

/** ln Σ eˣ over the last axis, which stays with size 1; safe for large x. */
export function logSumExp(x: Tensor): Tensor {
  const top = detach(reduceMax(x, [-1]));
  return add(log(reduceSum(exp(sub(x, top)), [-1])), top);
}

/** x / ‖x‖₂ over the last axis; no epsilon, so a row of zeros gives NaN. */
export function unit(x: Tensor): Tensor {
  return div(x, sqrt(reduceSum(mul(x, x), [-1])));
}

/** Σ over all elements, as shape []. */
export function sumAll(x: Tensor): Tensor {
  return reshape(
    reduceSum(
      x,
      fixedShape('ReduceSum', x.shape).map((_, axis) => axis),
    ),
    [],
  );
}
