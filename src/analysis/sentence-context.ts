/** A sentence as the classifiers of sentences and of moods take it: it, its neighbours, what is spoken around it, the talk so far. */
import type { PackItem, PackText } from './pack.ts';

/** Vectors that the classifier of sentences takes: the sentence, the one before it, the one after it, the mean of what surrounds it. */
export const SENTENCE_PARTS = 4;
/** Vectors in a row: those, then the mean of the talk of the last minutes, which the classifier of moods takes. */
export const CONTEXT_PARTS = SENTENCE_PARTS + 1;
/** Sentences before one that count in the mean of what surrounds it, itself besides. */
const SENTENCES_BACK = 12;
/** And after it, also in the talk so far. */
export const SENTENCES_AHEAD = 4;

/** What of a window tells of its sentences. */
export type SpokenItem = Pick<PackItem, 'tts' | 'asr' | 'before'>;

/**
 * One row for each of a window's `asr` sentences, [sentences, CONTEXT_PARTS · width], as far as the window and the sentences
 * from before it (its `tts` texts, the newest first; the mean of `before`) tell. Zeros where there is no neighbour.
 */
function sentenceContexts(item: SpokenItem, width: number): Float32Array {
  const rows = new Float32Array(item.asr.length * CONTEXT_PARTS * width);
  const spoken = spokenIn(item);
  for (const place of item.asr.keys())
    rows.set(sentenceContext(item, place, width, spoken), place * CONTEXT_PARTS * width);
  return rows;
}

/** All that a window tells of what is spoken, in order. */
const spokenIn = ({ tts, asr }: SpokenItem): readonly Float32Array[] =>
  [...tts.toReversed(), ...asr].map(({ embedding }: PackText) => embedding);

/** The row of the sentence at that place of `asr`: [CONTEXT_PARTS · width]. */
export function sentenceContext(
  item: SpokenItem,
  place: number,
  width: number,
  spoken = spokenIn(item),
): Float32Array {
  const at = item.tts.length + place;
  const around = spoken.slice(Math.max(0, at - SENTENCES_BACK), at + 1 + SENTENCES_AHEAD);
  const parts = [
    spoken[at],
    spoken[at - 1],
    spoken[at + 1],
    meanOf(around, width),
    talkSoFar(item, place, width),
  ];
  const row = new Float32Array(CONTEXT_PARTS * width);
  for (const [part, vector] of parts.entries()) if (vector !== undefined) row.set(vector, part * width);
  return row;
}

/** So many zeros count in the mean of the talk so far: of a few sentences nobody can tell a mood. */
const UNTOLD = 4;

/** The mean of the sentences from before the window, of the window's up to four after the one at that place, and of zeros. */
function talkSoFar({ asr, before }: SpokenItem, place: number, width: number): Float32Array {
  const own = asr.slice(0, place + 1 + SENTENCES_AHEAD).map(({ embedding }) => embedding);
  const told = own.length + (before?.count ?? 0);
  return meanOf(own, width).map(
    (value, k) => (own.length * value + (before?.count ?? 0) * (before?.mean[k] ?? 0)) / (told + UNTOLD),
  );
}

/** Rows come in multiples of this: onnxruntime plans its memory anew for each new number. */
const ROWS = 8;

/** The rows of a batch's windows, one after the other, then rows of zeros; never none. [rows, CONTEXT_PARTS · width] */
export function contextRows(items: readonly SpokenItem[], width: number): Float32Array {
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
