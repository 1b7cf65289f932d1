/** How well key sentences are told from plain ones, whatever the threshold. */
import { KINDS, type Kind, type Talk } from './talk.ts';

/** Areas under the ROC curve, 0…1: 0.5 is guessing, 1 is every key sentence above every plain one. */
export interface Ranking {
  /** All key sentences against all plain ones. */
  readonly all: number;
  /** Key sentences of one kind against all plain ones. */
  readonly kinds: Readonly<Partial<Record<Kind, number>>>;
  /** Mean over the kinds that occur, each counting the same; NaN without any. */
  readonly mean: number;
}

/** A talk with a score for each sentence, in order. */
export interface RankedTalk {
  readonly talk: Talk;
  readonly scores: readonly number[];
}

/**
 * Probability that a score of `positives` is above one of `negatives`, equal ones counting half; NaN where either has none.
 */
export function auc(positives: readonly number[], negatives: readonly number[]): number {
  if (positives.length === 0 || negatives.length === 0) return NaN;
  const sorted = [...negatives].sort((a, b) => a - b);
  const below = (score: number, orEqual: boolean): number => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const isBelow = orEqual ? sorted[middle]! <= score : sorted[middle]! < score;
      if (isBelow) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const wins = positives.reduce((sum, score) => sum + (below(score, false) + below(score, true)) / 2, 0);
  return wins / (positives.length * negatives.length);
}

/** Over all sentences of all talks; those marked `maybe` are left out. */
export function rankTalks(ranked: readonly RankedTalk[]): Ranking {
  const sentences = ranked.flatMap(({ talk, scores }) =>
    talk.sentences.map((sentence, i) => ({ ...sentence, score: scores[i] ?? 0 })),
  );
  const scoresOf = (holds: (sentence: (typeof sentences)[number]) => boolean): number[] =>
    sentences.filter(holds).map(({ score }) => score);
  const plain = scoresOf(({ kind, maybe }) => kind === null && maybe !== true);
  const kinds = Object.fromEntries(
    KINDS.map((kind): [Kind, number] => [
      kind,
      auc(
        scoresOf((sentence) => sentence.kind === kind),
        plain,
      ),
    ]).filter(([, area]) => !Number.isNaN(area)),
  );
  const areas = Object.values(kinds);
  return {
    all: auc(
      scoresOf(({ kind }) => kind !== null),
      plain,
    ),
    kinds,
    mean: areas.reduce((sum, area) => sum + area, 0) / areas.length,
  };
}
