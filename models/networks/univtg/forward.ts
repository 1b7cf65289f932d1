/**
 * UniVTG (Lin et al. 2023): frames and text in one encoder; every frame says whether it lies in a moment, how far that moment's
 * ends are, and how salient the frame is.
 */
import { concat, reshape, slice } from '../../graph/ops/arrange.ts';
import { conv1d } from '../../graph/ops/convolution.ts';
import { add, mul, relu, sigmoid } from '../../graph/ops/elementwise.ts';
import { gelu } from '../../graph/ops/gelu.ts';
import { matmul } from '../../graph/ops/matrix.ts';
import { constant, type Tensor } from '../../graph/tensor.ts';
import { cosines } from '../retrieval/cosine.ts';
import { hidden, type RetrievalInputs } from '../retrieval/inputs.ts';
import type { Padding } from '../retrieval/padding.ts';
import { pooledText } from '../retrieval/pooled-text.ts';
import { framePositions, thenText } from '../retrieval/positions.ts';
import { inputProjection } from '../retrieval/projection.ts';
import { encoderLayers } from '../retrieval/transformer.ts';
import type { UnivtgScope } from './config.ts';

/** What the network says of each frame. */
export interface UnivtgAnswers {
  /** Logit of "inside a moment" [batch, frames]. */
  readonly logits: Tensor;
  /** Signed distances to start (≤ 0) and end (≥ 0) in fractions of the video [batch, frames, 2]. */
  readonly spans: Tensor;
  /** Cosine with the text, −1…1 [batch, frames]; of no meaning on padding. */
  readonly saliency: Tensor;
  /** Frames [batch, frames, d] and the pooled text [batch, 1, d], as projected, before the encoder. */
  readonly frames: Tensor;
  readonly text: Tensor;
}

/** Three convolutions over three frames each. With a mask, what is beyond a video's end is 0 for all of them. */
function head(scope: UnivtgScope, name: string, x: Tensor, mask: Tensor | undefined): Tensor {
  const within = (values: Tensor): Tensor => (mask ? mul(values, mask) : values);
  const layer = (at: number, values: Tensor): Tensor => {
    const own = `${name}.layers.${at}`;
    const [weight, bias] = [scope.parameter(`${own}.weight`), scope.parameter(`${own}.bias`)];
    return conv1d(within(values), weight, bias, { padding: 1 });
  };
  return layer(2, relu(layer(1, relu(layer(0, x)))));
}

/** What the network says of a batch. */
export function answer(scope: UnivtgScope, inputs: RetrievalInputs, padding: Padding): UnivtgAnswers {
  const { hidden_dim: width, enc_layers: layers } = scope.config;
  const [batch = 1, frames = 1] = inputs.src_vid_mask.shape;
  const types = scope.parameter('token_type_embeddings.weight');
  const video = add(inputProjection(scope, 'input_vid_proj', inputs.src_vid), slice(types, 0, 1, 2));
  const text = add(inputProjection(scope, 'input_txt_proj', inputs.src_txt), slice(types, 0, 0, 1));
  const x = concat([video, text], 1);
  const encoder = { name: 'transformer.encoder', layers, activation: (_layer: string, y: Tensor) => gelu(y) };
  const encoded = encoderLayers(scope, encoder, {
    x,
    positions: thenText(framePositions(inputs.src_vid_mask, width), text),
    mask: hidden(concat([inputs.src_vid_mask, inputs.src_txt_mask], 1)),
  });
  const memory = slice(encoded.at(-1) ?? x, 1, 0, Number(frames));
  const mask = padding === 'hidden' ? reshape(inputs.src_vid_mask, [batch, frames, 1]) : undefined;
  const scores = matmul(text, scope.parameter('weightedpool.weight'));
  const pool = pooledText(text, scores, hidden(inputs.src_txt_mask));
  return {
    logits: reshape(head(scope, 'class_embed', memory, mask), [batch, frames]),
    spans: mul(sigmoid(head(scope, 'span_embed', memory, mask)), constant(Float32Array.of(-1, 1), [2])),
    saliency: reshape(cosines(video, pool), [batch, frames]),
    frames: video,
    text: pool,
  };
}
