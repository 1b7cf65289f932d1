/** Reverse-mode differentiation: a graph in, its gradient out as more graph. */
import { reshape } from './ops/arrange.ts';
import { add } from './ops/elementwise.ts';
import { ancestors, scalar, type Node, type Tensor } from './tensor.ts';
import { product, ShapeError } from './shape.ts';

/**
 * The gradients of a loss (one number) with respect to tensors, in their order; undefined where the loss does
 * not depend on one. Each result has the shape of its tensor. Throws a ShapeError for a loss of several numbers.
 */
export function gradients(loss: Tensor, wrt: readonly Tensor[]): (Tensor | undefined)[] {
  if (product(loss.shape) !== 1)
    throw new ShapeError('gradients', [loss.shape, []], 'the loss must be one number');
  const nodes = ancestors([loss]);
  const dependent = new Set<Node>(wrt.map((tensor) => tensor.node));
  for (const node of nodes) if (node.inputs.some((tensor) => dependent.has(tensor.node))) dependent.add(node);

  const sums = new Map<Tensor, Tensor>([[loss, reshape(scalar(1), loss.shape)]]);
  const targets = new Set(wrt);
  for (const node of nodes.reverse()) {
    const flowing = node.outputs.map((tensor) => sums.get(tensor));
    if (!dependent.has(node) || flowing.every((g) => g === undefined) || node.op.vjp === undefined) continue;
    if (node.inputs.length === 0) continue;
    const back = node.op.vjp(node, flowing);
    for (const [index, tensor] of node.inputs.entries()) {
      const g = back[index];
      if (g === undefined || !(dependent.has(tensor.node) || targets.has(tensor))) continue;
      const sum = sums.get(tensor);
      sums.set(tensor, sum === undefined ? g : add(sum, g));
    }
  }
  return wrt.map((tensor) => sums.get(tensor));
}
