/** A BERT encoder (Devlin et al. 2019) as a graph: post-norm Transformer layers, the mean over a sentence's tokens. */
import { concat, gather, pad, reshape, slice, transpose } from '../../graph/ops/arrange.ts';
import { cast, less } from '../../graph/ops/compare.ts';
import { add, div, max, mul, sub, tanh } from '../../graph/ops/elementwise.ts';
import { gelu } from '../../graph/ops/gelu.ts';
import { matmul } from '../../graph/ops/matrix.ts';
import { layerNorm } from '../../graph/ops/normalize.ts';
import { cumSum, reduceSum, softmax, unit } from '../../graph/ops/reduce.ts';
import { dimAt } from '../../graph/shape.ts';
import { constant, scalar, type Tensor } from '../../graph/tensor.ts';
import type { BertConfig } from './config.ts';
import { layerPrefix } from './parameters.ts';

/** Places where training drops values: attention weights, a layer's two sums, the task layer's values. */
export type DropKind = 'attention' | 'hidden' | 'task';

/** Where the network finds its parameters, and what it does where training drops values. */
export interface BertScope {
  readonly config: BertConfig;
  /** The parameter of that name. Throws where the network has none. */
  parameter(name: string): Tensor;
  /** Drops values of `x` at random in training; when serving, `x` itself. */
  drop(kind: DropKind, x: Tensor): Tensor;
}

/** What a padded token's score is lowered by: its share of the attention becomes exactly 0. */
const MASKED = -1e9;

const int = (value: number): Tensor => constant(Int32Array.of(value), [1]);

/** 1 where a token is, 0 where padding (−1) is: int32 [n, t] → float [n, t]. */
export function presence(tokens: Tensor): Tensor {
  return cast(less(int(-1), tokens), 'float');
}

/** x·Wᵀ + b over the last axis. */
function linear(scope: BertScope, name: string, x: Tensor): Tensor {
  const product = matmul(x, scope.parameter(`${name}.weight`), { transB: true });
  return add(product, scope.parameter(`${name}.bias`));
}

function norm(scope: BertScope, name: string, x: Tensor): Tensor {
  const [weight, bias] = [scope.parameter(`${name}.weight`), scope.parameter(`${name}.bias`)];
  return layerNorm(x, weight, bias, scope.config.layer_norm_eps);
}

/** Token ids int32 [n, t], padded at the end with −1, → [n, t, width]: embeddings of word, place and first segment. */
export function embedTokens(scope: BertScope, tokens: Tensor): Tensor {
  const words = gather(scope.parameter('embeddings.word_embeddings.weight'), max(tokens, int(0)));
  // A token's place is how many stand before it, which needs no size known in advance.
  const places = sub(cumSum(cast(less(int(-1), tokens), 'int32'), 1), int(1));
  const positions = gather(scope.parameter('embeddings.position_embeddings.weight'), max(places, int(0)));
  const segment = slice(scope.parameter('embeddings.token_type_embeddings.weight'), 0, 0, 1);
  const sum = add(add(words, positions), reshape(segment, [scope.config.hidden_size]));
  return norm(scope, 'embeddings.LayerNorm', sum);
}

/** [n, t, width] → [n, heads, t, width/heads] */
function splitHeads({ config }: BertScope, x: Tensor): Tensor {
  const [n = 1, t = 1] = x.shape;
  const heads = config.num_attention_heads;
  return transpose(reshape(x, [n, t, heads, config.hidden_size / heads]), [0, 2, 1, 3]);
}

/** softmax(q·kᵀ/√width + bias)·v per head; `bias` [n, 1, 1, t] hides padding. */
function attention(scope: BertScope, prefix: string, x: Tensor, bias: Tensor): Tensor {
  const [query, key, value] = ['query', 'key', 'value'].map((part) =>
    splitHeads(scope, linear(scope, `${prefix}self.${part}`, x)),
  ) as [Tensor, Tensor, Tensor];
  const width = Number(dimAt('attention', query.shape, -1));
  const scores = matmul(query, key, { transB: true, alpha: 1 / Math.sqrt(width) });
  const weights = scope.drop('attention', softmax(add(scores, bias)));
  const mixed = reshape(transpose(matmul(weights, value), [0, 2, 1, 3]), x.shape);
  return scope.drop('hidden', linear(scope, `${prefix}output.dense`, mixed));
}

/** One layer: LayerNorm(x + attention(x)), then LayerNorm(x + feed-forward(x)). */
function layer(scope: BertScope, index: number, x: Tensor, bias: Tensor): Tensor {
  const prefix = layerPrefix(index);
  const attended = norm(
    scope,
    `${prefix}attention.output.LayerNorm`,
    add(attention(scope, `${prefix}attention.`, x, bias), x),
  );
  const inner = gelu(linear(scope, `${prefix}intermediate.dense`, attended));
  const outer = scope.drop('hidden', linear(scope, `${prefix}output.dense`, inner));
  return norm(scope, `${prefix}output.LayerNorm`, add(outer, attended));
}

/** Layers `from`…`to`−1 on [n, t, width]; `present` [n, t] is 1 for tokens and 0 for padding. */
export function runLayers(scope: BertScope, x: Tensor, present: Tensor, from: number, to: number): Tensor {
  const [n = 1, t = 1] = present.shape;
  const bias = reshape(mul(sub(scalar(1), present), scalar(MASKED)), [n, 1, 1, t]);
  let hidden = x;
  for (let index = from; index < to; index++) hidden = layer(scope, index, hidden, bias);
  return hidden;
}

/** The mean over each sentence's tokens: [n, t, width] → [n, width]. */
export function meanOfTokens(x: Tensor, present: Tensor): Tensor {
  const [n = 1, t = 1] = present.shape;
  // As a product with the mask, which reads the tokens once and writes only the sum.
  const sum = matmul(reshape(present, [n, 1, t]), x);
  return div(reshape(sum, [n, dimAt('meanOfTokens', x.shape, -1)]), reduceSum(present, [1]));
}

/** tanh(x·Wᵀ + b) of the mean: the task layer's values [n, task]. */
export function taskValues(scope: BertScope, mean: Tensor): Tensor {
  return tanh(linear(scope, 'task', mean));
}

/**
 * Length of the mean beside task values, so that its values are about as large as those. At unit length they
 * would be a tenth, and since AdamW's steps are of one size, a network that reads both would learn too little
 * from them.
 */
const LENGTH_BESIDE_TASK = 6;

/**
 * The sentence's vector [n, width + task]: the mean at length `LENGTH_BESIDE_TASK`, then the task values; without a task
 * layer the mean at unit length, then zeros.
 */
export function sentenceVector(scope: BertScope, mean: Tensor, hasTask: boolean): Tensor {
  const direction = unit(mean);
  return hasTask
    ? concat([mul(direction, scalar(LENGTH_BESIDE_TASK)), taskValues(scope, mean)], 1)
    : pad(direction, 1, 0, scope.config.task_size);
}
