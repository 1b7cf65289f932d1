import type { PackedBatch } from '../../src/analysis/pack.ts';
import type { Assignment } from '../../models/training/hungarian.ts';
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

/** The stored matching by decoder layer and video. */
export function storedAssignment(expected: Stored, layers: number): Assignment[][] {
  const counts = expected.ints('hungarian_count');
  const [rows, cols] = [expected.ints('hungarian_row'), expected.ints('hungarian_col')];
  let at = 0;
  return Array.from({ length: layers }, () =>
    Array.from(counts, (count) => {
      const pair = { rows: [...rows.subarray(at, at + count)], cols: [...cols.subarray(at, at + count)] };
      at += count;
      return pair;
    }),
  );
}
