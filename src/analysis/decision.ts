/** The calibrated decision of the live path: from a query's embedding and box to a moment in media time. */
import { micros, type Micros } from '../streams/time.ts';
import type { Alternative, Moment, Tag, Window } from '../streams/values.ts';

/** How many runners-up a moment names. */
const ALTERNATIVES = 4;

/** The library as the network sees it. */
export interface EmbeddedLibrary {
  readonly ids: readonly string[];
  readonly tags: readonly Tag[];
  /** [library, d], unit rows. */
  readonly emb: Float32Array;
  /** [d], unit length: the learned "no effect". */
  readonly sfx0: Float32Array;
  /** Inverse temperature: exp of the learned logit scale. */
  readonly scale: number;
}

/**
 * Probabilities over the library and SFX0 (last): softmax of scale · cosine, as in the training loss.
 */
export function probabilities(query: Float32Array, { ids, emb, sfx0, scale }: EmbeddedLibrary): Float64Array {
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
 * clamped to the window. Frame edges are not rounded: `place` refines them later.
 */
export function boxToTime(center: number, width: number, window: Window): { start: Micros; end: Micros } {
  const length = window.frames.length * window.framePeriod;
  const at = (fraction: number): Micros =>
    micros(Math.round(window.start + Math.min(Math.max(fraction, 0), 1) * length));
  const start = at(center - width / 2);
  const end = at(center + width / 2);
  return { start, end: end > start ? end : micros(start + 1) };
}

/** What one query says of its window; every query gives a moment, however improbable. */
export function decide(
  query: Float32Array,
  center: number,
  width: number,
  window: Window,
  library: EmbeddedLibrary,
): Moment {
  const p = probabilities(query, library);
  const order = Array.from(library.ids.keys()).sort((a, b) => p[b]! - p[a]!);
  const effect = (row: number): Alternative => ({
    sfx: library.ids[row]!,
    tag: library.tags[row]!,
    score: p[row]!,
  });
  const best = effect(order[0]!);
  return {
    ...boxToTime(center, width, window),
    sfx: best.sfx,
    tag: best.tag,
    probability: 1 - p[library.ids.length]!,
    alternatives: order.slice(1, 1 + ALTERNATIVES).map(effect),
  };
}
