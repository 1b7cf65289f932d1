/**
 * A small builder of ONNX graphs for encoders whose weights are fixed: nodes in, protobuf bytes out. It checks nothing;
 * onnxruntime does when the session opens. Networks that are trained use the graph language instead.
 */
import onnxProto from 'onnx-proto';

const { onnx } = onnxProto;

/** An edge of the graph, by name. */
export type Edge = string;
/** An attribute of a node: a number is written as INT, a string as STRING, a list as INTS, `float` as FLOAT. */
export type Attribute = number | string | readonly number[] | { readonly float: number };
type ElementType = 'float32' | 'int32' | 'int64' | 'uint8';

const ELEMENT = {
  float32: onnx.TensorProto.DataType.FLOAT,
  int32: onnx.TensorProto.DataType.INT32,
  int64: onnx.TensorProto.DataType.INT64,
  uint8: onnx.TensorProto.DataType.UINT8,
} as const satisfies Record<ElementType, number>;

/** LayerNormalization came with 17, axes as an input of ReduceMean and the like with 18. */
const OPSET = 18;

function attribute(name: string, value: Attribute): InstanceType<typeof onnx.AttributeProto> {
  const { AttributeType } = onnx.AttributeProto;
  if (typeof value === 'number')
    return onnx.AttributeProto.create({ name, type: AttributeType.INT, i: value });
  if (typeof value === 'string')
    return onnx.AttributeProto.create({ name, type: AttributeType.STRING, s: Buffer.from(value) });
  if ('float' in value)
    return onnx.AttributeProto.create({ name, type: AttributeType.FLOAT, f: value.float });
  return onnx.AttributeProto.create({ name, type: AttributeType.INTS, ints: [...value] });
}

const valueInfo = (name: string, type: ElementType, shape: readonly (number | string)[]) =>
  onnx.ValueInfoProto.create({
    name,
    type: {
      tensorType: {
        elemType: ELEMENT[type],
        shape: {
          dim: shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size })),
        },
      },
    },
  });

/** Collects nodes and constants of one graph; each call gives the edge that holds its result. */
export class OnnxWriter {
  readonly #name: string;
  readonly #nodes: InstanceType<typeof onnx.NodeProto>[] = [];
  readonly #inputs: InstanceType<typeof onnx.ValueInfoProto>[] = [];
  readonly #outputs: InstanceType<typeof onnx.ValueInfoProto>[] = [];
  readonly #constants: InstanceType<typeof onnx.TensorProto>[] = [];
  #count = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** Declares an input; a word in the shape stands for a size that is known at run time. */
  input(name: string, type: ElementType, shape: readonly (number | string)[]): Edge {
    this.#inputs.push(valueInfo(name, type, shape));
    return name;
  }

  /** Names `edge` as an output. */
  output(name: string, edge: Edge, type: ElementType, shape: readonly (number | string)[]): void {
    this.#nodes.push(onnx.NodeProto.create({ opType: 'Identity', input: [edge], output: [name] }));
    this.#outputs.push(valueInfo(name, type, shape));
  }

  /** A constant float tensor, row-major; the default shape is a vector. */
  floats(values: Float32Array | readonly number[], dims: readonly number[] = [values.length]): Edge {
    return this.#constant('float32', Float32Array.from(values), dims);
  }

  /** A constant float, of shape []. */
  float(value: number): Edge {
    return this.floats([value], []);
  }

  /** A constant tensor of bytes, row-major. */
  bytes(values: Uint8Array, dims: readonly number[]): Edge {
    return this.#constant('uint8', values, dims);
  }

  /** A constant vector of 64-bit integers: shapes, axes, starts and ends. */
  ints(...values: readonly number[]): Edge {
    return this.#constant('int64', BigInt64Array.from(values, BigInt), [values.length]);
  }

  /** A constant 64-bit integer, of shape []. */
  int64(value: number): Edge {
    return this.#constant('int64', BigInt64Array.of(BigInt(value)), []);
  }

  /** A constant 32-bit integer, of shape []. */
  int32(value: number): Edge {
    return this.#constant('int32', Int32Array.of(value), []);
  }

  /** One operation with one result. */
  op(type: string, inputs: readonly Edge[], attributes: Readonly<Record<string, Attribute>> = {}): Edge {
    const [edge] = this.ops(type, inputs, 1, attributes);
    if (edge === undefined) throw new Error(`internal: ${type} has no output`);
    return edge;
  }

  /** One operation with `count` results. */
  ops(
    type: string,
    inputs: readonly Edge[],
    count: number,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): Edge[] {
    const outputs = Array.from({ length: count }, () => this.#fresh(type));
    this.#nodes.push(
      onnx.NodeProto.create({
        opType: type,
        input: [...inputs],
        output: outputs,
        attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
      }),
    );
    return outputs;
  }

  /** The model file. The same calls give the same bytes. */
  toBytes(): Uint8Array {
    const model = onnx.ModelProto.create({
      irVersion: onnx.Version.IR_VERSION,
      producerName: 'momentfx',
      opsetImport: [{ domain: '', version: OPSET }],
      graph: {
        name: this.#name,
        node: this.#nodes,
        input: this.#inputs,
        output: this.#outputs,
        initializer: this.#constants,
      },
    });
    return onnx.ModelProto.encode(model).finish();
  }

  #constant(
    type: ElementType,
    values: Float32Array | Int32Array | BigInt64Array | Uint8Array,
    dims: readonly number[],
  ): Edge {
    const name = this.#fresh('constant');
    const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.#constants.push(
      onnx.TensorProto.create({ name, dataType: ELEMENT[type], dims: [...dims], rawData }),
    );
    return name;
  }

  #fresh(word: string): string {
    this.#count += 1;
    return `${word}_${this.#count}`;
  }
}
