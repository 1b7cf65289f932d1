/** The first half of QD-DETR: frames look at the text, then at each other and at a token that stands for the whole video. */
import { concat, gather, reshape, slice } from '../../graph/ops/arrange.ts';
import { add, mul, neg, relu, sub } from '../../graph/ops/elementwise.ts';
import { fixedShape } from '../../graph/shape.ts';
import { constant, scalar, type Tensor } from '../../graph/tensor.ts';
import { norm } from '../layers.ts';
import { hidden, MASKED, type RetrievalInputs } from '../retrieval/inputs.ts';
import { framePositions } from '../retrieval/positions.ts';
import { inputProjection } from '../retrieval/projection.ts';
import { encoderLayers, feedForward, packedAttention, type Activation } from '../retrieval/transformer.ts';
import type { QdDetrScope } from './config.ts';

/** What the decoder looks at. */
export interface Memory {
  /** [batch, frames, d] */
  readonly frames: Tensor;
  /** The token that stands for the video [batch, d]. */
  readonly whole: Tensor;
  /** Codes of the frames [batch, frames, d]. */
  readonly positions: Tensor;
  /** [batch, 1, 1, frames] */
  readonly mask: Tensor;
}

/** x where it is above 0, else a·x with one learned a for a layer. */
export const prelu =
  (scope: QdDetrScope): Activation =>
  (layer, x) =>
    sub(relu(x), mul(relu(neg(x)), scope.parameter(`${layer}.activation.weight`)));

/**
 * Which tokens a frame may not look at, besides padding, where the authors' code is followed to the letter: a padded frame should not
 * look at padded tokens of its own text, but head h of window b takes the mask of window (b · heads + h) modulo the batch. So real
 * frames lose real tokens, and a window's answers depend on its neighbours. Only their numbers need it: [batch, heads, frames, tokens].
 */
function mixedUpMask({ src_vid_mask, src_txt_mask }: RetrievalInputs, heads: number): Tensor {
  const [batch = 1, frames = 1] = fixedShape('mixedUpMask', src_vid_mask.shape);
  const [, tokens = 1] = fixedShape('mixedUpMask', src_txt_mask.shape);
  const padded = (mask: Tensor, shape: number[]): Tensor => reshape(sub(scalar(1), mask), shape);
  const both = mul(padded(src_vid_mask, [batch, frames, 1]), padded(src_txt_mask, [batch, 1, tokens]));
  const taken = Int32Array.from({ length: batch * heads }, (_, row) => row % batch);
  const rows = gather(reshape(both, [batch, frames * tokens]), constant(taken, [batch, heads]));
  return mul(reshape(rows, [batch, heads, frames, tokens]), scalar(MASKED));
}

/** Frames that have looked at the text; the text is not kept. */
function lookAtText(
  scope: QdDetrScope,
  inputs: RetrievalInputs,
  positions: Tensor,
  { mixedUp }: EncodeOptions,
): Tensor {
  const text = inputProjection(scope, 'input_txt_proj', inputs.src_txt);
  const padding = hidden(inputs.src_txt_mask);
  const mask = mixedUp ? add(padding, mixedUpMask(inputs, scope.config.nheads)) : padding;
  let v = inputProjection(scope, 'input_vid_proj', inputs.src_vid);
  for (let layer = 0; layer < scope.config.enc_layers; layer++) {
    const name = `transformer.t2v_encoder.layers.${layer}`;
    const query = add(v, positions);
    const a = add(v, packedAttention(scope, `${name}.self_attn`, { query, key: text, value: text, mask }));
    // The first norm lies inside the branch only: what is added to stays as it is.
    const branch = feedForward(scope, name, prelu(scope), norm(scope, `${name}.norm1`, a));
    v = norm(scope, `${name}.norm2`, add(a, branch));
  }
  return v;
}

/** How the authors' code is followed. */
export interface EncodeOptions {
  /** With the mask of {@link mixedUpMask}. Their numbers of batches with padding have it; whoever uses the network leaves it out. */
  readonly mixedUp: boolean;
}

/** The memory of windows. */
export function encode(scope: QdDetrScope, inputs: RetrievalInputs, options: EncodeOptions): Memory {
  const { hidden_dim: width, enc_layers: layers } = scope.config;
  const [batch = 1, frames = 1] = inputs.src_vid_mask.shape;
  const positions = framePositions(inputs.src_vid_mask, width);
  const looked = lookAtText(scope, inputs, positions, options);
  // The zeros only carry the batch, whose size may be a name.
  const zeros = mul(reshape(slice(inputs.src_vid_mask, 1, 0, 1), [batch, 1, 1]), scalar(0));
  const token = (name: string): Tensor => add(zeros, reshape(scope.parameter(name), [1, 1, width]));
  const always = add(reshape(zeros, [batch, 1]), scalar(1));
  const x = concat([token('global_rep_token'), looked], 1);
  const encoded =
    encoderLayers(
      scope,
      { name: 'transformer.encoder', layers, activation: prelu(scope) },
      {
        x,
        positions: concat([token('global_rep_pos'), positions], 1),
        mask: hidden(concat([always, inputs.src_vid_mask], 1)),
      },
    ).at(-1) ?? x;
  return {
    whole: reshape(slice(encoded, 1, 0, 1), [batch, width]),
    frames: slice(encoded, 1, 1, Number(frames) + 1),
    positions,
    mask: hidden(inputs.src_vid_mask),
  };
}
