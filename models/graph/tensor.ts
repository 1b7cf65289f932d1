/** Tensor expressions: immutable nodes that say what is computed from what. Nothing runs here. */
import { elements, ShapeError, type Shape } from './shape.ts';

/** `float` is exported as 32 bits, or as 64 where a test asks for more precision. */
export type DType = 'float' | 'int32' | 'int64' | 'bool';

/** What is known of a tensor before anything runs. */
export interface Type {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** A setting of a node that is fixed when the graph is built. */
export type Attribute = number | string | readonly number[];
/** Settings of a node by name. */
export type Attributes = Readonly<Record<string, Attribute>>;

/** Width of all floats of an exported graph: 32 bits, or 64 for tests. */
export type Precision = 'float' | 'double';
/** How ONNX encodes an attribute. */
export type AttributeKind = 'int' | 'ints' | 'float';

/** What an operation's `emit` writes with. */
export interface Emitter {
  readonly precision: Precision;
  /** The name under which a tensor was written. */
  name(tensor: Tensor): string;
  /** Adds one ONNX operator; `outputs` are the names it gives (made up where missing). Returns the first. */
  add(
    operator: string,
    inputs: readonly string[],
    options?: {
      attributes?: Readonly<Record<string, readonly [AttributeKind, Attribute]>>;
      domain?: string;
      outputs?: readonly string[];
    },
  ): string;
  /** A constant list of whole numbers. */
  int64(values: readonly number[]): string;
  /** A constant number of the precision in use. */
  real(value: number): string;
  /** The names of a node's outputs; empty where nobody reads one. */
  outputs(node: Node): string[];
  /** How a baked input is kept. Where that is no plain float, `name` does not take it. */
  stored(tensor: Tensor): Stored;
}

/** Names under which a baked input's parts were written. */
export type Stored =
  | { readonly kind: 'float' }
  | { readonly kind: 'half'; readonly values: string }
  | { readonly kind: 'int8'; readonly codes: string; readonly scales: string; readonly block: number };

/** One operation: how its output types follow from its inputs, how it is written in ONNX, and its gradient. */
export interface Op {
  /** Name in messages; also the ONNX operator unless `emit` says otherwise. */
  readonly name: string;
  /** The types of the outputs. Throws a {@link ShapeError} where the inputs do not fit. */
  infer(inputs: readonly Tensor[], attributes: Attributes): readonly Type[];
  /** Which attributes are ONNX attributes, and of what kind. Others only serve `constants` and `emit`. */
  readonly attributes?: Readonly<Record<string, 'int' | 'ints' | 'float'>>;
  /** Whole-number tensors that ONNX takes as further inputs (a shape, axes, …). */
  constants?(attributes: Attributes, node: Node): readonly (readonly number[])[];
  /** Writes the node itself where one ONNX operator of the same name will not do. */
  emit?(node: Node, emitter: Emitter): void;
  /**
   * The vector-Jacobian product: from the gradients of the outputs (missing where nothing depends on one) the
   * gradients of the inputs, as more graph. Missing entries mean: no gradient flows there.
   */
  vjp?(node: Node, gradients: readonly (Tensor | undefined)[]): readonly (Tensor | undefined)[];
  /** True for operators that only look at the same data under another shape: cheap enough to do twice. */
  readonly view?: boolean;
}

/** One operation on certain inputs. Immutable. */
export interface Node {
  /** Rises with creation, so that inputs always have smaller numbers than what is computed from them. */
  readonly id: number;
  readonly op: Op;
  readonly inputs: readonly Tensor[];
  readonly attributes: Attributes;
  readonly outputs: readonly Tensor[];
  /** Present on inputs only. */
  readonly name?: string;
  /** Present on constants only. */
  readonly data?: Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array;
}

/** One output of a node. */
export interface Tensor extends Type {
  readonly node: Node;
  /** Its index among the node's outputs. */
  readonly slot: number;
}

let nextId = 0;

function build(
  op: Op,
  inputs: readonly Tensor[],
  attributes: Attributes,
  types: readonly Type[],
  extra: Pick<Node, 'name' | 'data'> = {},
): Node {
  const outputs: Tensor[] = [];
  const node: Node = { id: nextId++, op, inputs, attributes, outputs, ...extra };
  for (const [slot, type] of types.entries()) outputs.push({ ...type, node, slot });
  return node;
}

/** A node of an operation with several outputs. */
function makeNode(op: Op, inputs: readonly Tensor[], attributes: Attributes = {}): Node {
  return build(op, inputs, attributes, op.infer(inputs, attributes));
}

/** The only (or first) output of a new node. */
export function make(op: Op, inputs: readonly Tensor[], attributes: Attributes = {}): Tensor {
  return output(makeNode(op, inputs, attributes), 0);
}

/** The same node with other inputs of the same types. */
export function withInputs(node: Node, inputs: readonly Tensor[]): Node {
  return build(node.op, inputs, node.attributes, node.outputs);
}

/** One output of a node. */
export function output(node: Node, slot: number): Tensor {
  const tensor = node.outputs[slot];
  if (tensor === undefined) throw new Error(`internal: ${node.op.name} has no output ${slot}`);
  return tensor;
}

/** The tensor at a place of a list of operands or gradients that must be there. */
export function operand(tensors: readonly (Tensor | undefined)[], index = 0): Tensor {
  const tensor = tensors[index];
  if (tensor === undefined) throw new Error(`internal: operand ${index} is missing`);
  return tensor;
}

const InputOp: Op = { name: 'Input', infer: () => [] };
const ConstantOp: Op = { name: 'Constant', infer: () => [] };

/** A value given when the graph runs. Names are unique in a graph. */
export function input(name: string, dtype: DType, shape: Shape): Tensor {
  return output(build(InputOp, [], {}, [{ dtype, shape }], { name }), 0);
}

/** A new input of a tensor's type: it stands for a value computed elsewhere. */
export function inputLike(name: string, like: Tensor): Tensor {
  return input(name, like.dtype, like.shape);
}

/** A value fixed when the graph is built. Floats of 64 bits are kept as they are in a graph of that precision, else rounded. */
export function constant(data: Float32Array | Float64Array | Int32Array, shape: Shape): Tensor {
  if (elements('Constant', shape) !== data.length)
    throw new ShapeError('Constant', [shape, [data.length]], 'shape and number of values differ');
  const dtype = data instanceof Int32Array ? 'int32' : 'float';
  return output(build(ConstantOp, [], {}, [{ dtype, shape }], { data }), 0);
}

/** One number, of shape []. */
export function scalar(value: number): Tensor {
  return constant(Float64Array.of(value), []);
}

/** Whether its value is given when the graph runs. */
export const isInput = (node: Node): boolean => node.op === InputOp;
/** Whether its value was fixed when the graph was built. */
export const isConstant = (node: Node): boolean => node.op === ConstantOp;

/** Every node that the tensors are computed from, inputs first. */
export function ancestors(tensors: Iterable<Tensor>): Node[] {
  const seen = new Set<Node>();
  const pending = [...tensors].map((tensor) => tensor.node);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    for (const tensor of node.inputs) pending.push(tensor.node);
  }
  return [...seen].sort((a, b) => a.id - b.id);
}
