/** The calibrated decision of the live path: from a query's embedding and box to a moment in media time. */
import { sentenceOf, type PlaceOptions } from '../streams/place.ts';
import { earliest, latest, micros, type Micros } from '../streams/time.ts';
import { TAGS, type Alternative, type Moment, type Span, type Tag, type Window } from '../streams/values.ts';

/** How many runners-up a moment names unless it is asked for others. */
const RUNNERS_UP = 4;
/** How moments are made of what a network says. */
export interface DecisionOptions extends PlaceOptions {
  /** Runners-up that a moment names; default 4. Training on people's choices needs all. */
  readonly runnersUp?: number;
}

/** The library as the network sees it. */
export interface EmbeddedLibrary {
  /** Name of each effect, in the order of the rows of `emb`. */
  readonly ids: readonly string[];
  /** Tag of each effect, in the same order. */
  readonly tags: readonly Tag[];
  /** [library, d], unit rows. */
  readonly emb: Float32Array;
  /** [d], unit length: the learned "no effect". */
  readonly sfx0: Float32Array;
  /** Inverse temperature: exp of the learned logit scale. */
  readonly scale: number;
}

/**
 * Probabilities over the library and SFX0 (last), of length library + 1: softmax of scale · cosine, as in the
 * training loss. `query` is a unit vector [d]. Equations, checked against the authors' numbers.
 */
export function probabilities(
  query: Float32Array,
  { ids, emb, sfx0, scale }: Omit<EmbeddedLibrary, 'tags'>,
): Float64Array {
  const d = query.length;
  const logits = new Float64Array(ids.length + 1);
  for (let row = 0; row <= ids.length; row++) {
    const vector = row < ids.length ? emb : sfx0;
    const from = row < ids.length ? row * d : 0;
    let cosine = 0;
    for (let k = 0; k < d; k++) cosine += query[k]! * vector[from + k]!;
    logits[row] = scale * cosine;
  }
  const most = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  let total = 0;
  for (let row = 0; row < logits.length; row++) total += logits[row] = Math.exp(logits[row]! - most);
  for (let row = 0; row < logits.length; row++) logits[row]! /= total;
  return logits;
}

/**
 * The part of a window that a box (center, width; fractions of the window's frames) covers, in media time,
 * clamped to the window and at least 1 µs long. Frame edges are not rounded: `place` refines them later.
 * @internal Equations, checked against the authors' numbers.
 */
export function boxToTime(center: number, width: number, window: Window): { start: Micros; end: Micros } {
  const length = window.frames.length * window.framePeriod;
  const at = (fraction: number): Micros =>
    micros(Math.round(window.start + Math.min(Math.max(fraction, 0), 1) * length));
  const start = at(center - width / 2);
  const end = at(center + width / 2);
  return { start, end: end > start ? end : micros(start + 1) };
}

/** What a network learned about a sentence from what people did at others like it. */
export interface Feedback {
  /** Added to the log-odds of the moment's probability. */
  readonly key: number;
  /** [d]: its product with an effect's embedding is added to the logarithm of that effect's share. */
  readonly effects: Float32Array;
}

/** What a network says of a sentence: that it deserves an effect, and of which tag if it does. */
export interface SentenceVerdict {
  /** Probability that it deserves an effect. */
  readonly key: number;
  /** Probability of each tag, given that it does; they add up to 1. */
  readonly tags: Readonly<Record<Tag, number>>;
  readonly feedback?: Feedback;
}

/**
 * Softmax of the logits of one sentence: the class "no effect" first, then the tags in the order of `order`, the
 * manifest's: each of `TAGS` once.
 */
export function verdictOf(logits: Float32Array, order: readonly Tag[]): SentenceVerdict {
  const most = Math.max(...logits);
  const shares = Array.from(logits, (logit) => Math.exp(logit - most));
  const total = shares.reduce((sum, share) => sum + share, 0);
  const key = 1 - shares[0]! / total;
  const tags = Object.fromEntries(
    order.map((tag, i) => [tag, shares[1 + i]! / (total - shares[0]!)]),
  ) as Record<Tag, number>;
  return { key, tags };
}

/**
 * The index in the window of the sentence that a span is of, by the rule by which `place` attaches it. By
 * another rule a box that extends past a sentence's end could take that sentence's verdict without its id,
 * and be played a second time. So `options` are those of `place`.
 */
function sentenceAt(span: Span, window: Window, options: PlaceOptions | undefined): number {
  const sentence = sentenceOf(
    span,
    window,
    window.subtitles.map(({ subtitle }) => subtitle),
    options,
  );
  return window.subtitles.findIndex(({ subtitle }) => subtitle === sentence);
}

const hasWords = ({ subtitles, earlier = [] }: Window): boolean => subtitles.length + earlier.length > 0;

/** The verdict where a box lies at no sentence: no effect, and all tags alike. */
const BESIDE: SentenceVerdict = {
  key: 0,
  tags: Object.fromEntries(TAGS.map((tag) => [tag, 1 / TAGS.length])) as Record<Tag, number>,
};

/** What one query says: its embedding, and its box as fractions of the window. */
export interface Query {
  /** [d], unit length. */
  readonly embedding: Float32Array;
  /** Of the box: 0 is the start of the first frame, 1 the end of the last. */
  readonly center: number;
  readonly width: number;
  /** How probable the network holds a moment there to be before any effect is looked at; 1 where SFX0 alone decides that. */
  readonly foreground: number;
}

