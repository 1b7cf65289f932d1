/** Operations that move elements without changing them. */
import {
  dimAt,
  fixedShape,
  product,
  resolveAxis,
  sameShape,
  ShapeError,
  type Dim,
  type Shape,
} from '../shape.ts';
import { make, operand, type Attributes, type Op, type Tensor } from '../tensor.ts';
import { oneHot } from './compare.ts';
import { gemm } from './matrix.ts';
import { reduceTo } from './reduce.ts';

const list = (attributes: Attributes, name: string): readonly number[] =>
  attributes[name] as readonly number[];
const int = (attributes: Attributes, name: string): number => attributes[name] as number;

/** ONNX writes a named size as 0, "as at this place of the input", or once as −1, "whatever is left". */
const encodeDims = (from: Shape, to: Shape): number[] =>
  to.map((dim, at) => (typeof dim === 'number' ? dim : dim === from[at] ? 0 : -1));

const ReshapeOp: Op = {
  name: 'Reshape',
  view: true,
  infer: (inputs, attributes) => [{ dtype: operand(inputs).dtype, shape: decodeShape(attributes) }],
  constants: (attributes, { inputs }) => [encodeDims(operand(inputs).shape, decodeShape(attributes))],
  vjp: ({ inputs }, gradients) => [reshape(operand(gradients), operand(inputs).shape)],
};

/** Attributes hold numbers and text only, so a shape with names travels as text. */
const decodeShape = (attributes: Attributes): Shape => JSON.parse(attributes['shape'] as string) as Dim[];

/** The same elements in the same order under another shape. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  if (product(x.shape) !== product(shape) || encodeDims(x.shape, shape).filter((dim) => dim < 0).length > 1)
    throw new ShapeError('Reshape', [x.shape, shape], 'not the same number of elements');
  return make(ReshapeOp, [x], { shape: JSON.stringify(shape) });
}

const TransposeOp: Op = {
  name: 'Transpose',
  attributes: { perm: 'ints' },
  infer: (inputs, attributes) => {
    const { dtype, shape } = operand(inputs);
    const perm = list(attributes, 'perm');
    if (perm.length !== shape.length || new Set(perm).size !== perm.length)
      throw new ShapeError('Transpose', [shape, perm], 'not an order of the axes');
    return [{ dtype, shape: perm.map((axis) => dimAt('Transpose', shape, axis)) }];
  },
  vjp: ({ attributes }, gradients) => {
    const perm = list(attributes, 'perm');
    return [
      transpose(
        operand(gradients),
        perm.map((_, axis) => perm.indexOf(axis)),
      ),
    ];
  },
};

/** Axis i of the result is axis `perm[i]` of the input. */
export function transpose(x: Tensor, perm: readonly number[]): Tensor {
  return make(TransposeOp, [x], { perm });
}

const ConcatOp: Op = {
  name: 'Concat',
  attributes: { axis: 'int' },
  infer: (inputs, attributes) => {
    const axis = int(attributes, 'axis');
    const head = operand(inputs);
    const sizes = inputs.map(({ shape }) => {
      const others = shape.every((dim, at) => at === axis || dim === head.shape[at]);
      if (shape.length !== head.shape.length || !others)
        throw new ShapeError('Concat', [head.shape, shape], `shapes differ outside axis ${axis}`);
      return Number(shape[axis]);
    });
    const size = sizes.reduce((sum, next) => sum + next, 0);
    return [{ dtype: head.dtype, shape: head.shape.map((dim, at) => (at === axis ? size : dim)) }];
  },
  vjp: ({ inputs, attributes }, gradients) => {
    const axis = int(attributes, 'axis');
    let start = 0;
    return inputs.map(({ shape }) => {
      const end = start + Number(shape[axis]);
      const part = slice(operand(gradients), axis, start, end);
      start = end;
      return part;
    });
  },
};

/** Tensors joined along an axis; all other axes agree. */
export function concat(tensors: readonly Tensor[], axis: number): Tensor {
  const head = operand(tensors);
  if (tensors.length === 1) return head;
  return make(ConcatOp, tensors, { axis: resolveAxis('Concat', head.shape, axis) });
}

const SliceOp: Op = {
  name: 'Slice',
  infer: (inputs, attributes) => {
    const { dtype, shape } = operand(inputs);
    const [axis, start, end] = [int(attributes, 'axis'), int(attributes, 'start'), int(attributes, 'end')];
    const size = dimAt('Slice', shape, axis);
    if (typeof size === 'string' || start < 0 || end > size || start >= end)
      throw new ShapeError('Slice', [shape, [start, end]], `no such part of axis ${axis}`);
    return [{ dtype, shape: shape.map((dim, at) => (at === axis ? end - start : dim)) }];
  },
  constants: (attributes) => [
    [int(attributes, 'start')],
    [int(attributes, 'end')],
    [int(attributes, 'axis')],
  ],
  vjp: ({ inputs, attributes }, gradients) => {
    const { shape } = operand(inputs);
    const [axis, start, end] = [int(attributes, 'axis'), int(attributes, 'start'), int(attributes, 'end')];
    return [pad(operand(gradients), axis, start, Number(shape[axis]) - end)];
  },
};

