/** Writes a graph as an ONNX model (opset 18; the domain com.microsoft for what plain ONNX lacks). */
import onnxProto from 'onnx-proto';
import type { Shape } from './shape.ts';
import { toBlocks, type Storage } from './storage.ts';
import {
  ancestors,
  isConstant,
  isInput,
  output,
  type Attribute,
  type DType,
  type Node,
  type Tensor,
  type AttributeKind,
  type Emitter,
  type Precision,
  type Stored,
} from './tensor.ts';

const { onnx } = onnxProto;
const { DataType } = onnx.TensorProto;
const OPSET = 18;
const IR_VERSION = 8;

/** Options of `toOnnx`. */
export interface OnnxOptions {
  /** Of all floats; `float` by default. */
  readonly precision?: Precision;
  /** Inputs to be fixed in the file with these values. */
  readonly baked?: ReadonlyMap<string, Float32Array>;
  /** How each of them is kept; default `float`. Only a product x·Wᵀ reads `int8`, only a gather's table may be `half`. */
  readonly storage?: (name: string) => Storage;
}

class Writer implements Emitter {
  readonly precision: Precision;
  readonly nodes: onnxProto.onnx.INodeProto[] = [];
  readonly initializers = new Map<string, onnxProto.onnx.ITensorProto>();
  readonly inputs: onnxProto.onnx.IValueInfoProto[] = [];
  readonly #names = new Map<Tensor, string>();
  readonly #read: ReadonlySet<Tensor>;
  readonly #stored = new Map<Tensor, Stored>();

  /** Outputs that need a copy: a value wanted under two names, or one that is an input or a constant. */
  readonly #copies: [name: string, tensor: Tensor][] = [];

