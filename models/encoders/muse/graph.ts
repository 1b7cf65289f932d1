/**
 * Universal Sentence Encoder multilingual (Yang et al. 2019), the published network of two to five neighbours, as ONNX: three branches
 * of two convolutions over the pieces, their sum over the sentence, a few dense layers, unit length. The table of pieces
 * stays in 8 bits, as it was published: only the rows that a sentence needs become floats, which keeps file and memory at
 * a quarter. Sentences are padded to one length; what is padded counts as zeros, as what lies outside of a sentence does.
 */
import { MUSE_NAMES } from '../names.ts';
import { OnnxWriter } from '../onnx-writer.ts';
import type { Edge } from '../onnx-writer.ts';
import { BRANCHES, museShapes, type MuseParameters } from './weights.ts';

type Branch = (typeof BRANCHES)[number];

/** The end of an axis, whatever its size. */
const TO_END = Number.MAX_SAFE_INTEGER;
const FLOAT = 1;

class MuseGraph {
  readonly writer = new OnnxWriter(MUSE_NAMES.text);
  readonly #parameters: MuseParameters;
  readonly #shapes: ReadonlyMap<string, readonly number[]>;

  constructor(parameters: MuseParameters) {
    this.#parameters = parameters;
    this.#shapes = museShapes(parameters.sizes);
  }

  values(name: string): Float32Array {
    const found = this.#parameters.values.get(name);
    if (found === undefined) throw new Error(`internal: the sentence encoder's weights lack ${name}`);
    return found;
  }

