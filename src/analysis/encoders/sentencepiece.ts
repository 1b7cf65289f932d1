/**
 * The unigram tokenizer of Universal Sentence Encoder lite: the cheapest way to cut a text into the pieces of its
 * vocabulary (Kudo 2018, Viterbi over piece scores), with the quirks of the published JavaScript tokenizer, because the
 * embeddings depend on them.
 */
import { z } from 'zod';

/** Pieces with their log probability; seven pieces that contain ":" have none, which counts as 0. */
export const vocabularySchema = z
  .array(z.tuple([z.string().min(1), z.number().nullable()]))
  .min(7, 'a vocabulary has more than its reserved symbols');
/** A checked vocabulary; the index of a piece is its id. */
export type Vocabulary = z.infer<typeof vocabularySchema>;

/** Unknown, start, end and three spare symbols come first and never match text. */
const RESERVED = 6;
const UNKNOWN = 0;
/** SentencePiece's visible space, U+2581. */
const SPACE = '▁';
/**
 * Text beyond this many UTF-16 units is ignored. The longest piece has 16, and the network reads 128 tokens, so only
 * text of long unknown runs could have mattered past it; it keeps a pasted book from costing seconds.
 */
const MAX_UNITS = 8192;

/** Text to token ids. */
export interface Tokenizer {
  /** Token ids of a text, in order; empty for the empty text only. Any string is allowed. */
  readonly encode: (text: string) => number[];
}

/** Builds the tokenizer of a checked vocabulary; ids are places in it. */
export function tokenizer(vocabulary: Vocabulary): Tokenizer {
  const ids = new Map<string, number>();
  for (let id = RESERVED; id < vocabulary.length; id += 1) ids.set(vocabulary[id]?.[0] ?? '', id);
  const scores = Float64Array.from(vocabulary, ([, score]) => score ?? 0);
  const lengths = Int32Array.from(vocabulary, ([piece]) => piece.length);
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);

  return {
    encode(text) {
      const normal = normalize(text);
      return mergeUnknown(traceBack(bestEndings(normal, ids, scores, longest), lengths));
    },
  };
}

function normalize(text: string): string {
  const normal = text.slice(0, MAX_UNITS).normalize('NFKC').slice(0, MAX_UNITS);
  return normal.length === 0 ? '' : SPACE + normal.replaceAll(' ', SPACE);
}

/**
 * For each end position the last piece of the best cutting up to there. As in the original a character that starts no
 * piece costs nothing, a best score of 0 means "none yet", and of equal scores the shortest last piece wins.
 */
function bestEndings(
  text: string,
  ids: ReadonlyMap<string, number>,
  scores: Float64Array,
  longest: number,
): Int32Array {
  const pieces = new Int32Array(text.length + 1).fill(UNKNOWN);
  const best = new Float64Array(text.length + 1);
  const offer = (end: number, id: number, score: number): void => {
    const current = best[end] ?? 0;
    if (current !== 0 && score < current) return;
    best[end] = score;
    pieces[end] = id;
  };
  for (let start = 0; start < text.length; start += 1) {
    const before = best[start] ?? 0;
    let known = false;
    for (let end = start + 1; end <= Math.min(text.length, start + longest); end += 1) {
      const id = ids.get(text.slice(start, end));
      if (id === undefined) continue;
      known = true;
      offer(end, id, (scores[id] ?? 0) + before);
    }
    if (!known) offer(start + 1, UNKNOWN, before);
  }
  return pieces;
}

/** Walks the best cutting from the end; an unknown character is one UTF-16 unit long. Ids in reverse order. */
function traceBack(pieces: Int32Array, lengths: Int32Array): number[] {
  const ids: number[] = [];
  for (let end = pieces.length - 1; end > 0;) {
    const id = pieces[end] ?? UNKNOWN;
    ids.push(id);
    end -= id === UNKNOWN ? 1 : (lengths[id] ?? 1);
  }
  return ids;
}

/** Puts the ids in reading order; a run of unknown characters is one token. */
function mergeUnknown(reversed: readonly number[]): number[] {
  return reversed.filter((id, place) => id !== UNKNOWN || reversed[place - 1] !== UNKNOWN).reverse();
}