/** The shares of the library and SFX0 for a query: of the latter, what its foreground leaves besides. */
function sharesOf(query: Query, library: EmbeddedLibrary): Float64Array {
  const p = probabilities(query.embedding, library);
  if (query.foreground === 1) return p;
  const last = library.ids.length;
  const shares = p.map((share) => share * query.foreground);
  shares[last] = 1 - query.foreground * (1 - p[last]!);
  return shares;
}

/**
 * What one query says of its window; every query gives a moment, however improbable. With `verdicts` on the
 * window's sentences (in their order) the two opinions are combined: the probability is the geometric mean of
 * the query's and the sentence's, and an effect is weighted by what the query says of it times what the
 * sentence says of its tag. Where there is talk, a moment beside all sentences gets probability 0: such a
 * network was trained on moments of sentences, and knows nothing of pauses. `options` has those with which the
 * moments are placed afterwards.
 */
export function decide(
  query: Query,
  window: Window,
  library: EmbeddedLibrary,
  verdicts?: readonly SentenceVerdict[],
  options?: DecisionOptions,
): Moment {
  const span = boxToTime(query.center, query.width, window);
  const own = sharesOf(query, library);
  const p =
    verdicts === undefined || !hasWords(window)
      ? own
      : joined(own, library, verdicts[sentenceAt(span, window, options)] ?? BESIDE);
  return momentOf(span, p, library, options);
}

/**
 * Moments of the sentences at which no query's box lies: with a handful of queries one may be left out of
 * which the sentence classifier is sure. The probability is the sentence's alone; which effect of its tags is
 * chosen, the query with the nearest box says. A sentence of which the window shows less than half is left to
 * other windows. `options` as with `decide`.
 */
export function overlooked(
  queries: readonly Query[],
  window: Window,
  library: EmbeddedLibrary,
  verdicts: readonly SentenceVerdict[],
  options?: DecisionOptions,
): Moment[] {
  const boxes = queries.map(({ center, width }) => boxToTime(center, width, window));
  const taken = new Set(boxes.map((box) => sentenceAt(box, window, options)));
  return window.subtitles.flatMap(({ subtitle }, index) => {
    const verdict = verdicts[index];
    const start = latest(subtitle.start, window.start);
    const end = earliest(subtitle.end, window.end);
    const shown = end - start;
    if (verdict === undefined || taken.has(index) || shown <= 0 || 2 * shown < subtitle.end - subtitle.start)
      return [];
    const middle = (start + end) / 2;
    const distance = (box: Span): number => Math.abs((box.start + box.end) / 2 - middle);
    const nearest = boxes.reduce((best, box, at) => (distance(box) < distance(boxes[best]!) ? at : best), 0);
    const p = probabilities(queries[nearest]!.embedding, library);
    return [momentOf({ start, end }, withTags(p, library, verdict, verdict.key), library, options)];
  });
}

function momentOf(
  { start, end }: Pick<Moment, 'start' | 'end'>,
  p: Float64Array,
  library: EmbeddedLibrary,
  { runnersUp = RUNNERS_UP }: DecisionOptions = {},
): Moment {
  const order = Array.from(library.ids.keys()).sort((a, b) => p[b]! - p[a]!);
  const effect = (row: number): Alternative => ({
    sfx: library.ids[row]!,
    tag: library.tags[row]!,
    score: p[row]!,
  });
  const best = effect(order[0]!);
  return {
    start,
    end,
    sfx: best.sfx,
    tag: best.tag,
    probability: 1 - p[library.ids.length]!,
    alternatives: order.slice(1, 1 + runnersUp).map(effect),
  };
}

/** Query's and sentence's opinion combined: probabilities over the library and SFX0 (last). */
function joined(p: Float64Array, library: EmbeddedLibrary, verdict: SentenceVerdict): Float64Array {
  const own = 1 - p[library.ids.length]!;
  return withTags(p, library, verdict, Math.sqrt(own * verdict.key));
}

/**
 * The effects' shares by query and tag, scaled so that they add up to `probability`; SFX0 has the rest. Both are corrected by
 * what was learned from people, where something was.
 */
function withTags(
  p: Float64Array,
  { ids, tags, emb }: EmbeddedLibrary,
  { tags: byTag, feedback }: SentenceVerdict,
  before: number,
): Float64Array {
  const probability = feedback === undefined ? before : shifted(before, feedback.key);
  const weighed = p.map((share, row) => {
    if (row >= ids.length) return 0;
    const weight = share * byTag[tags[row]!];
    return feedback === undefined ? weight : weight * Math.exp(product(emb, row, feedback.effects));
  });
  const total = weighed.reduce((sum, share) => sum + share, 0);
  const result = weighed.map((share) => (total > 0 ? (share / total) * probability : 0));
  result[ids.length] = 1 - probability;
  return result;
}

/** The probability with `by` added to its log-odds; 0 and 1 stay what they are. */
const shifted = (probability: number, by: number): number =>
  probability / (probability + (1 - probability) * Math.exp(-by));

/** Row `row` of `rows` times a vector as long as a row. */
function product(rows: Float32Array, row: number, vector: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < vector.length; k++) sum += rows[row * vector.length + k]! * vector[k]!;
  return sum;
}
