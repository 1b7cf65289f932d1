/** How much arithmetic a graph asks for. */
import type { Outputs } from './optimize.ts';
import type { Dim } from './shape.ts';
import { ancestors, isConstant, isInput, operand, type Node, type Tensor } from './tensor.ts';

/** What a graph's operations are counted for. */
export interface CountOptions {
  /** Inputs whose values are fixed in the file: what follows from them alone is computed once, when it is loaded. */
  readonly baked?: ReadonlySet<string>;
  /** What named sizes are, such as a batch. */
  readonly sizes?: Readonly<Record<string, number>>;
}

/**
 * Floating-point operations of all matrix products that run once for every call: two for each multiplication with its addition,
 * as the speed of a matrix product is told. Convolutions and attention are such products here; all else (sums, norms, softmax)
 * is not counted, so that a rate made of it is no better than what was really computed. Throws where a size has no value.
 */
export function floatingOperations(outputs: Outputs, { baked, sizes = {} }: CountOptions = {}): number {
  const fixed = new Set<Node>();
  let total = 0;
  for (const node of ancestors(Object.values(outputs))) {
    const isFixed = isInput(node)
      ? node.name !== undefined && baked?.has(node.name) === true
      : isConstant(node) || node.inputs.every((tensor) => fixed.has(tensor.node));
    if (isFixed) fixed.add(node);
    else total += operationsOf(node, sizes);
  }
  return total;
}

/** α·op(A)·op(B): each value of the result is a sum over the axis that both factors share. */
function operationsOf(node: Node, sizes: Readonly<Record<string, number>>): number {
  if (node.op.name !== 'Gemm' && node.op.name !== 'MatMul') return 0;
  const factor = operand(node.inputs, 0);
  const inner = factor.shape.at(node.attributes['transA'] === 1 ? -2 : -1) ?? 1;
  return 2 * extent(inner, sizes) * elementsOf(operand(node.outputs), sizes);
}

const elementsOf = ({ shape }: Tensor, sizes: Readonly<Record<string, number>>): number =>
  shape.reduce((product: number, dim) => product * extent(dim, sizes), 1);

/** The value of a size; `54*batch` is a product. */
function extent(dim: Dim, sizes: Readonly<Record<string, number>>): number {
  if (typeof dim === 'number') return dim;
  return dim.split('*').reduce((product, part) => {
    const value = Number.isNaN(Number(part)) ? sizes[part] : Number(part);
    if (value === undefined) throw new Error(`internal: the size "${part}" has no value`);
    return product * value;
  }, 1);
}
