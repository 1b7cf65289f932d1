/** What the ONNX files of a model folder are fed: every network may read these inputs, none needs all of them. */
import { Tensor } from './onnxruntime.ts';
import { FEATURE_WIDTH, type PackedBatch, type PackItem } from './pack.ts';
import { CONTEXT_PARTS, contextRows } from './sentence-context.ts';

/** The input of networks that classify sentences by their context. */
const SENTENCE_CONTEXT = 'sentence_context';

/**
 * A batch as the inputs that `network.onnx` reads, `names`, of all that there are. `items` are the windows that were packed;
 * rows of their sentences' context are made for a network that asks for them.
 */
export function networkFeeds(
  packed: PackedBatch,
  items: readonly PackItem[],
  names: readonly string[],
): Record<string, Tensor> {
  const { frames, tts, asr } = packed.shape;
  const float = (data: Float32Array, ...dims: number[]): Tensor =>
    new Tensor('float32', data, [packed.size, ...dims]);
  const int = (data: Int32Array, length: number): Tensor => new Tensor('int32', data, [packed.size, length]);
  const feeds = {
    frame_batch: float(packed.frame_batch, frames, FEATURE_WIDTH),
    tts_batch: float(packed.tts_batch, tts, FEATURE_WIDTH),
    asr_batch: float(packed.asr_batch, asr, FEATURE_WIDTH),
    frame_mask: float(packed.frame_mask, frames),
    tts_mask: float(packed.tts_mask, tts),
    asr_mask: float(packed.asr_mask, asr),
    tts_start_pos: int(packed.tts_start_pos, tts),
    tts_end_pos: int(packed.tts_end_pos, tts),
    asr_start_pos: int(packed.asr_start_pos, asr),
    asr_end_pos: int(packed.asr_end_pos, asr),
    ...(names.includes(SENTENCE_CONTEXT) ? { [SENTENCE_CONTEXT]: contexts(items) } : {}),
  };
  return those(feeds, names);
}

/** The feeds of those names; others than the session's would be refused. */
export const those = (feeds: Readonly<Record<string, Tensor>>, names: readonly string[]) =>
  Object.fromEntries(Object.entries(feeds).filter(([name]) => names.includes(name)));

function contexts(items: readonly PackItem[]): Tensor {
  const rows = contextRows(items, FEATURE_WIDTH);
  const width = CONTEXT_PARTS * FEATURE_WIDTH;
  return new Tensor('float32', rows, [rows.length / width, width]);
}
