/**
 * Universal Sentence Encoder lite (Cer et al. 2018) as ONNX: piece embeddings and a timing signal, two pre-norm
 * Transformer layers (width 256, then 512), the mean over the sentence's tokens, a tanh layer, unit length. The published
 * graph takes sparse token indices and gathers the present tokens before each dense layer; here several sentences are
 * padded to one length and the padding is masked out of the attention and of the mean, which gives the same numbers.
 */
import { LITE_NAMES } from '../names.ts';
import { OnnxWriter } from '../onnx-writer.ts';
import type { Edge } from '../onnx-writer.ts';
import type { Weights } from './weights.ts';

const HEADS = 4;
const EPSILON = 1e-6;
/** What the published graph adds to the attention score of a padded token. */
const MASKED = -1e9;

const ROOT = 'module_apply_default/Encoder_en';
const ENCODE = `${ROOT}/KonaTransformer/Encode`;
/** Names of kernels of 1×1 convolutions, which stand outside of the applied module. */
const KERNELS = 'module/Encoder_en/KonaTransformer/Encode';

class UseGraph {
  readonly writer = new OnnxWriter(LITE_NAMES.text);
  readonly #weights: Weights;

  constructor(weights: Weights) {
    this.#weights = weights;
  }

  /** A weight by name, with dimensions of size 1 dropped as far as `rank` asks. */
  weight(name: string, rank: number): Edge {
    const found = this.#weights.get(name);
    if (found === undefined) throw new Error(`the sentence encoder's weights lack ${name}`);
    return this.writer.floats(found.values, found.shape.slice(-rank));
  }

  size(name: string, axis: number): number {
    return this.#weights.get(name)?.shape.at(axis) ?? 0;
  }

  dense(input: Edge, kernel: string, bias: string): Edge {
    const product = this.writer.op('MatMul', [input, this.weight(kernel, 2)]);
    return this.writer.op('Add', [product, this.weight(bias, 1)]);
  }

  norm(input: Edge, prefix: string): Edge {
    const [scale, bias] = ['scale', 'bias'].map((word) =>
      this.weight(`${prefix}/layer_norm/layer_norm_${word}/ConcatPartitions/concat`, 1),
    ) as [Edge, Edge];
    return this.writer.op('LayerNormalization', [input, scale, bias], {
      axis: -1,
      epsilon: { float: EPSILON },
    });
  }

  /**
   * [n, t] ids → [n, t, 256]: twice the piece's embedding (the published graph adds the embedding to the sum of embedding
   * and signal) plus sines and cosines of the place in the sentence.
   */
  embed(tokens: Edge): Edge {
    const { writer } = this;
    const known = writer.op('Max', [tokens, writer.int32(0)]);
    const embedded = writer.op('Gather', [this.weight('module/Embeddings_en', 2), known], { axis: 0 });
    const length = writer.op('Gather', [writer.op('Shape', [tokens]), writer.ints(1)], { axis: 0 });
    const limit = writer.op('Cast', [writer.op('Squeeze', [length])], { to: 1 });
    const places = writer.op('Range', [writer.float(0), limit, writer.float(1)]);
    const angles = writer.op('Mul', [
      writer.op('Unsqueeze', [places, writer.ints(1)]),
      this.weight(`${ENCODE}/TransformerStack/Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1`, 2),
    ]);
    const signal = writer.op('Concat', [writer.op('Sin', [angles]), writer.op('Cos', [angles])], {
      axis: 1,
    });
    return writer.op('Add', [writer.op('Mul', [embedded, writer.float(2)]), signal]);
  }