/** Elements start…end−1 of an axis. */
export function slice(x: Tensor, axis: number, start: number, end: number): Tensor {
  const resolved = resolveAxis('Slice', x.shape, axis);
  if (start === 0 && end === x.shape[resolved]) return x;
  return make(SliceOp, [x], { axis: resolved, start, end });
}

const PadOp: Op = {
  name: 'Pad',
  infer: (inputs, attributes) => {
    const { dtype, shape } = operand(inputs);
    const extra = int(attributes, 'before') + int(attributes, 'after');
    const axis = int(attributes, 'axis');
    return [{ dtype, shape: shape.map((dim, at) => (at === axis ? Number(dim) + extra : dim)) }];
  },
  constants: (attributes, node) => {
    const rank = operand(node.inputs).shape.length;
    const pads = new Array<number>(2 * rank).fill(0);
    pads[int(attributes, 'axis')] = int(attributes, 'before');
    pads[rank + int(attributes, 'axis')] = int(attributes, 'after');
    return [pads];
  },
  vjp: ({ inputs, attributes }, gradients) => {
    const [axis, before] = [int(attributes, 'axis'), int(attributes, 'before')];
    return [slice(operand(gradients), axis, before, before + Number(operand(inputs).shape[axis]))];
  },
};

/** Zeros put before and after an axis. */
export function pad(x: Tensor, axis: number, before: number, after: number): Tensor {
  if (before === 0 && after === 0) return x;
  return make(PadOp, [x], { axis: resolveAxis('Pad', x.shape, axis), before, after });
}

const ExpandOp: Op = {
  name: 'Expand',
  infer: (inputs, attributes) => [{ dtype: operand(inputs).dtype, shape: list(attributes, 'shape') }],
  constants: (attributes) => [list(attributes, 'shape')],
  vjp: ({ inputs }, gradients) => [reduceTo(operand(gradients), operand(inputs).shape)],
};

/** Axes of size 1 (and missing leading axes) repeated up to a shape of known sizes. */
export function expand(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const fits = x.shape.every((dim, at) => dim === 1 || dim === shape[shape.length - x.shape.length + at]);
  if (x.shape.length > shape.length || !fits)
    throw new ShapeError('Expand', [x.shape, shape], 'cannot be repeated to that shape');
  return make(ExpandOp, [x], { shape: fixedShape('Expand', shape) });
}

/** ONNX's number for 32-bit floats. */
const FLOAT_CODE = 1;

const GatherOp: Op = {
  name: 'Gather',
  infer: (inputs) => {
    const [table, index] = [operand(inputs, 0), operand(inputs, 1)];
    if (table.shape.length !== 2 || index.dtype !== 'int32')
      throw new ShapeError(
        'Gather',
        [table.shape, index.shape],
        'takes a table [rows, width] and int32 indices',
      );
    return [{ dtype: table.dtype, shape: [...index.shape, dimAt('Gather', table.shape, 1)] }];
  },
  emit: (node, emitter) => {
    const [table, index] = [operand(node.inputs, 0), emitter.name(operand(node.inputs, 1))];
    const stored = emitter.stored(table);
    const outputs = emitter.outputs(node);
    if (stored.kind !== 'half') {
      emitter.add('Gather', [emitter.name(table), index], { outputs });
      return;
    }
    // Only the rows that were asked for become 32-bit.
    const rows = emitter.add('Gather', [stored.values, index]);
    emitter.add('Cast', [rows], { attributes: { to: ['int', FLOAT_CODE] }, outputs });
  },
  // A sum into rows is a product with the one-hot matrix: tables here have few rows, and a product is fast.
  vjp: ({ inputs }, gradients) => {
    const [table, index] = [operand(inputs, 0), operand(inputs, 1)];
    const [rows, width] = fixedShape('Gather', table.shape) as [number, number];
    const flat = product(index.shape);
    const places = reshape(oneHot(index, rows), [flat, rows]);
    return [gemm(places, reshape(operand(gradients), [flat, width]), undefined, { transA: true })];
  },
};

/** Rows of a table [rows, width] by int32 index: shape […index, width]. */
export function gather(table: Tensor, index: Tensor): Tensor {
  return make(GatherOp, [table, index]);
}
