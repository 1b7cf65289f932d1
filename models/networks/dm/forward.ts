/**
 * D&M as the authors' code computes it (AAAI 2025): a Transformer encoder over frames and subtitles, DETR-style
 * queries that find moments, and effects and moments embedded in one space.
 */
import { CONTEXT_PARTS, SENTENCE_PARTS } from '../../../src/analysis/sentence-context.ts';
import { concat, gather, slice } from '../../graph/ops/arrange.ts';
import { add, relu, sigmoid } from '../../graph/ops/elementwise.ts';
import { unit } from '../../graph/ops/reduce.ts';
import { constant, type Tensor } from '../../graph/tensor.ts';
import type { LibraryInputs, VideoInputs } from '../inputs.ts';
import type { EffectSide } from '../network.ts';
import { attention, feedForward, linear, norm } from '../layers.ts';
import type { DmScope } from './config.ts';
import type { Encoded } from './encoder.ts';

/** Unit-length embeddings of effects [size, d]. */
function encodeEffects(scope: DmScope, inputs: LibraryInputs): Tensor {
  const features = concat([inputs.sfx_audio, inputs.sfx_text], 1);
  const tags = gather(scope.parameter('sfx_lemb.weight'), inputs.sfx_tag_index);
  return unit(add(linear(scope, 'sfx_fusion', features), tags));
}

/** What moments are matched with: the effects [library, d] and "no effect" [d], all of unit length, and the learned logit scale. */
export function effectsOf(scope: DmScope, library: LibraryInputs): EffectSide {
  return {
    effects: encodeEffects(scope, library),
    noEffect: unit(scope.parameter('sfx0')),
    logScale: scope.parameter('logit_scale_sfx'),
  };
}

/** The output of every decoder layer, first layer first: [batch, queries, d] each. */
export function decodeQueries(scope: DmScope, { videoEmb, videoPe, mask }: Encoded): Tensor[] {
  const { query_num: queries, hidden_dim: width, decoder_layer_num: layers } = scope.config;
  const code = scope.parameter('query_emb.weight');
  const keys = add(videoEmb, videoPe);
  // All videos begin with the same empty queries, so the first layer's self-attention is computed once.
  let x: Tensor = constant(new Float32Array(queries * width), [1, queries, width]);
  const outputs: Tensor[] = [];
  for (let layer = 0; layer < layers; layer++) {
    const prefix = `detrdecoders.${layer}`;
    const asked = add(x, code);
    const own = attention(scope, `${prefix}.sa_`, { query: asked, key: asked, value: x });
    x = norm(scope, `${prefix}.ln1`, add(x, own));
    const seen = attention(scope, `${prefix}.ca_`, { query: add(x, code), key: keys, value: videoEmb, mask });
    x = norm(scope, `${prefix}.ln2`, add(x, seen));
    x = norm(scope, `${prefix}.ln3`, add(x, feedForward(scope, prefix, x)));
    outputs.push(x);
  }
  return outputs;
}

/** What the network says of each query. */
export interface MomentHeads {
  /** Unit-length embeddings [.., queries, d]. */
  readonly embedding: Tensor;
  /** (center, width) in fractions of the window [.., queries, 2]. */
  readonly box: Tensor;
}

/** The two heads on decoder outputs of any leading shape. */
export function momentHeads(scope: DmScope, x: Tensor): MomentHeads {
  const embedding = unit(linear(scope, 'moment_proj', x));
  const first = relu(linear(scope, 'bbox_proj.layers.0', x));
  const second = relu(linear(scope, 'bbox_proj.layers.1', first));
  return { embedding, box: sigmoid(linear(scope, 'bbox_proj.layers.2', second)) };
}

/** What each sentence of the window is, from its place in the encoder's output: logits [batch, asr, classes]. */
export function sentenceLogits(
  scope: DmScope,
  { videoEmb }: Encoded,
  { asr_batch }: Pick<VideoInputs, 'asr_batch'>,
): Tensor {
  // Tokens are frames, then tts, then asr.
  const tokens = Number(videoEmb.shape[1]);
  return linear(scope, 'sentence_head', slice(videoEmb, 1, tokens - Number(asr_batch.shape[1]), tokens));
}

/**
 * What sentences are by their context: the first parts of rows of `sentenceContexts` [rows, parts · text_dim], all but the talk
 * so far, to logits [rows, classes], V·relu(W·x + b) + c.
 */
export function contextLogits(scope: DmScope, rows: Tensor): Tensor {
  const own = slice(rows, 1, 0, SENTENCE_PARTS * scope.config.text_dim);
  return linear(scope, 'context_head.out', relu(linear(scope, 'context_head.hidden', own)));
}

/**
 * Whether it is solemn talk that sentences stand in: the last part of the rows of `sentenceContexts`, the talk so far,
 * to its logit [rows, 1].
 */
export function moodLogits(scope: DmScope, rows: Tensor): Tensor {
  const width = scope.config.text_dim;
  const soFar = slice(rows, 1, SENTENCE_PARTS * width, CONTEXT_PARTS * width);
  return linear(scope, 'mood_head', soFar);
}

/**
 * What people's feedback adds to decisions on sentences, from the first part of the rows of `sentenceContexts`, the sentence
 * itself: to the log-odds that it deserves an effect [rows, 1], and a vector [rows, hidden_dim] whose product with an effect's
 * embedding is added to that effect's logit.
 */
export function feedback(scope: DmScope, rows: Tensor): { readonly key: Tensor; readonly effects: Tensor } {
  const own = slice(rows, 1, 0, scope.config.text_dim);
  return { key: linear(scope, 'feedback.key', own), effects: linear(scope, 'feedback.effects', own) };
}
