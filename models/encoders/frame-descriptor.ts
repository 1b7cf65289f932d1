/** The descriptor under construction: pooling, soft votes, and groups of values that are brought to one scale. */
import { OnnxWriter } from './onnx-writer.ts';
import type { Edge } from './onnx-writer.ts';

const WIDTH = 512;

/**
 * Builds the ONNX graph of a picture descriptor: groups of values are added one by one, and `finish` joins
 * them. Pictures and planes are [n, channels, height, width].
 */
export class FrameDescriptor {
  /** For all that has no method here. */
  readonly writer: OnnxWriter;
  readonly #groups: Edge[] = [];
  #width = 0;

  constructor(name: string) {
    this.writer = new OnnxWriter(name);
  }

  /** An operator of ONNX on each element. */
  unary(type: string, input: Edge): Edge {
    return this.writer.op(type, [input]);
  }

  /** Each element times `factor`. */
  times(input: Edge, factor: number): Edge {
    return this.writer.op('Mul', [input, this.writer.float(factor)]);
  }

  /** Means over rectangles of `size` (height, width), one each `step`; without it they do not overlap. */
  pool(input: Edge, size: readonly [number, number], step: readonly [number, number] = size): Edge {
    return this.writer.op('AveragePool', [input], { kernel_shape: size, strides: step });
  }

  /** Mean over the neighbourhood of each pixel, of the pixels that exist; odd `size`. */
  blur(input: Edge, size: number): Edge {
    const pad = (size - 1) / 2;
    return this.writer.op('AveragePool', [input], {
      kernel_shape: [size, size],
      strides: [1, 1],
      pads: [pad, pad, pad, pad],
    });
  }

  /**
   * Adds `size` values per picture to the descriptor: centred on their mean if asked, divided by √(|x|² + `floor`²),
   * times `weight`.
   */
  add(values: Edge, size: number, weight: number, floor: number, centred = true): void {
    const { writer } = this;
    const flat = writer.op('Reshape', [values, writer.ints(0, size)]);
    const mean = writer.op('ReduceMean', [flat, writer.ints(1)], { keepdims: 1 });
    const shifted = centred ? writer.op('Sub', [flat, mean]) : flat;
    const square = writer.op('ReduceSumSquare', [shifted, writer.ints(1)], { keepdims: 1 });
    const length = writer.op('Sqrt', [writer.op('Add', [square, writer.float(floor * floor)])]);
    this.#groups.push(this.times(writer.op('Div', [shifted, length]), weight));
    this.#width += size;
  }

  /**
   * The model file with the joined groups as its output `embedding`, of unit length. Throws unless they are
   * 512 values.
   */
  finish(): Uint8Array {
    if (this.#width !== WIDTH) throw new Error(`internal: ${this.#width} values instead of ${WIDTH}`);
    const { writer } = this;
    const joined = writer.op('Concat', this.#groups, { axis: 1 });
    const unit = writer.op('LpNormalization', [joined], { axis: 1, p: 2 });
    writer.output('embedding', unit, 'float32', ['n', WIDTH]);
    return writer.toBytes();
  }
}

/**
 * Soft votes for directions: r⁴ / (m² + floor²)^1.5, where r is the response along a direction and m the whole
 * magnitude, which Σ r² gives up to `share`. Well above the floor that is m·cos⁴ of the angle between; below it, nothing.
 */
export function votes(
  graph: FrameDescriptor,
  responses: Edge,
  share: number,
  floor: number,
): { votes: Edge; magnitude: Edge } {
  const { writer } = graph;
  const square = writer.op('Mul', [responses, responses]);
  const sum = writer.op('ReduceSum', [square, writer.ints(1)], { keepdims: 1 });
  const energy = writer.op('Add', [graph.times(sum, 1 / share), writer.float(floor * floor)]);
  const magnitude = graph.unary('Sqrt', energy);
  const scale = writer.op('Mul', [energy, magnitude]);
  return {
    votes: writer.op('Div', [writer.op('Mul', [square, square]), scale]),
    // Rounding must not make it negative: a square root follows.
    magnitude: writer.op('Relu', [writer.op('Sub', [magnitude, writer.float(floor)])]),
  };
}
