/** Building blocks of a Transformer, under PyTorch's parameter names. */
import { reshape, transpose } from '../graph/ops/arrange.ts';
import { add, relu } from '../graph/ops/elementwise.ts';
import { gemm, matmul } from '../graph/ops/matrix.ts';
import { layerNorm } from '../graph/ops/normalize.ts';
import { softmax } from '../graph/ops/reduce.ts';
import { dimAt, product } from '../graph/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Scope } from './network.ts';

/** Sizes of a Transformer that its layers need, under the names of the authors' configuration. */
export interface TransformerSizes {
  readonly head_num: number;
  /** Width of one attention head. */
  readonly att_dim: number;
  readonly layer_norm_eps: number;
}

type LayerScope = Scope<TransformerSizes>;

/** All leading axes as one: [rows, width]. */
function flatten(x: Tensor): Tensor {
  return reshape(x, [product(x.shape.slice(0, -1)), dimAt('flatten', x.shape, -1)]);
}

/** x·Wᵀ + b over the last axis, as one matrix product for all tokens. */
export function linear(scope: Pick<Scope, 'parameter'>, name: string, x: Tensor): Tensor {
  const weight = scope.parameter(`${name}.weight`);
  const y = gemm(flatten(x), weight, scope.parameter(`${name}.bias`), { transB: true });
  return reshape(y, [...x.shape.slice(0, -1), dimAt(name, weight.shape, 0)]);
}

/** LayerNorm(x), post-norm. */
export function norm(scope: LayerScope, name: string, x: Tensor): Tensor {
  const [weight, bias] = [scope.parameter(`${name}.weight`), scope.parameter(`${name}.bias`)];
  return layerNorm(x, weight, bias, scope.config.layer_norm_eps);
}

/** d → ffn → ReLU → d */
export function feedForward(scope: LayerScope, prefix: string, x: Tensor): Tensor {
  // Without reshapes between product and ReLU, onnxruntime makes one operator of both.
  const hidden = relu(linear(scope, `${prefix}.ffn_linear1`, flatten(x)));
  return reshape(linear(scope, `${prefix}.ffn_linear2`, scope.drop('ffn', hidden)), x.shape);
}

/**
 * [batch, tokens, heads·width] → [batch, heads, width, tokens]; head h owns columns h·width…(h+1)·width−1. With the
 * tokens last it is a plain transposition of matrices, up to four times faster than moving short rows.
 */
function splitHeads({ config }: LayerScope, x: Tensor): Tensor {
  const [batch = 1, tokens = 1] = x.shape;
  return reshape(transpose(x, [0, 2, 1]), [batch, config.head_num, config.att_dim, tokens]);
}

/** [batch, heads, width, tokens] → [batch, tokens, heads·width] */
function joinHeads({ config }: LayerScope, x: Tensor): Tensor {
  const [batch = 1, , , tokens = 1] = x.shape;
  return transpose(reshape(x, [batch, config.head_num * config.att_dim, tokens]), [0, 2, 1]);
}

/** The inputs of `attention`; the width of each is `hidden_dim`. */
export interface AttentionInputs {
  /** [batch, queries, d]; a batch of 1 serves all. */
  readonly query: Tensor;
  /** [batch, keys, d] */
  readonly key: Tensor;
  /** [batch, keys, d] */
  readonly value: Tensor;
  /** Added to the scores: [batch, 1, 1, keys]. */
  readonly mask?: Tensor;
}

/** Multi-head attention: softmax(q·kᵀ/√width + mask)·v, heads joined, output projection. */
export function attention(scope: LayerScope, prefix: string, inputs: AttentionInputs): Tensor {
  const q = splitHeads(scope, linear(scope, `${prefix}w_q`, inputs.query));
  const k = splitHeads(scope, linear(scope, `${prefix}w_k`, inputs.key));
  const v = splitHeads(scope, linear(scope, `${prefix}w_v`, inputs.value));
  const scores = matmul(q, k, { transA: true, alpha: 1 / Math.sqrt(scope.config.att_dim) });
  const weights = scope.drop('attention', softmax(inputs.mask ? add(scores, inputs.mask) : scores));
  const mixed = matmul(v, weights, { transB: true });
  return linear(scope, `${prefix}w_o`, joinHeads(scope, mixed));
}
