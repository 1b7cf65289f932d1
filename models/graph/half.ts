/** An ONNX model of 32-bit floats as one of 16 bits, with islands of 32 where 16 would not do. */
import onnxProto from 'onnx-proto';

const { onnx } = onnxProto;
type NodeProto = onnxProto.onnx.INodeProto;
type TensorProto = onnxProto.onnx.ITensorProto;

/** ONNX's numbers of types. */
const { FLOAT, FLOAT16, BOOL, INT64 } = onnx.TensorProto.DataType;

/**
 * Computed in 32 bits: sums of many values, exponentials, and roots of sums of squares, which leave the range of 16 bits
 * (65,504) or lose small summands.
 */
const WIDE: ReadonlySet<string> = new Set([
  ...['Softmax', 'LayerNormalization', 'ReduceSum', 'ReduceMean', 'ReduceL2', 'CumSum'],
  ...['Exp', 'Log', 'Sqrt', 'Pow', 'Reciprocal', 'Erf'],
]);
/** Operators whose result has a type of its own; of all others it is that of their first input. */
const RESULT: Readonly<Record<string, number>> = {
  ...{ Shape: INT64, Size: INT64, ArgMax: INT64, NonZero: INT64 },
  ...{
    Equal: BOOL,
    Less: BOOL,
    Greater: BOOL,
    LessOrEqual: BOOL,
    GreaterOrEqual: BOOL,
    And: BOOL,
    Or: BOOL,
    Not: BOOL,
  },
};
/** Inputs beyond this are cut off there: a mask of −10⁶ would become −∞, and ∞ · 0 is no number. */
const LARGEST_INPUT = 60_000;

const isFloat = (type: number | undefined): boolean => type === Number(FLOAT);
const isSquare = ({ opType, input = [] }: NodeProto): boolean =>
  opType === 'Mul' && input?.[0] === input?.[1];

/**
 * The model with weights and products of 16 bits. Inputs and outputs keep their types, so that it is fed and read as before.
 * Throws for a model with branches or loops.
 */
export function toHalf(model: Uint8Array): Uint8Array {
  const decoded = onnx.ModelProto.decode(model);
  const { graph } = decoded;
  if (!graph) throw new Error('internal: a model without a graph');
  const edges = new Edges();
  for (const { name, type } of graph.input ?? [])
    edges.declare(name ?? '', type?.tensorType?.elemType ?? FLOAT, 'given');
  for (const tensor of graph.initializer ?? [])
    edges.declare(tensor.name ?? '', halve(tensor) ? FLOAT : (tensor.dataType ?? FLOAT), 'half');
  for (const node of graph.node ?? []) edges.convert(node);
  for (const { name } of graph.output ?? []) edges.deliver(name ?? '');
  graph.node = edges.nodes;
  graph.initializer = [...(graph.initializer ?? []), ...edges.bounds()];
  return onnx.ModelProto.encode(decoded).finish();
}

/** Makes a float tensor 16 bits wide; false for one of another type. */
function halve(tensor: TensorProto): boolean {
  if (tensor.dataType !== FLOAT) return false;
  const raw = tensor.rawData ?? new Uint8Array();
  // Copied, since bytes of a decoded message begin anywhere.
  const values = new Float32Array(new Uint8Array(raw).buffer);
  tensor.rawData = new Uint8Array(Float16Array.from(values).buffer);
  tensor.dataType = FLOAT16;
  return true;
}

/** How a float edge is there: as the caller gives it, in 32 bits, or in 16. */
type Width = 'given' | 'float' | 'half';

class Edges {
  readonly nodes: NodeProto[] = [];
  readonly #types = new Map<string, number>();
  readonly #widths = new Map<string, Width>();
  /** Names of edges in the width that is not theirs. */
  readonly #copies = new Map<string, string>();
  #cut = false;

  declare(name: string, type: number, width: Width): void {
    this.#types.set(name, type);
    this.#widths.set(name, width);
  }

  convert(node: NodeProto): void {
    const inputs = node.input ?? [];
    const outputs = node.output ?? [];
    const attributes = node.attribute ?? [];
    if (attributes.some(({ g, graphs }) => g || (graphs?.length ?? 0) > 0))
      throw new Error(`internal: ${node.opType} has a graph of its own, which is not made 16-bit`);
    const wide = WIDE.has(node.opType ?? '') || isSquare(node);
    node.input = inputs.map((name) =>
      isFloat(this.#types.get(name)) ? this.#in(name, wide ? 'float' : 'half') : name,
    );
    const type = this.#resultOf(node, inputs);
    if (node.opType === 'Cast' && isFloat(type)) {
      const to = attributes.find(({ name }) => name === 'to');
      if (to) to.i = wide ? FLOAT : FLOAT16;
    }
    for (const name of outputs) this.declare(name, type, wide ? 'float' : 'half');
    this.nodes.push(node);
  }

  /** A graph's output is 32 bits wide again, under its name. */
  deliver(name: string): void {
    if (!isFloat(this.#types.get(name)) || this.#widths.get(name) !== 'half') return;
    const inner = `${name}.half`;
    for (const node of this.nodes) {
      node.input = (node.input ?? []).map((each) => (each === name ? inner : each));
      node.output = (node.output ?? []).map((each) => (each === name ? inner : each));
    }
    this.#cast(inner, name, FLOAT);
  }

  /** The bounds of inputs, where any was cut off. */
  bounds(): TensorProto[] {
    if (!this.#cut) return [];
    return [-LARGEST_INPUT, LARGEST_INPUT].map((value) => ({
      name: `bound_${value}`,
      dims: [],
      dataType: FLOAT,
      rawData: new Uint8Array(Float32Array.of(value).buffer),
    }));
  }

  #resultOf({ opType, attribute }: NodeProto, inputs: readonly string[]): number {
    const own =
      opType === 'Cast' ? Number(attribute?.find(({ name }) => name === 'to')?.i) : RESULT[opType ?? ''];
    // A choice has the type of what is chosen from.
    const first = opType === 'Where' ? inputs[1] : inputs[0];
    return own ?? this.#types.get(first ?? '') ?? FLOAT;
  }

  /** The name of a float edge in that width. */
  #in(name: string, width: 'float' | 'half'): string {
    const own = this.#widths.get(name);
    if (own === width || (own === 'given' && width === 'float')) return name;
    const key = `${name} ${width}`;
    const known = this.#copies.get(key);
    if (known !== undefined) return known;
    const copy = `${name}.${width}`;
    this.#copies.set(key, copy);
    this.#cast(own === 'given' ? this.#withinRange(name) : name, copy, width === 'half' ? FLOAT16 : FLOAT);
    return copy;
  }

  #withinRange(name: string): string {
    this.#cut = true;
    const within = `${name}.within`;
    this.nodes.push({
      opType: 'Clip',
      name: within,
      input: [name, `bound_${-LARGEST_INPUT}`, `bound_${LARGEST_INPUT}`],
      output: [within],
    });
    return within;
  }

  #cast(from: string, to: string, type: number): void {
    this.nodes.push({
      opType: 'Cast',
      name: `${to}.cast`,
      input: [from],
      output: [to],
      attribute: [{ name: 'to', type: onnx.AttributeProto.AttributeType.INT, i: type }],
    });
  }
}
