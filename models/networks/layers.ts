/** Building blocks of a Transformer, under PyTorch's parameter names. */
import { concat, reshape, transpose } from '../graph/ops/arrange.ts';
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

/** x·Wᵀ + b over the last axis, as one matrix product for all tokens; W [out, in], b [out]. */
export function affine(x: Tensor, weight: Tensor, bias: Tensor): Tensor {
  const y = gemm(flatten(x), weight, bias, { transB: true });
  return reshape(y, [...x.shape.slice(0, -1), dimAt('affine', weight.shape, 0)]);
}

/** {@link affine} with the parameters `….weight` and `….bias`. */
export function linear(scope: Pick<Scope, 'parameter'>, name: string, x: Tensor): Tensor {
  return affine(x, scope.parameter(`${name}.weight`), scope.parameter(`${name}.bias`));
}

/** Where a layer norm finds its parameters and its ε. */
export type NormScope = Pick<Scope<Pick<TransformerSizes, 'layer_norm_eps'>>, 'config' | 'parameter'>;

/** LayerNorm(x) over the last axis, with the parameters `….weight` and `….bias`. */
export function norm(scope: NormScope, name: string, x: Tensor): Tensor {
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
function splitHeads(heads: number, x: Tensor): Tensor {
  const [batch = 1, tokens = 1] = x.shape;
  const width = Number(dimAt('splitHeads', x.shape, -1)) / heads;
  return reshape(transpose(x, [0, 2, 1]), [batch, heads, width, tokens]);
}

/** [batch, heads, width, tokens] → [batch, tokens, heads·width] */
function joinHeads(x: Tensor): Tensor {
  const [batch = 1, heads = 1, width = 1, tokens = 1] = x.shape;
  return transpose(reshape(x, [batch, product([heads, width]), tokens]), [0, 2, 1]);
}

/**
 * softmax(q·kᵀ/√width + mask)·v for each head, heads joined, of inputs that are projected already: [batch, queries, d of
 * the values]. Queries and keys are equally wide, values may be narrower; width is that of one head's queries.
 */
export function attend(
  scope: Pick<Scope, 'drop'>,
  heads: number,
  { query, key, value, mask }: AttentionInputs,
): Tensor {
  const [q, k, v] = [splitHeads(heads, query), splitHeads(heads, key), splitHeads(heads, value)];
  const width = Number(dimAt('attend', q.shape, -2));
  const scores = matmul(q, k, { transA: true, alpha: 1 / Math.sqrt(width) });
  const weights = scope.drop('attention', softmax(mask ? add(scores, mask) : scores));
  return joinHeads(matmul(v, weights, { transB: true }));
}

/** What attention looks with, at, and what it takes from there. */
export interface AttentionInputs {
  /** [batch, queries, d]; a batch of 1 serves all. */
  readonly query: Tensor;
  /** [batch, keys, d] */
  readonly key: Tensor;
  /** [batch, keys, d] */
  readonly value: Tensor;
  /** Added to the scores: [batch, 1, 1, keys], or with sizes of its own for heads and queries. */
  readonly mask?: Tensor;
}

/** Multi-head attention: projections, {@link attend}, output projection; the width of the inputs is `hidden_dim`. */
export function attention(scope: LayerScope, prefix: string, inputs: AttentionInputs): Tensor {
  const mixed = attend(scope, scope.config.head_num, {
    ...inputs,
    query: linear(scope, `${prefix}w_q`, inputs.query),
    key: linear(scope, `${prefix}w_k`, inputs.key),
    value: linear(scope, `${prefix}w_v`, inputs.value),
  });
  return linear(scope, `${prefix}w_o`, mixed);
}

/** Tensors of equal shape stacked along a new first axis. */
export function stack(tensors: readonly Tensor[]): Tensor {
  return concat(
    tensors.map((tensor) => reshape(tensor, [1, ...tensor.shape])),
    0,
  );
}
