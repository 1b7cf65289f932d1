/** Building blocks of a Transformer, under PyTorch's parameter names. */
import { reshape, transpose } from '../graph/ops/arrange.ts';
import { add, relu } from '../graph/ops/elementwise.ts';
import { gemm, matmul } from '../graph/ops/matrix.ts';
import { layerNorm } from '../graph/ops/normalize.ts';
import { softmax } from '../graph/ops/reduce.ts';
import { dimAt, product } from '../graph/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { DmConfig } from './dm-config.ts';

/** Where a network finds its parameters, and what it does where the original drops values in training. */
export interface Scope {
  readonly config: DmConfig;
  /** The parameter of that name. Throws where the network has none. */
  parameter(name: string): Tensor;
  drop(kind: 'attention' | 'ffn', x: Tensor): Tensor;
}

/** x·Wᵀ + b over the last axis, as one matrix product for all tokens. */
export function linear(scope: Scope, name: string, x: Tensor): Tensor {
  const weight = scope.parameter(`${name}.weight`);
  const rows = product(x.shape.slice(0, -1));
  const flat = reshape(x, [rows, dimAt(name, x.shape, -1)]);
  const y = gemm(flat, weight, scope.parameter(`${name}.bias`), { transB: true });
  return reshape(y, [...x.shape.slice(0, -1), dimAt(name, weight.shape, 0)]);
}

/** LayerNorm(x), post-norm. */
export function norm(scope: Scope, name: string, x: Tensor): Tensor {
  const [weight, bias] = [scope.parameter(`${name}.weight`), scope.parameter(`${name}.bias`)];
  return layerNorm(x, weight, bias, scope.config.layer_norm_eps);
}

/** d → ffn → ReLU → d */
export function feedForward(scope: Scope, prefix: string, x: Tensor): Tensor {
  const hidden = scope.drop('ffn', relu(linear(scope, `${prefix}.ffn_linear1`, x)));
  return linear(scope, `${prefix}.ffn_linear2`, hidden);
}

/** [batch, tokens, heads·width] → [batch, heads, tokens, width]; head h owns columns h·width…(h+1)·width−1. */
function splitHeads({ config }: Scope, x: Tensor): Tensor {
  const [batch = 1, tokens = 1] = x.shape;
  return transpose(reshape(x, [batch, tokens, config.head_num, config.att_dim]), [0, 2, 1, 3]);
}

export interface AttentionInputs {
  /** [batch, queries, d]; a batch of 1 serves all. */
  readonly query: Tensor;
  /** [batch, keys, d] */
  readonly key: Tensor;
  readonly value: Tensor;
  /** Added to the scores: [batch, 1, 1, keys]. */
  readonly mask?: Tensor;
}

/** Multi-head attention: softmax(q·kᵀ/√width + mask)·v, heads joined, output projection. */
export function attention(scope: Scope, prefix: string, inputs: AttentionInputs): Tensor {
  const { head_num: count, att_dim: width } = scope.config;
  const q = splitHeads(scope, linear(scope, `${prefix}w_q`, inputs.query));
  const k = splitHeads(scope, linear(scope, `${prefix}w_k`, inputs.key));
  const v = splitHeads(scope, linear(scope, `${prefix}w_v`, inputs.value));
  const scores = matmul(q, k, { transB: true, alpha: 1 / Math.sqrt(width) });
  const weights = scope.drop('attention', softmax(inputs.mask ? add(scores, inputs.mask) : scores));
  const mixed = transpose(matmul(weights, v), [0, 2, 1, 3]);
  const joined = reshape(mixed, [...mixed.shape.slice(0, 2), count * width]);
  return linear(scope, `${prefix}w_o`, joined);
}
