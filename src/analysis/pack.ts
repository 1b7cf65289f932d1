/** One packing of windows into batches of the network, for training and for serving. */
import { MomentfxError, REPORT } from '../core/errors.ts';
import type { SpokenBefore } from '../streams/spoken-before.ts';
import type { Window } from '../streams/values.ts';

/** Length of a frame's and of a text's embedding. */
export const FEATURE_WIDTH = 512;
/** Added to the attention scores of padding: in float32 its weight becomes exactly 0. */
const MASKED = -1_000_000;

/** A sentence inside a window; `start` and `end` are whole frame indices, the end inclusive. */
export interface PackText {
  /** [512] */
  readonly embedding: Float32Array;
  readonly start: number;
  readonly end: number;
}

/** One window. The blank texts are not included: packing appends one to each stream. */
export interface PackItem {
  /** [512] each. */
  readonly frames: readonly Float32Array[];
  /** Text that the creator supplied, or sentences from before the window, the newest first (`earlierTexts`). */
  readonly tts: readonly PackText[];
  /** Recognised speech, in order of start. */
  readonly asr: readonly PackText[];
  /** What was said in the minutes before the window. */
  readonly before?: SpokenBefore;
}

/** Padded lengths of the three streams; `tts` and `asr` count the blank. */
export interface PackShape {
  readonly frames: number;
  readonly tts: number;
  readonly asr: number;
}

/** A batch under the network's input names, every array row-major and padded with zeros. */
export interface PackedBatch {
  /** How many windows. */
  readonly size: number;
  readonly shape: PackShape;
  /** [size, frames, 512], [size, tts, 512], [size, asr, 512] */
  readonly frame_batch: Float32Array;
  readonly tts_batch: Float32Array;
  readonly asr_batch: Float32Array;
  /** [size, stream]: 0 for a real token, −1000000 for padding. */
  readonly frame_mask: Float32Array;
  readonly tts_mask: Float32Array;
  readonly asr_mask: Float32Array;
  /** [size, stream]: frame indices; 0 for the blank and for padding. */
  readonly tts_start_pos: Int32Array;
  readonly tts_end_pos: Int32Array;
  readonly asr_start_pos: Int32Array;
  readonly asr_end_pos: Int32Array;
  /** [size]: real tokens, the blanks included. */
  readonly frame_num: Int32Array;
  readonly tts_num: Int32Array;
  readonly asr_num: Int32Array;
  /** For training a network that classifies sentences: shares of the classes [size, asr, classes], weights [size, asr]. */
  readonly sentences?: { readonly target: Float32Array; readonly weight: Float32Array };
}

/**
 * A window that does not fit the shape it is packed into.
 * @public Callers may tell it apart.
 */
export class PackShapeError extends MomentfxError<'pack-shape'> {
  constructor(message: string) {
    super('pack-shape', message, REPORT, { fault: 'internal' });
  }
}

/** The shape that just holds every item. */
export function shapeOf(items: readonly PackItem[]): PackShape {
  const longest = (count: (item: PackItem) => number): number =>
    items.reduce((most, item) => Math.max(most, count(item)), 0);
  return {
    frames: longest(({ frames }) => frames.length),
    tts: longest(({ tts }) => tts.length) + 1,
    asr: longest(({ asr }) => asr.length) + 1,
  };
}

interface Stream {
  readonly batch: Float32Array;
  readonly mask: Float32Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly num: Int32Array;
}

function packStream(name: string, rows: readonly (readonly PackText[])[], length: number): Stream {
  const stream: Stream = {
    batch: new Float32Array(rows.length * length * FEATURE_WIDTH),
    mask: new Float32Array(rows.length * length).fill(MASKED),
    start: new Int32Array(rows.length * length),
    end: new Int32Array(rows.length * length),
    num: new Int32Array(rows.length),
  };
  for (const [item, tokens] of rows.entries()) {
    if (tokens.length > length)
      throw new PackShapeError(
        `window ${item} of the batch has ${tokens.length} ${name}, the shape has room for ${length}`,
      );
    stream.num[item] = tokens.length;
    for (const [place, { embedding, start, end }] of tokens.entries()) {
      if (embedding.length !== FEATURE_WIDTH)
        throw new PackShapeError(
          `${name} ${place} of window ${item} has an embedding of ${embedding.length} values, expected ${FEATURE_WIDTH}`,
        );
      const at = item * length + place;
      stream.batch.set(embedding, at * FEATURE_WIDTH);
      stream.mask[at] = 0;
      stream.start[at] = start;
      stream.end[at] = end;
    }
  }
  return stream;
}

/**
 * Packs windows into one batch, padded to `shape` or to the longest of them. `blank` is the embedding of one
 * space and closes both text streams.
 * @throws PackShapeError when a window does not fit `shape` or an embedding has the wrong length.
 */
export function packBatch(
  items: readonly PackItem[],
  blank: Float32Array,
  shape: PackShape = shapeOf(items),
): PackedBatch {
  const last: PackText = { embedding: blank, start: 0, end: 0 };
  const frames = packStream(
    'frames',
    items.map((item) => item.frames.map((embedding) => ({ embedding, start: 0, end: 0 }))),
    shape.frames,
  );
  const tts = packStream(
    'tts texts',
    items.map((item) => [...item.tts, last]),
    shape.tts,
  );
  const asr = packStream(
    'asr texts',
    items.map((item) => [...item.asr, last]),
    shape.asr,
  );
  return {
    size: items.length,
    shape,
    frame_batch: frames.batch,
    tts_batch: tts.batch,
    asr_batch: asr.batch,
    frame_mask: frames.mask,
    tts_mask: tts.mask,
    asr_mask: asr.mask,
    tts_start_pos: tts.start,
    tts_end_pos: tts.end,
    asr_start_pos: asr.start,
    asr_end_pos: asr.end,
    frame_num: frames.num,
    tts_num: tts.num,
    asr_num: asr.num,
  };
}

/**
 * What was said before a window as texts of the second stream, at most `most`: the newest stands at frame 0, the one before it
 * at frame 1 and so on, as far as the window's frames go.
 */
export function earlierTexts(embeddings: readonly Float32Array[], most: number, frames: number): PackText[] {
  if (most === 0) return [];
  return embeddings
    .slice(-most)
    .toReversed()
    .map((embedding, back) => ({
      embedding,
      start: Math.min(back, frames - 1),
      end: Math.min(back, frames - 1),
    }));
}

/**
 * A streamed window as the network's input: its sentences are recognised speech. There is no text by the creator; a
 * network that was trained that way gets up to `earlier` sentences from before the window in its place.
 */
export function windowToItem(window: Window, earlier = 0): PackItem {
  const sentences = (window.earlier ?? []).map(({ embedding }) => embedding);
  const { before } = window;
  return {
    frames: window.frames.map(({ embedding }) => embedding),
    tts: earlierTexts(sentences, earlier, window.frames.length),
    asr: window.subtitles.map(({ subtitle, firstFrame, lastFrame }) => ({
      embedding: subtitle.embedding,
      start: firstFrame,
      end: lastFrame,
    })),
    ...(before === undefined ? {} : { before }),
  };
}
