/**
 * SentencePiece's unigram tokenizer (Kudo 2018): the likeliest way to cut a text into pieces. `sentencepiece.ts` beside this
 * folder has the quirks of another published one, on which its embeddings depend; this one is exact.
 */
import type { PieceModel } from './model-file.ts';
import { normalizer } from './normalizer.ts';

const UNKNOWN = 0;
/** How far below the least likely piece SentencePiece scores a character that is no piece (log probability). */
const UNKNOWN_PENALTY = 10;
/** Text beyond this many UTF-16 units is ignored: a spoken sentence has some 100; a pasted book must not cost seconds. */
const MAX_UNITS = 8192;

/** Ids of the pieces of a text, in order; the unknown piece alone for a text of white space. Any string is allowed. */
export function unigram({ pieces, charsmap }: PieceModel): (text: string) => number[] {
  const normal = normalizer(charsmap);
  const ids = new Map<string, number>();
  let [longest, least] = [1, 0];
  pieces.forEach(({ text, score, matches }, id) => {
    least = Math.min(least, score);
    if (!matches || text === '') return;
    ids.set(text, id);
    longest = Math.max(longest, text.length);
  });
  const scores = Float32Array.from(pieces, ({ score }) => score);
  const cut = (text: string): number[] =>
    traceBack(text, bestEndings(text, { ids, scores, longest, unknown: least - UNKNOWN_PENALTY }));
  return (text) => {
    const found = cut(normal(text.slice(0, MAX_UNITS)));
    return found.length === 0 ? [UNKNOWN] : found;
  };
}

interface Vocabulary {
  readonly ids: ReadonlyMap<string, number>;
  readonly scores: Float32Array;
  /** UTF-16 units of the longest piece. */
  readonly longest: number;
  /** Score of a character that is no piece. */
  readonly unknown: number;
}

/** The last piece of the best cutting up to each place: where it starts, and its id. */
interface Endings {
  readonly starts: Int32Array;
  readonly ids: Int32Array;
}

/** Of equal cuttings the one whose last piece is the longest wins, as in SentencePiece. */
function bestEndings(text: string, { ids, scores, longest, unknown }: Vocabulary): Endings {
  const best = new Float64Array(text.length + 1).fill(-Infinity);
  const endings = { starts: new Int32Array(text.length + 1), ids: new Int32Array(text.length + 1) };
  best[0] = 0;
  const offer = (start: number, end: number, id: number, score: number): void => {
    if (score <= (best[end] ?? 0)) return;
    best[end] = score;
    endings.starts[end] = start;
    endings.ids[end] = id;
  };
  for (let start = 0, width = 1; start < text.length; start += width) {
    width = (text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1;
    const before = best[start] ?? 0;
    const last = Math.min(text.length, start + longest);
    for (let end = start + width; end <= last; end += 1) {
      const id = ids.get(text.slice(start, end));
      if (id !== undefined) offer(start, end, id, before + (scores[id] ?? 0));
    }
    if (!ids.has(text.slice(start, start + width))) offer(start, start + width, UNKNOWN, before + unknown);
  }
  return endings;
}

function traceBack({ length }: string, { starts, ids }: Endings): number[] {
  const found: number[] = [];
  for (let end = length; end > 0; end = starts[end] ?? 0) found.push(ids[end] ?? UNKNOWN);
  return found.reverse();
}
