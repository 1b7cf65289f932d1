/**
 * Tag-aware negative sampling (the paper's Eq. 4 as the authors' code has it): negatives of the positive's own
 * tag and of other tags are drawn separately, in numbers given by the size of the tag.
 */
import type { Random } from './random.ts';

/**
 * Ways to draw negatives by their similarity to the moment: Eq. 4 (`tag-aware`); the most similar effects whatever their tags
 * (`hard`); Eq. 4 for other tags and uniform draws within the positive's own (`one-side`). The paper compares the three, and its
 * code has the first alone: the other two are what their names say.
 */
export const SIMILARITY_DRAWS = ['tag-aware', 'hard', 'one-side'] as const;
/** One of {@link SIMILARITY_DRAWS}. */
export type SimilarityDraw = (typeof SIMILARITY_DRAWS)[number];

/** For which moment negatives are drawn, and how many of each kind. */
export interface NegativeRequest {
  /** Tag of every effect of the library. */
  readonly tags: ArrayLike<number>;
  /** Similarity of the moment to every effect of the library. */
  readonly sims: ArrayLike<number>;
  readonly positive: number;
  readonly sameNum: number;
  readonly diffNum: number;
}

/** One group to draw from: `draws` times with replacement by weight, or every candidate once. */
export interface NegativeGroup {
  readonly mode: 'weighted' | 'every-once';
  readonly indices: readonly number[];
  /** Empty for `every-once`. */
  readonly weights: readonly number[];
  readonly draws: number;
}

/** Similarities below this count as this (the code's floor; the paper has none). */
const LEAST_SIMILARITY = 0.05;

/** How many of `total` negatives share the positive's tag: floor(total · tag size / library size). */
export function negativeCounts(
  tags: ArrayLike<number>,
  positive: number,
  total: number,
): { sameNum: number; diffNum: number } {
  let size = 0;
  for (let i = 0; i < tags.length; i++) if (tags[i] === tags[positive]) size++;
  const sameNum = Math.min(Math.floor((total * size) / tags.length), total);
  return { sameNum, diffNum: total - sameNum };
}

function normalised(weights: readonly number[]): readonly number[] {
  return weights.some((weight) => weight > 0) ? weights : weights.map(() => 1);
}

/**
 * Candidates and weights of both groups. Where the authors' code raises, the natural thing holds: weights that
 * are all 0 (equal distances, a single candidate) become uniform, an empty group draws nothing, and what a
 * library with a single tag cannot give from other tags is drawn uniformly from the same tag.
 * @internal An equation of the paper with tests of its own.
 */
export function negativeGroups(request: NegativeRequest): { same: NegativeGroup; diff: NegativeGroup } {
  const { tags, sims, positive } = request;
  const sameIndices: number[] = [];
  const diffIndices: number[] = [];
  for (let i = 0; i < tags.length; i++)
    if (tags[i] !== tags[positive]) diffIndices.push(i);
    else if (i !== positive) sameIndices.push(i);

  const short = Math.max(request.sameNum - sameIndices.length, 0);
  const distances = sameIndices.map((i) => Math.abs(sims[i]! - sims[positive]!));
  const farthest = distances.reduce((most, distance) => Math.max(most, distance), 0);
  const same: NegativeGroup =
    short > 0
      ? { mode: 'every-once', indices: sameIndices, weights: [], draws: sameIndices.length }
      : {
          mode: 'weighted',
          indices: sameIndices,
          weights: normalised(distances.map((distance) => farthest - distance)),
          draws: request.sameNum,
        };
  const draws = request.diffNum + short;
  const diff: NegativeGroup =
    diffIndices.length > 0 || draws === 0
      ? {
          mode: 'weighted',
          indices: diffIndices,
          weights: diffIndices.map((i) => Math.max(sims[i]!, LEAST_SIMILARITY)),
          draws,
        }
      : { mode: 'weighted', indices: sameIndices, weights: sameIndices.map(() => 1), draws };
  return { same, diff };
}

/**
 * `sameNum + diffNum` negatives of one moment: the same tag's first; repetitions are possible.
 * @throws RangeError when negatives are wanted and the library holds nothing but the positive.
 */
export function drawNegatives(
  request: NegativeRequest,
  random: Random,
  how: SimilarityDraw = 'tag-aware',
): number[] {
  if (how === 'hard') return hardest(request);
  const { same, diff } = negativeGroups(request);
  const own = how === 'one-side' ? { ...same, weights: same.weights.map(() => 1) } : same;
  return [own, diff].flatMap((group) => {
    if (group.draws === 0) return [];
    if (group.indices.length === 0) throw new RangeError('negatives need a library of at least two effects');
    return group.mode === 'every-once'
      ? [...group.indices]
      : random.weighted(group.weights, group.draws).map((i) => group.indices[i]!);
  });
}

/** The effects most similar to the moment, its own aside; all of them again where the library is too small. */
function hardest({ tags, sims, positive, sameNum, diffNum }: NegativeRequest): number[] {
  const others = Array.from(tags, (_, index) => index).filter((index) => index !== positive);
  if (others.length === 0) throw new RangeError('negatives need a library of at least two effects');
  const ranked = others.sort((a, b) => sims[b]! - sims[a]!);
  return Array.from({ length: sameNum + diffNum }, (_, at) => ranked[at % ranked.length]!);
}

/**
 * `count` effects drawn uniformly without replacement from a library of `size`, never `exclude` (−1: none);
 * a library too small for that is drawn from again, so that the count always holds.
 */
export function drawUniform(size: number, count: number, exclude: number, random: Random): number[] {
  const pool: number[] = [];
  for (let i = 0; i < size; i++) if (i !== exclude) pool.push(i);
  if (pool.length === 0) throw new RangeError('negatives need a library of at least two effects');
  const drawn: number[] = [];
  while (drawn.length < count) drawn.push(...random.sample(pool, count - drawn.length));
  return drawn;
}
