/**
 * Moment-DETR (Lei, Berg and Bansal 2021): frames and text in one encoder, a decoder whose queries each find a moment, and how
 * salient each frame is.
 */
import { concat, reshape, slice } from '../../graph/ops/arrange.ts';
import { add, relu, sigmoid } from '../../graph/ops/elementwise.ts';
import { constant, type Tensor } from '../../graph/tensor.ts';
import { linear, norm, stack } from '../layers.ts';
import { hidden, type RetrievalInputs } from '../retrieval/inputs.ts';
import { framePositions, thenText } from '../retrieval/positions.ts';
import { inputProjection, mlp } from '../retrieval/projection.ts';
import type { SetAnswers } from '../retrieval/set-losses.ts';
import { encoderLayers, feedForward, packedAttention } from '../retrieval/transformer.ts';
import type { MomentDetrScope } from './config.ts';

const activation = (_layer: string, x: Tensor): Tensor => relu(x);

interface Memory {
  /** [batch, frames + tokens, d] */
  readonly x: Tensor;
  readonly positions: Tensor;
  /** [batch, 1, 1, frames + tokens] */
  readonly mask: Tensor;
}

function encode(scope: MomentDetrScope, inputs: RetrievalInputs): Memory {
  const video = inputProjection(scope, 'input_vid_proj', inputs.src_vid);
  const text = inputProjection(scope, 'input_txt_proj', inputs.src_txt);
  const positions = thenText(framePositions(inputs.src_vid_mask, scope.config.hidden_dim), text);
  const mask = hidden(concat([inputs.src_vid_mask, inputs.src_txt_mask], 1));
  const encoder = { name: 'transformer.encoder', layers: scope.config.enc_layers, activation };
  const x = concat([video, text], 1);
  return { x: encoderLayers(scope, encoder, { x, positions, mask }).at(-1) ?? x, positions, mask };
}

/** The output of every decoder layer, before the norm that all of them share. */
function decode(scope: MomentDetrScope, { x, positions, mask }: Memory): Tensor[] {
  const { num_queries: queries, hidden_dim: width, dec_layers: layers } = scope.config;
  const code = scope.parameter('query_embed.weight');
  const key = add(x, positions);
  // All windows begin with the same empty queries, so the first layer's self-attention is computed once.
  let y: Tensor = constant(new Float32Array(queries * width), [1, queries, width]);
  const outputs: Tensor[] = [];
  for (let layer = 0; layer < layers; layer++) {
    const name = `transformer.decoder.layers.${layer}`;
    const asked = add(y, code);
    const own = packedAttention(scope, `${name}.self_attn`, { query: asked, key: asked, value: y });
    y = norm(scope, `${name}.norm1`, add(y, own));
    const seen = packedAttention(scope, `${name}.multihead_attn`, {
      query: add(y, code),
      key,
      value: x,
      mask,
    });
    y = norm(scope, `${name}.norm2`, add(y, seen));
    y = norm(scope, `${name}.norm3`, add(y, feedForward(scope, name, activation, y)));
    outputs.push(y);
  }
  return outputs;
}

/** What the network says, of all decoder layers (first layer first) or of the last alone. */
export function answer(scope: MomentDetrScope, inputs: RetrievalInputs, layers: 'all' | 'last'): SetAnswers {
  const memory = encode(scope, inputs);
  const decoded = decode(scope, memory);
  const h = norm(scope, 'transformer.decoder.norm', stack(layers === 'all' ? decoded : decoded.slice(-1)));
  const [batch = 1, frames = 1] = inputs.src_vid_mask.shape;
  const salient = linear(scope, 'saliency_proj', slice(memory.x, 1, 0, Number(frames)));
  return {
    logits: linear(scope, 'class_embed', h),
    spans: sigmoid(mlp(scope, 'span_embed', 3, h)),
    saliency: reshape(salient, [batch, frames]),
  };
}
