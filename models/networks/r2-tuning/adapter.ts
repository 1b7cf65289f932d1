/** The side network of R2-Tuning (Liu et al. 2024): layers of frozen encoders, the deepest first, refined by one shared block. */
import { concat, reshape, slice } from '../../graph/ops/arrange.ts';
import { add, mul, relu, sigmoid, sub, tanh } from '../../graph/ops/elementwise.ts';
import { matmul } from '../../graph/ops/matrix.ts';
import { reduceMax, softmax } from '../../graph/ops/reduce.ts';
import { constant, scalar, type Tensor } from '../../graph/tensor.ts';
import { attend, linear, norm, type AttentionInputs } from '../layers.ts';
import { hidden, placesOf } from '../retrieval/inputs.ts';
import type { Padding } from '../retrieval/padding.ts';
import { pooledText } from '../retrieval/pooled-text.ts';
import { framePositions } from '../retrieval/positions.ts';
import type { R2TuningScope } from './config.ts';
import type { R2TuningInputs, R2TuningLayer } from './inputs.ts';

/** The refined frames, and what each layer said on the way. */
export interface Adapted {
  /** After the shallowest layer [batch, frames, d], of both signs. */
  readonly state: Tensor;
  /** The steps, the deepest layer first. */
  readonly steps: readonly AdaptedLayer[];
}

/** One step. */
export interface AdaptedLayer {
  /** The whole picture's token [batch, frames, d]. */
  readonly frames: Tensor;
  /** The pooled text [batch, 1, d]. */
  readonly text: Tensor;
}

/** Linear(LN(ReLU(Linear(LN(x))))) */
function map(scope: R2TuningScope, name: string, x: Tensor): Tensor {
  const inner = relu(linear(scope, `${name}.2`, scope.drop('ffn', norm(scope, `${name}.0`, x))));
  return linear(scope, `${name}.6`, scope.drop('ffn', norm(scope, `${name}.4`, inner)));
}

/** The places (j / T, (j + 1) / T) of frame j as two more values of each of its tokens; T is the length by the mask. */
function placed(video: Tensor, mask: Tensor): Tensor {
  const frames = Number(mask.shape[1]);
  const { starts, ends } = placesOf(mask);
  // The zeros carry batch and tokens: places are the same for all tokens of a frame.
  const zeros = mul(slice(video, 3, 0, 1), scalar(0));
  const column = (x: Tensor): Tensor => add(zeros, reshape(x, [x.shape[0] ?? 1, frames, 1, 1]));
  return concat([video, column(starts), column(ends)], 3);
}

function attention(scope: R2TuningScope, name: string, { query, key, value, mask }: AttentionInputs): Tensor {
  const mixed = attend(scope, scope.config.heads, {
    query: linear(scope, `${name}.q`, query),
    key: linear(scope, `${name}.k`, key),
    value: linear(scope, `${name}.v`, value),
    ...(mask && { mask }),
  });
  return linear(scope, `${name}.m`, mixed);
}

interface Masks {
  /** Places of frames [1 or batch, frames, d]. */
  readonly positions: Tensor;
  /** [batch, 1, 1, frames] and [batch, 1, 1, tokens], added to attention scores. */
  readonly frames: Tensor;
  readonly tokens: Tensor;
}

/** Frames look at the text, then at each other, then each at itself; post-norm. */
function block(scope: R2TuningScope, e: Tensor, text: Tensor, { positions, frames, tokens }: Masks): Tensor {
  const name = 'adapter.tem';
  const cross = { query: add(e, positions), key: text, value: text, mask: tokens };
  const read = norm(scope, `${name}.cross_att_norm`, add(e, attention(scope, `${name}.cross_att`, cross)));
  const at = add(read, positions);
  const own = { query: at, key: at, value: read, mask: frames };
  const x = norm(scope, `${name}.self_att_norm`, add(read, attention(scope, `${name}.self_att`, own)));
  const inner = scope.drop('ffn', relu(linear(scope, `${name}.ffn.mapping.0`, x)));
  return norm(scope, `${name}.ffn_norm`, add(x, linear(scope, `${name}.ffn.mapping.2`, inner)));
}

/** What the text finds in the tokens of each frame, the largest value over all of its own tokens: [batch, frames, d]. */
function found(scope: R2TuningScope, video: Tensor, text: Tensor, masked: Tensor | undefined): Tensor {
  const [batch = 1, frames = 1, , width = 1] = video.shape;
  const tokens = text.shape[1] ?? 1;
  const asked = reshape(linear(scope, 'adapter.q_map', text), [batch, 1, tokens, width]);
  const offered = linear(scope, 'adapter.v_map', video);
  const weights = softmax(matmul(asked, offered, { transB: true, alpha: 1 / Math.sqrt(Number(width)) }));
  const read = add(matmul(weights, video), reshape(text, [batch, 1, tokens, width]));
  const own = masked === undefined ? read : add(read, reshape(masked, [batch, 1, tokens, 1]));
  return reshape(reduceMax(own, [2]), [batch, frames, width]);
}

/**
 * Runs the layers, the deepest first. Where padding is seen, frames are placed in the padded length, and padded tokens take part in
 * the largest value of all tokens.
 */
export function adapt(scope: R2TuningScope, inputs: R2TuningInputs, padding: Padding): Adapted {
  const { dims, use_tef: places } = scope.config;
  const { layers, video_mask: mask } = inputs;
  const frames = Number(mask.shape[1]);
  // As long as the batch, or as the video itself.
  const length = padding === 'seen' ? constant(new Float32Array(frames).fill(1), [1, frames]) : mask;
  const masks = {
    positions: framePositions(length, dims),
    frames: hidden(mask),
    tokens: hidden(inputs.query_mask),
  };
  const steps: AdaptedLayer[] = [];
  let state: Tensor | undefined;
  const step = ({ video: tokens, query }: R2TuningLayer, layer: number): Tensor => {
    const video = map(scope, 'adapter.video_map', places ? placed(tokens, length) : tokens);
    const text = map(scope, 'adapter.query_map', query);
    const [batch = 1] = video.shape;
    const whole = reshape(slice(video, 2, 0, 1), [batch, frames, dims]);
    const scores = matmul(text, scope.parameter('pooling.att.weight'), { transB: true });
    steps.push({ frames: whole, text: pooledText(text, scores, masks.tokens) });
    const seen = found(scope, video, text, padding === 'seen' ? undefined : masks.tokens);
    const one = (name: string): Tensor => slice(scope.parameter(name), 0, layer, layer + 1);
    const e = add(whole, mul(seen, tanh(one('adapter.scale'))));
    if (state === undefined) return block(scope, e, text, masks);
    const gate = sigmoid(one('adapter.gate'));
    return block(scope, add(mul(gate, e), mul(sub(scalar(1), gate), state)), text, masks);
  };
  for (const [layer, tokens] of [...layers.entries()].reverse()) state = step(tokens, layer);
  if (state === undefined) throw new Error('internal: no layers');
  return { state, steps };
}
