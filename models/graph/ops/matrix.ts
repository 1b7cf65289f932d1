/** Matrix products. */
import { broadcast, dimAt, product, sameShape, ShapeError, type Dim } from '../shape.ts';
import {
  make,
  operand,
  type Attributes,
  type Node,
  type Op,
  type Stored,
  type Tensor,
  type Emitter,
} from '../tensor.ts';
import { reshape } from './arrange.ts';
import { reduceTo } from './reduce.ts';

/** The α and the op of α·op(A)·op(B). */
export interface ProductOptions {
  /** Swap the last two axes of the first factor before the product. */
  readonly transA?: boolean;
  /** The same of the second factor. */
  readonly transB?: boolean;
  /** Multiplies the product; 1 by default. */
  readonly alpha?: number;
}

interface Flags {
  readonly transA: boolean;
  readonly transB: boolean;
  readonly alpha: number;
}

const encode = ({ transA, transB, alpha }: ProductOptions): Attributes => ({
  transA: transA ? 1 : 0,
  transB: transB ? 1 : 0,
  alpha: alpha ?? 1,
});
const decode = (attributes: Attributes): Flags => ({
  transA: attributes['transA'] === 1,
  transB: attributes['transB'] === 1,
  alpha: attributes['alpha'] as number,
});

/** Rows and columns of the product of the last two axes. */
function outer(name: string, a: Tensor, b: Tensor, { transA, transB }: Flags): [Dim, Dim] {
  if (a.shape.length < 2 || b.shape.length < 2)
    throw new ShapeError(name, [a.shape, b.shape], 'both factors need at least two axes');
  const [rows, inner] = transA ? [-1, -2] : [-2, -1];
  const [innerB, columns] = transB ? [-1, -2] : [-2, -1];
  if (dimAt(name, a.shape, inner) !== dimAt(name, b.shape, innerB))
    throw new ShapeError(name, [a.shape, b.shape], 'inner sizes differ');
  return [dimAt(name, a.shape, rows), dimAt(name, b.shape, columns)];
}

type Product = (a: Tensor, b: Tensor, options: ProductOptions) => Tensor;

/** The gradients of α·op(A)·op(B), written so that no factor is transposed in memory. */
function factors(
  times: Product,
  a: Tensor,
  b: Tensor,
  g: Tensor,
  { transA, transB, alpha }: Flags,
): [Tensor, Tensor] {
  return [
    transA ? times(b, g, { transA: transB, transB: true, alpha }) : times(g, b, { transB: !transB, alpha }),
    transB ? times(g, a, { transA: true, transB: transA, alpha }) : times(a, g, { transA: !transA, alpha }),
  ];
}

function emitGemm(node: Node, emitter: Emitter): void {
  const { transA, transB, alpha } = decode(node.attributes);
  const outputs = emitter.outputs(node);
  const stored = emitter.stored(operand(node.inputs, 1));
  const summand = node.inputs[2];
  if (stored.kind === 'int8' && summand !== undefined) {
    const product = emitBlocks(node, emitter, stored, undefined);
    emitter.add('Add', [product, emitter.name(summand)], { outputs });
  } else if (stored.kind === 'int8') {
    emitBlocks(node, emitter, stored, outputs);
  } else {
    emitter.add(
      'Gemm',
      node.inputs.map((tensor) => emitter.name(tensor)),
      {
        attributes: { transA: ['int', +transA], transB: ['int', +transB], alpha: ['float', alpha] },
        outputs,
      },
    );
  }
}

const GemmOp: Op = {
  name: 'Gemm',
  emit: emitGemm,
  infer: (inputs, attributes) => {
    const [a, b] = [operand(inputs, 0), operand(inputs, 1)];
    const shape = outer('Gemm', a, b, decode(attributes));
    if (a.shape.length !== 2 || b.shape.length !== 2)
      throw new ShapeError('Gemm', [a.shape, b.shape], 'both factors need exactly two axes');
    const c = inputs[2];
    if (c && !sameShape(broadcast('Gemm', c.shape, shape), shape))
      throw new ShapeError('Gemm', [shape, c.shape], 'product and summand do not go together');
    return [{ dtype: a.dtype, shape }];
  },
  vjp: ({ inputs, attributes }, gradients) => {
    const g = operand(gradients);
    const plain: Product = (a, b, options) => gemm(a, b, undefined, options);
    const [da, db] = factors(plain, operand(inputs, 0), operand(inputs, 1), g, decode(attributes));
    return [da, db, inputs[2] && reduceTo(g, inputs[2].shape)];
  },
};