  /** Multi-head attention over [n, t, width]; `bias` [n, 1, 1, t] is added to the scores. */
  attention(input: Edge, layer: number, bias: Edge): Edge {
    const { writer } = this;
    const name = `Layer_${layer}/TransformerLayer/MultiheadAttention`;
    const kernel = `${KERNELS}/${name}/qkv_transform_single/kernel/part_0`;
    const width = this.size(kernel, -2);
    const joint = this.dense(
      input,
      kernel,
      `${ENCODE}/${name}/qkv_transform_single/bias/ConcatPartitions/concat`,
    );
    const heads = writer
      .ops('Split', [joint, writer.ints(width, width, width)], 3, { axis: 2 })
      .map((part) => writer.op('Reshape', [part, writer.ints(0, 0, HEADS, width / HEADS)]));
    const [query, key, value] = heads as [Edge, Edge, Edge];
    const scaled = writer.op('Mul', [query, writer.float(1 / Math.sqrt(width / HEADS))]);
    const scores = writer.op('MatMul', [
      writer.op('Transpose', [scaled], { perm: [0, 2, 1, 3] }),
      writer.op('Transpose', [key], { perm: [0, 2, 3, 1] }),
    ]);
    const shares = writer.op('Softmax', [writer.op('Add', [scores, bias])], { axis: -1 });
    const mixed = writer.op('MatMul', [shares, writer.op('Transpose', [value], { perm: [0, 2, 1, 3] })]);
    const joined = writer.op('Reshape', [
      writer.op('Transpose', [mixed], { perm: [0, 2, 1, 3] }),
      writer.ints(0, 0, width),
    ]);
    return this.dense(
      joined,
      `${KERNELS}/${name}/output_transform_single/kernel/part_0`,
      `${ENCODE}/${name}/output_transform_single/bias/ConcatPartitions/concat`,
    );
  }

  /** One layer: x + attention(norm(x)), then x + feed-forward(norm(x)). The first widens its residual from 256 to 512. */
  layer(input: Edge, layer: number, bias: Edge): Edge {
    const { writer } = this;
    const own = `${ENCODE}/Layer_${layer}/TransformerLayer`;
    const stack = `${ENCODE}/TransformerStack/Layer_${layer}/TransformerLayer`;
    const residual =
      layer === 0
        ? this.dense(
            input,
            `${own}/dense/kernel/ConcatPartitions/concat`,
            `${own}/dense/bias/ConcatPartitions/concat`,
          )
        : input;
    const normed = this.norm(input, `${own}/layer_prepostprocess`);
    const attended = writer.op('Add', [this.attention(normed, layer, bias), residual]);
    const hidden = this.dense(
      this.norm(attended, `${own}/FFN/layer_prepostprocess`),
      `${stack}/FFN/conv1/Tensordot/Reshape_1`,
      `${own}/FFN/conv1/bias/ConcatPartitions/concat`,
    );
    const out = this.dense(
      writer.op('Relu', [hidden]),
      `${stack}/FFN/conv2/Tensordot/Reshape_1`,
      `${own}/FFN/conv2/bias/ConcatPartitions/concat`,
    );
    return writer.op('Add', [out, attended]);
  }
}

/**
 * The model file. Input `tokens` int32 [n, t]: piece ids, padded at the end with −1, at least one id a row. Output
 * `embedding` float32 [n, 512], rows of unit length.
 */
export function useGraph(weights: Weights): Uint8Array {
  const graph = new UseGraph(weights);
  const { writer } = graph;
  const tokens = writer.input('tokens', 'int32', ['n', 't']);
  const present = writer.op('Cast', [writer.op('GreaterOrEqual', [tokens, writer.int32(0)])], { to: 1 });
  const absent = writer.op('Sub', [writer.float(1), present]);
  const bias = writer.op('Unsqueeze', [writer.op('Mul', [absent, writer.float(MASKED)]), writer.ints(1, 2)]);
  const encoded = graph.layer(graph.layer(graph.embed(tokens), 0, bias), 1, bias);

  // A product with the mask sums over the present tokens: [n, 1, t] · [n, t, 512].
  const sum = writer.op('MatMul', [writer.op('Unsqueeze', [present, writer.ints(1)]), encoded]);
  const count = writer.op('ReduceSum', [present, writer.ints(1)], { keepdims: 1 });
  const mean = writer.op('Div', [writer.op('Squeeze', [sum, writer.ints(1)]), count]);
  const top = `${ROOT.replace('module_apply_default', 'module')}/hidden_layers/tanh_layer_0`;
  const squashed = writer.op('Tanh', [graph.dense(mean, `${top}/weights`, `${top}/bias`)]);
  const unit = writer.op('LpNormalization', [squashed], { axis: -1, p: 2 });
  writer.output('embedding', unit, 'float32', ['n', 512]);
  return writer.toBytes();
}