  weight(name: string): Edge {
    return this.writer.floats(this.values(name), this.#shapes.get(name));
  }

  dense(input: Edge, kernel: string, bias?: string): Edge {
    const product = this.writer.op('MatMul', [input, this.weight(kernel)]);
    return bias === undefined ? product : this.writer.op('Add', [product, this.weight(bias)]);
  }

  norm(input: Edge, scale: Edge, bias: Edge): Edge {
    return this.writer.op('LayerNormalization', [input, scale, bias], {
      axis: -1,
      epsilon: { float: this.values('eps')[0] ?? 0 },
    });
  }

  /** [n, t] ids → [n, t, width]; padding gets the embedding of piece 0. */
  embed(tokens: Edge): Edge {
    const { writer } = this;
    const { blocks, rows, width } = this.#parameters.sizes;
    const known = writer.op('Max', [tokens, writer.int32(0)]);
    const table = writer.bytes(this.#parameters.table, [rows * blocks, width]);
    const steps = writer.op('Cast', [writer.op('Gather', [table, known], { axis: 0 })], { to: FLOAT });
    const block = writer.op('Mod', [known, writer.int32(blocks)]);
    const [scale, offset] = ['scale', 'lo'].map((name) =>
      writer.op('Unsqueeze', [writer.op('Gather', [this.weight(name), block], { axis: 0 }), writer.ints(2)]),
    ) as [Edge, Edge];
    return writer.op('Add', [writer.op('Mul', [steps, scale]), offset]);
  }

  /** The three branches' kernels side by side, so that one product and one norm serve them. */
  project(embedded: Edge): Edge[] {
    const { writer } = this;
    const { width, branch } = this.#parameters.sizes;
    const parts = (name: string): Float32Array[] =>
      BRANCHES.map(({ tokens }) => this.values(`${name}${tokens}`));
    const wide = BRANCHES.length * branch;
    const kernel = new Float32Array(width * wide);
    parts('proj').forEach((part, at) => {
      for (let row = 0; row < width; row += 1)
        kernel.set(part.subarray(row * branch, (row + 1) * branch), row * wide + at * branch);
    });
    const joined = (name: string): Edge => writer.floats(parts(name).flatMap((part) => [...part]));
    const product = writer.op('MatMul', [embedded, writer.floats(kernel, [width, wide])]);
    const normed = this.norm(writer.op('Add', [product, joined('proj_b')]), joined('ln_g'), joined('ln_b'));
    const sizes = writer.ints(...BRANCHES.map(() => branch));
    return writer.ops('Split', [normed, sizes], BRANCHES.length, { axis: 2 });
  }

  /** [n, t, branch], zero at padding → [n, t, tokens · branch]: each token with its neighbours. */
  neighbours(input: Edge, { tokens, before }: Branch): Edge {
    const { writer } = this;
    const after = tokens - 1 - before;
    const padded = writer.op('Pad', [input, writer.ints(0, before, 0, 0, after, 0), writer.float(0)]);
    const shifted = Array.from({ length: tokens }, (_, slot) => {
      const end = slot === tokens - 1 ? TO_END : slot - (tokens - 1);
      return writer.op('Slice', [padded, writer.ints(slot), writer.ints(end), writer.ints(1)]);
    });
    return writer.op('Concat', shifted, { axis: 2 });
  }

  /** Two convolutions, each added to what went in. `present` [n, t, 1] is 0 at padding. */
  branch(input: Edge, present: Edge, own: Branch): Edge {
    const { writer } = this;
    const layer = (x: Edge, name: number): Edge => {
      const sum = this.dense(this.neighbours(x, own), `w${name}_${own.tokens}`, `b${name}_${own.tokens}`);
      return writer.op('Mul', [writer.op('Add', [writer.op('Relu', [sum]), x]), present]);
    };
    return layer(layer(writer.op('Mul', [input, present]), 1), 2);
  }

  /** The last layers over the sentence's sum [n, width], two of them with a skip connection. */
  top(sum: Edge): Edge {
    const { writer } = this;
    const relu = (x: Edge): Edge => writer.op('Relu', [x]);
    const first = relu(this.dense(sum, 'd0'));
    const second = relu(writer.op('Add', [this.dense(sum, 'p1'), this.dense(first, 'd1')]));
    const third = relu(this.dense(second, 'd2'));
    const squashed = writer.op('Tanh', [
      writer.op('Add', [this.dense(second, 'p3'), this.dense(third, 'd3')]),
    ]);
    return writer.op('LpNormalization', [squashed], { axis: -1, p: 2 });
  }
}

/**
 * The model file. Input `tokens` int32 [n, t]: piece ids, padded at the end with −1, at least one id a row. Output
 * `embedding` float32 [n, width], rows of unit length.
 */
export function museGraph(parameters: MuseParameters): Uint8Array {
  const graph = new MuseGraph(parameters);
  const { writer } = graph;
  const tokens = writer.input('tokens', 'int32', ['n', 't']);
  const here = writer.op('Cast', [writer.op('GreaterOrEqual', [tokens, writer.int32(0)])], { to: FLOAT });
  const present = writer.op('Unsqueeze', [here, writer.ints(2)]);
  const embedded = graph.embed(tokens);
  const branches = graph
    .project(embedded)
    .map((input, at) => graph.branch(input, present, BRANCHES[at] as Branch));
  const joined = graph.norm(
    writer.op('Concat', [embedded, ...branches], { axis: 2 }),
    graph.weight('ln_g'),
    graph.weight('ln_b'),
  );
  // A product with the mask sums over the present tokens: [n, 1, t] · [n, t, joined].
  const sum = writer.op('Squeeze', [
    writer.op('MatMul', [writer.op('Unsqueeze', [here, writer.ints(1)]), joined]),
    writer.ints(1),
  ]);
  const count = writer.op('ReduceSum', [here, writer.ints(1)], { keepdims: 1 });
  // The bias counts once a token, since the projection is that of the sum.
  const bias = writer.op('Mul', [count, graph.weight('cnn_b')]);
  const projected = writer.op('Add', [graph.dense(sum, 'cnn_W'), bias]);
  const scaled = writer.op('Div', [projected, writer.op('Sqrt', [count])]);
  writer.output('embedding', graph.top(scaled), 'float32', ['n', parameters.sizes.width]);
  return writer.toBytes();
}
