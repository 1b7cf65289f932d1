/** A sentence as the classifier of sentences takes it: its own vector, its neighbours' and what is spoken around it. */
import type { PackItem, PackText } from './pack.ts';

/** Vectors in a row: the sentence, the one before it, the one after it, the mean of what surrounds it. */
export const CONTEXT_PARTS = 4;
/** Sentences before and after one that count in the mean of what surrounds it, itself besides. */
const BEFORE = 12;
const AFTER = 4;

/**
 * One row for each of a window's `asr` sentences, [sentences, CONTEXT_PARTS · width], as far as the window and the sentences
 * from before it (its `tts` texts, the newest first) tell. Zeros where there is no neighbour.
 */
export function sentenceContexts({ tts, asr }: Pick<PackItem, 'tts' | 'asr'>, width: number): Float32Array {
  const spoken = [...tts.toReversed(), ...asr].map(({ embedding }: PackText) => embedding);
  const rows = new Float32Array(asr.length * CONTEXT_PARTS * width);
  for (const place of asr.keys()) putContext(spoken, tts.length + place, width, rows, place);
  return rows;
}

/** What surrounds the sentence at that place of all that is spoken, in order: the last part of its row. */
export function surroundings(spoken: readonly Float32Array[], at: number, width: number): Float32Array {
  return meanOf(spoken.slice(Math.max(0, at - BEFORE), at + 1 + AFTER), width);
}

/** Writes the row of the sentence at that place of all that is spoken. */
function putContext(
  spoken: readonly Float32Array[],
  at: number,
  width: number,
  rows: Float32Array,
  row: number,
): void {
  const parts = [spoken[at], spoken[at - 1], spoken[at + 1], surroundings(spoken, at, width)];
  for (const [part, vector] of parts.entries())
    if (vector !== undefined) rows.set(vector, (row * CONTEXT_PARTS + part) * width);
}

/** Rows come in multiples of this: onnxruntime plans its memory anew for each new number. */
const ROWS = 8;

/** The rows of a batch's windows, one after the other, then rows of zeros; never none. [rows, CONTEXT_PARTS · width] */
export function contextRows(items: readonly Pick<PackItem, 'tts' | 'asr'>[], width: number): Float32Array {
  const sentences = items.reduce((sum, { asr }) => sum + asr.length, 0);
  const rows = Math.max(1, Math.ceil(sentences / ROWS)) * ROWS;
  const all = new Float32Array(rows * CONTEXT_PARTS * width);
  let at = 0;
  for (const item of items) {
    const own = sentenceContexts(item, width);
    all.set(own, at);
    at += own.length;
  }
  return all;
}

function meanOf(vectors: readonly Float32Array[], width: number): Float32Array {
  const mean = new Float32Array(width);
  for (const vector of vectors) for (let k = 0; k < width; k++) mean[k]! += vector[k]! / vectors.length;
  return mean;
}