  constructor(precision: Precision, read: ReadonlySet<Tensor>, outputs: Readonly<Record<string, Tensor>>) {
    this.precision = precision;
    this.#read = read;
    for (const [name, tensor] of Object.entries(outputs)) {
      if (this.#names.has(tensor) || isInput(tensor.node) || isConstant(tensor.node))
        this.#copies.push([name, tensor]);
      else this.#names.set(tensor, name);
    }
  }

  alias(): void {
    for (const [name, tensor] of this.#copies) this.add('Identity', [this.name(tensor)], { outputs: [name] });
  }

  name(tensor: Tensor): string {
    const known = this.#names.get(tensor);
    if (known !== undefined) return known;
    if (this.stored(tensor).kind !== 'float')
      throw new Error(`internal: no plain floats are kept of ${tensor.node.name}`);
    const name = tensor.node.name ?? `${tensor.node.op.name}_${tensor.node.id}_${tensor.slot}`;
    this.#names.set(tensor, name);
    return name;
  }

  outputs(node: Node): string[] {
    const names = node.outputs.map((tensor) => (this.#read.has(tensor) ? this.name(tensor) : ''));
    while (names.length > 1 && names.at(-1) === '') names.pop();
    return names;
  }

  add(operator: string, inputs: readonly string[], options: Parameters<Emitter['add']>[2] = {}): string {
    const outputs = options.outputs ?? [`inner_${this.nodes.length}`];
    this.nodes.push({
      opType: operator,
      name: `${operator}_${this.nodes.length}`,
      domain: options.domain ?? '',
      input: [...inputs],
      output: [...outputs],
      attribute: Object.entries(options.attributes ?? {}).map(([name, value]) => attribute(name, value)),
    });
    return outputs[0] ?? '';
  }

  int64(values: readonly number[]): string {
    const name = `int64_${values.join('_')}`;
    this.initializers.set(name, {
      name,
      dims: [values.length],
      dataType: DataType.INT64,
      rawData: bytes(BigInt64Array.from(values, BigInt)),
    });
    return name;
  }

  real(value: number): string {
    const name = `real_${value}`;
    this.initialize(name, [], Float64Array.of(value));
    return name;
  }

  initialize(name: string, shape: Shape, data: NonNullable<Node['data']> | Float16Array): void {
    const kept = this.#inPrecision(data);
    this.initializers.set(name, {
      name,
      dims: shape.map(Number),
      dataType: dataType(kept),
      rawData: bytes(kept),
    });
  }

  /** Floats in the width of the graph; all else as it is. */
  #inPrecision(data: NonNullable<Node['data']> | Float16Array): typeof data {
    if (this.precision === 'double' && data instanceof Float32Array) return Float64Array.from(data);
    if (this.precision === 'float' && data instanceof Float64Array) return Float32Array.from(data);
    return data;
  }

  stored(tensor: Tensor): Stored {
    return this.#stored.get(tensor) ?? { kind: 'float' };
  }

  /** Writes a baked input in the way it is to be kept. */
  bake(tensor: Tensor, values: Float32Array, storage: Storage): void {
    const name = tensor.node.name ?? '';
    if (storage === 'float') {
      this.initialize(this.name(tensor), tensor.shape, values);
    } else if (storage === 'half') {
      this.initialize(name, tensor.shape, Float16Array.from(values));
      this.#stored.set(tensor, { kind: 'half', values: name });
    } else {
      const { codes, scales, size } = toBlocks(values, tensor.shape);
      const [rows = 0] = tensor.shape;
      this.initialize(`${name}.codes`, [rows, codes.length / size / Number(rows), size], codes);
      this.initialize(`${name}.scales`, [scales.length], scales);
      this.#stored.set(tensor, {
        kind: 'int8',
        codes: `${name}.codes`,
        scales: `${name}.scales`,
        block: size,
      });
    }
  }

  node(node: Node): void {
    if (node.op.emit !== undefined) {
      node.op.emit(node, this);
      return;
    }
    const constants = node.op.constants?.(node.attributes, node) ?? [];
    const attributes: Record<string, readonly [AttributeKind, Attribute]> = {};
    for (const [name, kind] of Object.entries(node.op.attributes ?? {})) {
      const value = node.attributes[name];
      if (value !== undefined) attributes[name] = [kind, value];
    }
    this.add(
      node.op.name,
      [...node.inputs.map((tensor) => this.name(tensor)), ...constants.map((values) => this.int64(values))],
      { attributes, outputs: this.outputs(node) },
    );
  }
}

function dataType(data: NonNullable<Node['data']> | Float16Array): number {
  if (data instanceof Float32Array) return DataType.FLOAT;
  if (data instanceof Float64Array) return DataType.DOUBLE;
  if (data instanceof Float16Array) return DataType.FLOAT16;
  return data instanceof Uint8Array ? DataType.UINT8 : DataType.INT32;
}

function bytes(data: ArrayBufferView): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function attribute(
  name: string,
  [kind, value]: readonly [AttributeKind, Attribute],
): onnxProto.onnx.IAttributeProto {
  const { AttributeType } = onnx.AttributeProto;
  if (kind === 'ints') return { name, type: AttributeType.INTS, ints: value as number[] };
  if (kind === 'float') return { name, type: AttributeType.FLOAT, f: Number(value) };
  return { name, type: AttributeType.INT, i: Number(value) };
}

function elementType(dtype: DType, precision: Precision): number {
  if (dtype === 'float') return precision === 'double' ? DataType.DOUBLE : DataType.FLOAT;
  return { int32: DataType.INT32, int64: DataType.INT64, bool: DataType.BOOL }[dtype];
}

function valueInfo(name: string, tensor: Tensor, precision: Precision): onnxProto.onnx.IValueInfoProto {
  const dim = tensor.shape.map((size) =>
    typeof size === 'number' ? { dimValue: size } : { dimParam: size },
  );
  return { name, type: { tensorType: { elemType: elementType(tensor.dtype, precision), shape: { dim } } } };
}

/**
 * An ONNX model that computes the named outputs. Its inputs are the graph's inputs, under their names, except
 * the baked ones, whose values are stored in the model.
 */
export function toOnnx(outputs: Readonly<Record<string, Tensor>>, options: OnnxOptions = {}): Uint8Array {
  const precision = options.precision ?? 'float';
  const nodes = ancestors(Object.values(outputs));
  const read = new Set([...nodes.flatMap((node) => node.inputs), ...Object.values(outputs)]);
  for (const { name } of nodes)
    if (name !== undefined && name in outputs)
      throw new Error(`internal: ${name} is an input and an output of one graph`);
  const writer = new Writer(precision, read, outputs);
  for (const node of nodes) {
    const tensor = output(node, 0);
    const baked = node.name === undefined ? undefined : options.baked?.get(node.name);
    if (isConstant(node) && node.data) writer.initialize(writer.name(tensor), tensor.shape, node.data);
    else if (isInput(node) && baked)
      writer.bake(tensor, baked, options.storage?.(node.name ?? '') ?? 'float');
    else if (isInput(node)) writer.inputs.push(valueInfo(writer.name(tensor), tensor, precision));
    else writer.node(node);
  }
  writer.alias();
  return onnx.ModelProto.encode({
    irVersion: IR_VERSION,
    producerName: 'momentfx',
    opsetImport: [
      { domain: '', version: OPSET },
      { domain: 'com.microsoft', version: 1 },
    ],
    graph: {
      name: 'momentfx',
      node: writer.nodes,
      input: writer.inputs,
      output: Object.entries(outputs).map(([name, tensor]) => valueInfo(name, tensor, precision)),
      initializer: [...writer.initializers.values()],
    },
  }).finish();
}
