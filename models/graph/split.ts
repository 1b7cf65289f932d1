/**
 * Cuts one graph in two that run one after the other, because some inputs are known only after part of the
 * outputs have been looked at (here: the Hungarian assignment, between the forward pass and the loss).
 */
import { shareCommon, type Outputs } from './optimize.ts';
import {
  ancestors,
  inputLike,
  isConstant,
  isInput,
  operand,
  withInputs,
  type Node,
  type Tensor,
} from './tensor.ts';

/** Two graphs that together compute what one did. */
export interface Halves {
  /** The early outputs asked for, and under `saved_N` what the second half takes over. */
  readonly early: Record<string, Tensor>;
  /** The other outputs; they read the late inputs and the saved tensors, as inputs of the same names. */
  readonly late: Record<string, Tensor>;
  /** Names of the tensors handed over: outputs of the first half, inputs of the second. */
  readonly saved: readonly string[];
}

/**
 * The first half computes `early` and nothing else; the second half computes `late`, recomputing no more than
 * views. Throws where an early output depends on a late input.
 */
export function split(early: Outputs, late: Outputs, lateInputs: ReadonlySet<string>): Halves {
  const shared = shareCommon({ ...prefixed('early.', early), ...prefixed('late.', late) });
  const [first, second] = [unprefixed('early.', shared), unprefixed('late.', shared)];
  const done = new Set<Node>(ancestors(Object.values(first)));
  for (const node of done)
    if (node.name !== undefined && lateInputs.has(node.name))
      throw new Error(`internal: the first half depends on the late input ${node.name}`);

  const saved = new Map<Tensor, Tensor>();
  const handOver = (tensor: Tensor): Tensor => {
    const { node } = tensor;
    if (isInput(node) || isConstant(node)) return tensor;
    if (node.op.view) return operand(withInputs(node, node.inputs.map(handOver)).outputs, tensor.slot);
    const known = saved.get(tensor);
    if (known !== undefined) return known;
    const stand = inputLike(`saved_${saved.size}`, tensor);
    saved.set(tensor, stand);
    return stand;
  };
  const copies = new Map<Node, Node>();
  const follow = (tensor: Tensor): Tensor =>
    done.has(tensor.node) ? handOver(tensor) : operand(copies.get(tensor.node)?.outputs ?? [], tensor.slot);
  for (const node of ancestors(Object.values(second)))
    if (!done.has(node))
      copies.set(node, node.inputs.length === 0 ? node : withInputs(node, node.inputs.map(follow)));
  const lateOutputs = Object.fromEntries(
    Object.entries(second).map(([name, tensor]) => [name, follow(tensor)]),
  );
  const kept = Object.fromEntries([...saved].map(([tensor, stand]) => [stand.node.name ?? '', tensor]));
  return { early: { ...first, ...kept }, late: shareCommon(lateOutputs), saved: Object.keys(kept) };
}

function prefixed(prefix: string, outputs: Outputs): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [prefix + name, tensor]));
}

function unprefixed(prefix: string, outputs: Outputs): Record<string, Tensor> {
  const own = Object.entries(outputs).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}
