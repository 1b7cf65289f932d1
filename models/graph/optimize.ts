/** Rewrites of a graph that leave its values as they are. Nodes that no output needs vanish by themselves. */
import { ancestors, isConstant, isInput, operand, withInputs, type Node, type Tensor } from './tensor.ts';

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
