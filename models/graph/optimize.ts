/** Rewrites of a graph that leave its values as they are. Nodes that no output needs vanish by themselves. */
import { reshape } from './ops/arrange.ts';
import { sameShape } from './shape.ts';
import {
  ancestors,
  isConstant,
  isInput,
  make,
  operand,
  withInputs,
  type Node,
  type Tensor,
} from './tensor.ts';

/** The outputs of a graph by name; all that they are computed from is the graph. */
export type Outputs = Readonly<Record<string, Tensor>>;

/** Constants up to this many values are compared by content, larger ones by identity. */
const COMPARED_VALUES = 64;

/**
 * Rebuilds a graph node by node, inputs first. `replace` sees each node with its inputs already rebuilt and
 * returns the node to use in its place.
 */
function rewrite(outputs: Outputs, replace: (node: Node) => Node): Record<string, Tensor> {
  const replaced = new Map<Node, Node>();
  const mapped = (tensor: Tensor): Tensor => operand(replaced.get(tensor.node)?.outputs ?? [], tensor.slot);
  for (const node of ancestors(Object.values(outputs))) {
    const inputs = node.inputs.map(mapped);
    const changed = inputs.some((tensor, index) => tensor !== node.inputs[index]);
    replaced.set(node, replace(changed ? withInputs(node, inputs) : node));
  }
  return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, mapped(tensor)]));
}

/** Operations on each value, or on each row, of a tensor: they give the same under another shape with the same rows. */
const ROW_WISE = new Set(['Add', 'Relu', 'LayerNormalization']);

/**
 * Moves reshapes of rows (all leading axes as one, and back) behind what works on rows alone, so that those before it and behind it
 * vanish: between two products on all tokens none is left. For graphs of which no gradient is taken.
 */
export function postponeReshapes(outputs: Outputs): Record<string, Tensor> {
  return rewrite(outputs, (node) => {
    const [first] = node.inputs;
    if (node.op.name === 'Reshape' && first !== undefined) {
      const under = beneath(first);
      return under === first ? node : reshape(under, operand(node.outputs).shape).node;
    }
    if (first === undefined || !ROW_WISE.has(node.op.name)) return node;
    const rows = node.inputs
      .map(beneath)
      .find((under, at) => isRowsOf(under, operand(node.inputs, at), node));
    if (rows === undefined) return node;
    const whole = operand(node.outputs);
    const inputs = node.inputs.map((tensor) =>
      sameShape(tensor.shape, whole.shape) ? reshape(beneath(tensor), rows.shape) : tensor,
    );
    return reshape(operand(make(node.op, inputs, node.attributes).node.outputs), whole.shape).node;
  });
}

/** What a tensor was before it was given other shapes. */
function beneath(tensor: Tensor): Tensor {
  const { node } = tensor;
  return node.op.name === 'Reshape' ? beneath(operand(node.inputs)) : tensor;
}

/** Whether `under` has the rows of `tensor`, which is as large as the result of `node` and keeps its rows whole. */
function isRowsOf(under: Tensor, tensor: Tensor, node: Node): boolean {
  return (
    under !== tensor &&
    under.shape.length === 2 &&
    sameShape(tensor.shape, operand(node.outputs).shape) &&
    under.shape[1] === tensor.shape.at(-1) &&
    node.inputs.every(({ shape }) => sameShape(shape, tensor.shape) || shape.length === 1)
  );
}

/** Computes equal expressions once: nodes of one operation with the same inputs and attributes become one. */
export function shareCommon(outputs: Outputs): Record<string, Tensor> {
  const known = new Map<string, Node>();
  return rewrite(outputs, (node) => {
    const key = identity(node);
    const twin = known.get(key);
    if (twin === undefined) known.set(key, node);
    return twin ?? node;
  });
}

function identity(node: Node): string {
  if (isInput(node)) return `input ${node.name}`;
  if (isConstant(node)) {
    const shape = node.outputs[0]?.shape.join();
    const { data } = node;
    return data && data.length <= COMPARED_VALUES
      ? `${data.constructor.name} ${shape} ${data.join()}`
      : `constant ${node.id}`;
  }
  const inputs = node.inputs.map((tensor) => `${tensor.node.id}.${tensor.slot}`);
  return `${node.op.name} ${JSON.stringify(node.attributes)} ${inputs.join()}`;
}
