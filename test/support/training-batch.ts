import type { PackedBatch } from '../../src/analysis/pack.ts';
import type { Library } from '../../models/training/steps/types.ts';
import type { Stored } from './parity.ts';

/** The batch of a fixture as packing would have made it. */
export function packedBatch(stored: Stored): PackedBatch {
  const [size = 0, frames = 0] = stored.shape('frame_batch');
  const shape = { frames, tts: stored.shape('tts_batch')[1]!, asr: stored.shape('asr_batch')[1]! };
  return { size, shape, ...Object.fromEntries(stored.data()) } as unknown as PackedBatch;
}

export function storedLibrary(stored: Stored): Library {
  return {
    audio: stored.floats('sfx_audio'),
    text: stored.floats('sfx_text'),
    tag: stored.ints('sfx_tag_index'),
  };
}