/** α·op(A)·op(B) + C for matrices; C (a row, or a whole matrix) may be missing. */
export function gemm(a: Tensor, b: Tensor, c?: Tensor, options: ProductOptions = {}): Tensor {
  return make(GemmOp, c ? [a, b, c] : [a, b], encode(options));
}

/** All leading axes as one. */
const rowsOf = (x: Tensor): Tensor =>
  reshape(x, [product(x.shape.slice(0, -1)), dimAt('MatMul', x.shape, -1)]);

/**
 * For 8-bit weights: each row of the first factor is quantised too, by itself, so that it does not depend on other
 * rows.
 */
const AS_INT8 = 4;

/** x·Wᵀ with W in 8-bit blocks; the name of the product. */
function emitBlocks(
  node: Node,
  emitter: Emitter,
  stored: Extract<Stored, { kind: 'int8' }>,
  outputs: readonly string[] | undefined,
): string {
  const { transA, transB, alpha } = decode(node.attributes);
  const [rows, columns] = operand(node.inputs, 1).shape;
  if (transA || !transB || alpha !== 1) throw new Error('internal: 8-bit weights serve x·Wᵀ only');
  return emitter.add('MatMulNBits', [emitter.name(operand(node.inputs)), stored.codes, stored.scales], {
    domain: 'com.microsoft',
    attributes: {
      K: ['int', Number(columns)],
      N: ['int', Number(rows)],
      bits: ['int', 8],
      block_size: ['int', stored.block],
      accuracy_level: ['int', AS_INT8],
    },
    ...(outputs === undefined ? {} : { outputs }),
  });
}

function emitMatMul(node: Node, emitter: Emitter): void {
  const { transA, transB, alpha } = decode(node.attributes);
  const outputs = emitter.outputs(node);
  const stored = emitter.stored(operand(node.inputs, 1));
  if (stored.kind === 'int8') {
    emitBlocks(node, emitter, stored, outputs);
    return;
  }
  const names = node.inputs.map((tensor) => emitter.name(tensor));
  if (!transA && !transB && alpha === 1) {
    emitter.add('MatMul', names, { outputs });
  } else if (emitter.precision === 'float') {
    const attributes = {
      transA: ['int', +transA],
      transB: ['int', +transB],
      alpha: ['float', alpha],
    } as const;
    emitter.add('FusedMatMul', names, { domain: 'com.microsoft', attributes, outputs });
  } else {
    // FusedMatMul knows 32 bits only; the 64-bit graph is for tests and may be slow.
    const flipped = node.inputs.map((tensor, index) => {
      const rank = tensor.shape.length;
      const perm = [...Array.from({ length: rank - 2 }, (_, axis) => axis), rank - 1, rank - 2];
      const swap = index === 0 ? transA : transB;
      return swap
        ? emitter.add('Transpose', [names[index] ?? ''], { attributes: { perm: ['ints', perm] } })
        : (names[index] ?? '');
    });
    emitter.add('Mul', [emitter.add('MatMul', flipped), emitter.real(alpha)], { outputs });
  }
}

const MatMulOp: Op = {
  name: 'MatMul',
  infer: (inputs, attributes) => {
    const [a, b] = [operand(inputs, 0), operand(inputs, 1)];
    const shape = outer('MatMul', a, b, decode(attributes));
    return [
      {
        dtype: a.dtype,
        shape: [...broadcast('MatMul', a.shape.slice(0, -2), b.shape.slice(0, -2)), ...shape],
      },
    ];
  },
  emit: emitMatMul,
  vjp: ({ inputs, attributes }, gradients) => {
    const [a, b, g] = [operand(inputs, 0), operand(inputs, 1), operand(gradients)];
    const flags = decode(attributes);
    if (a.shape.length > 2 && b.shape.length === 2 && !flags.transA) {
      // Rows of a batch times one matrix are one product: a sum over products of each item would need them all at once.
      const [da, db] = factors(matmul, rowsOf(a), b, rowsOf(g), flags);
      return [reshape(da, a.shape), db];
    }
    const [da, db] = factors(matmul, a, b, g, flags);
    return [reduceTo(da, a.shape), reduceTo(db, b.shape)];
  },
};

/** α·op(A)·op(B) over the last two axes; the axes before them broadcast. */
export function matmul(a: Tensor, b: Tensor, options: ProductOptions = {}): Tensor {
  return make(MatMulOp, [a, b], encode(options));
}
