/** Which of a network's weights can be kept in 8 bits: those of the large products, as the graph shows them. */
import type { Storage } from '../graph/storage.ts';
import { ancestors, isInput, operand, type Node, type Tensor } from '../graph/tensor.ts';

/** How the weights and products of a network's file are kept. */
export type NetworkPrecision = 'fp32' | 'fp16' | 'int8';
/** All of them; the first is what training gives. */
export const NETWORK_PRECISIONS: readonly NetworkPrecision[] = ['fp32', 'fp16', 'int8'];

/** Rows of smaller products are not worth the blocks, which are of 32 columns. */
const LEAST_ROWS = 32;

const isProductOfRows = ({ op, attributes, inputs }: Node): boolean => {
  const [rows = 0, columns = 1] = inputs[1]?.shape ?? [];
  return (
    ['Gemm', 'MatMul'].includes(op.name) &&
    attributes['transA'] === 0 &&
    attributes['transB'] === 1 &&
    attributes['alpha'] === 1 &&
    inputs[1]?.shape.length === 2 &&
    isInput(inputs[1].node) &&
    Number(rows) >= LEAST_ROWS &&
    Number(columns) % 32 === 0
  );
};

/** Storage by parameter: `int8` for weights W that only products x·Wᵀ read, `float` for all others. */
export function int8Storage(outputs: Readonly<Record<string, Tensor>>): (name: string) => Storage {
  const [chosen, others] = [new Set<Node>(), new Set<Node>()];
  for (const node of ancestors(Object.values(outputs)))
    for (const [place, { node: from }] of node.inputs.entries())
      (place === 1 && isProductOfRows(node) ? chosen : others).add(from);
  for (const { node } of Object.values(outputs)) others.add(node);
  const names = new Set(
    [...chosen].filter((node) => !others.has(node)).map((node) => operand(node.outputs).node.name),
  );
  return (name) => (names.has(name) ? 'int8' : 'float');
}
