/** What R2-Tuning reads: tokens of frames and of a text, of several layers of frozen encoders. */
import { concat, reshape, slice } from '../../graph/ops/arrange.ts';
import type { Dim } from '../../graph/shape.ts';
import { input, type Tensor } from '../../graph/tensor.ts';
import { realTokens, type VideoInputs } from '../inputs.ts';
import type { R2TuningConfig } from './config.ts';

/** A padded batch; masks are 1 where something real is, and padding is at the end. */
export interface R2TuningInputs {
  /** Each layer, from shallow to deep. */
  readonly layers: readonly R2TuningLayer[];
  /** [batch, frames] */
  readonly video_mask: Tensor;
  /** [batch, tokens] */
  readonly query_mask: Tensor;
}

/** One layer's tokens. */
export interface R2TuningLayer {
  /** [batch, frames, tokens of a frame, video_dim]; the first token stands for the whole picture. */
  readonly video: Tensor;
  /** [batch, tokens, query_dim] */
  readonly query: Tensor;
}

/** Sizes of a batch. */
export interface R2TuningShape {
  readonly batch: Dim;
  readonly frames: number;
  /** Tokens of each frame. */
  readonly patches: number;
  /** Tokens of the text. */
  readonly tokens: number;
}

/**
 * The inputs of a graph as the authors' code is fed: `video` [batch, frames, layers, patches, width], `query` likewise.
 * @internal With it the tests compare numbers.
 */
export function r2TuningInputs(
  { layers_k: count, video_dim, query_dim }: R2TuningConfig,
  { batch, frames, patches, tokens }: R2TuningShape,
): R2TuningInputs {
  const video = input('video', 'float', [batch, frames, count, patches, video_dim]);
  const query = input('query', 'float', [batch, tokens, count, query_dim]);
  return {
    layers: Array.from({ length: count }, (_, layer) => ({
      video: reshape(slice(video, 2, layer, layer + 1), [batch, frames, patches, video_dim]),
      query: reshape(slice(query, 2, layer, layer + 1), [batch, tokens, query_dim]),
    })),
    video_mask: input('video_mask', 'float', [batch, frames]),
    query_mask: input('query_mask', 'float', [batch, tokens]),
  };
}

/**
 * The inputs that a stream's window gives. Its encoders give one vector a picture and one a sentence, so that vector is the
 * only token, and each layer reads it.
 */
export function r2InputsOfWindows({ layers_k: count }: R2TuningConfig, inputs: VideoInputs): R2TuningInputs {
  const [batch = 1, frames = 1, width = 1] = inputs.frame_batch.shape;
  const layer = {
    video: reshape(inputs.frame_batch, [batch, frames, 1, width]),
    query: concat([inputs.tts_batch, inputs.asr_batch], 1),
  };
  return {
    layers: Array.from({ length: count }, () => layer),
    video_mask: realTokens(inputs.frame_mask),
    query_mask: realTokens(concat([inputs.tts_mask, inputs.asr_mask], 1)),
  };
}
