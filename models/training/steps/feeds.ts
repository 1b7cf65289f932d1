/** Batches and libraries as inputs of a graph, under the fixtures' names. */
import type { PackedBatch } from '../../../src/analysis/pack.ts';
import type { Values } from '../../graph/compile.ts';
import type { Library } from './types.ts';

/** A batch as inputs of a step's graph; views, not copies. */
export function batchFeeds(batch: PackedBatch): Record<string, Values> {
  return {
    frame_batch: batch.frame_batch,
    tts_batch: batch.tts_batch,
    asr_batch: batch.asr_batch,
    frame_mask: batch.frame_mask,
    tts_mask: batch.tts_mask,
    asr_mask: batch.asr_mask,
    tts_start_pos: batch.tts_start_pos,
    tts_end_pos: batch.tts_end_pos,
    asr_start_pos: batch.asr_start_pos,
    asr_end_pos: batch.asr_end_pos,
    ...(batch.sentences && {
      sentence_class: batch.sentences.target,
      sentence_weight: batch.sentences.weight,
    }),
  };
}

/** A library as inputs of a step's graph; views, not copies. */
export function libraryFeeds({ audio, text, tag }: Library): Record<string, Values> {
  return { sfx_audio: audio, sfx_text: text, sfx_tag_index: tag };
}
