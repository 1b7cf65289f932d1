/** The inputs that every network may read, under the names by which the detector feeds them. */
import type { Dim } from '../graph/shape.ts';
import { cast, equal } from '../graph/ops/compare.ts';
import { input, scalar, type Tensor } from '../graph/tensor.ts';

/** Padded tokens of each stream, blanks included. */
export interface StreamShape {
  readonly frames: number;
  readonly tts: number;
  readonly asr: number;
}

/** Widths of a frame's, a text's and an effect's audio feature. */
export interface FeatureWidths {
  readonly frame_dim: number;
  readonly text_dim: number;
  readonly ast_dim: number;
}

/**
 * One padded batch: features float [batch, tokens, width], masks [batch, tokens] of 0 or −10⁶, positions int32
 * frame indices.
 */
export interface VideoInputs {
  readonly frame_batch: Tensor;
  readonly tts_batch: Tensor;
  readonly asr_batch: Tensor;
  readonly frame_mask: Tensor;
  readonly tts_mask: Tensor;
  readonly asr_mask: Tensor;
  readonly tts_start_pos: Tensor;
  readonly tts_end_pos: Tensor;
  readonly asr_start_pos: Tensor;
  readonly asr_end_pos: Tensor;
}

/** The inputs of the graph for `batch` windows (a size or a name) of the padded lengths given. */
export function videoInputs(
  { config }: { readonly config: FeatureWidths },
  batch: Dim,
  { frames, tts, asr }: StreamShape,
): VideoInputs {
  const float = (name: string, ...rest: number[]) => input(name, 'float', [batch, ...rest]);
  const index = (name: string, tokens: number) => input(name, 'int32', [batch, tokens]);
  return {
    frame_batch: float('frame_batch', frames, config.frame_dim),
    tts_batch: float('tts_batch', tts, config.text_dim),
    asr_batch: float('asr_batch', asr, config.text_dim),
    frame_mask: float('frame_mask', frames),
    tts_mask: float('tts_mask', tts),
    asr_mask: float('asr_mask', asr),
    tts_start_pos: index('tts_start_pos', tts),
    tts_end_pos: index('tts_end_pos', tts),
    asr_start_pos: index('asr_start_pos', asr),
    asr_end_pos: index('asr_end_pos', asr),
  };
}

/** A mask of {@link VideoInputs} as 1 where a token is real and 0 on padding. */
export const realTokens = (mask: Tensor): Tensor => cast(equal(mask, scalar(0)), 'float');

/** The features of a library of effects, as inputs of a graph. */
export interface LibraryInputs {
  readonly sfx_audio: Tensor;
  readonly sfx_text: Tensor;
  readonly sfx_tag_index: Tensor;
}

/** The features of a library of effects: [size, ast_dim], [size, text_dim], tags int32 [size]. */
export function libraryInputs({ config }: { readonly config: FeatureWidths }, size: Dim): LibraryInputs {
  return {
    sfx_audio: input('sfx_audio', 'float', [size, config.ast_dim]),
    sfx_text: input('sfx_text', 'float', [size, config.text_dim]),
    sfx_tag_index: input('sfx_tag_index', 'int32', [size]),
  };
}
