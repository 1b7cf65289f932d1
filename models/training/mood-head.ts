/**
 * The classifier that tells solemn talk by what surrounds a sentence. A eulogy has sentences that would deserve an effect in
 * any other talk; no classifier of sentences keeps still at all of them, and one of moods hardly ever calls a show solemn.
 */
import { surroundings } from '../../src/analysis/sentence-context.ts';
import type { Show } from '../corpus/generated-source.ts';
import { MOOD_HIDDEN, MOODS_TOLD } from '../networks/dm-parameters.ts';
import type { Random } from './random.ts';
import { asParameters, fitTwoLayers, standardOf } from './two-layer.ts';

/** A show, and whether it is solemn talk. */
export interface MoodShow {
  readonly show: Show;
  readonly solemn: boolean;
}

export interface MoodHeadOptions {
  readonly shows: readonly MoodShow[];
  /** Length of a sentence's vector. */
  readonly width: number;
  readonly steps: number;
  readonly threads: number;
  readonly random: Random;
  readonly signal?: AbortSignal;
}

const BATCH = 256;
/** Solemn talk is rare in the corpus, and an effect in it is the worst that can happen. */
const SOLEMN_WEIGHT = 8;
/** A column's spread is at least this. */
const LEAST_SPREAD = 0.02;
/** Sentences that means and spreads are taken from. */
const STANDARD_ROWS = 4096;
/** Before this many sentences nobody could tell. */
const FIRST = 2;

/** The parameters `mood_head.…` of the network. Resolves to undefined when it was interrupted. */
export async function fitMoodHead(options: MoodHeadOptions): Promise<Map<string, Float32Array> | undefined> {
  const { width, steps, threads, random, signal } = options;
  const shows = options.shows.filter(({ show }) => show.asr.length > FIRST);
  if (shows.length === 0) throw new RangeError('no talk is long enough to tell its mood');
  /** Writes one sentence's surroundings to `x`, and gives the mood. */
  const draw = (x: Float32Array, row: number): boolean => {
    const { show, solemn } = random.pick(shows);
    const at = FIRST + random.below(show.asr.length - FIRST);
    const spoken = show.asr.map(({ embedding }) => embedding);
    x.set(surroundings(spoken, at, width), row * width);
    return solemn;
  };
  const sample = new Float32Array(STANDARD_ROWS * width);
  for (let row = 0; row < STANDARD_ROWS; row++) draw(sample, row);
  const fitted = await fitTwoLayers(
    ({ x, target, weight }) => {
      for (let row = 0; row < BATCH; row++) {
        const solemn = draw(x, row);
        target.set(solemn ? [0, 1] : [1, 0], row * MOODS_TOLD);
        weight[row] = solemn ? SOLEMN_WEIGHT : 1;
      }
    },
    standardOf(sample, width, LEAST_SPREAD),
    {
      width,
      hidden: MOOD_HIDDEN,
      classes: MOODS_TOLD,
      batch: BATCH,
      steps,
      rate: 1e-3,
      cosine: true,
      weightDecay: 0.3,
      drop: { input: 0.5, hidden: 0 },
      threads,
      random,
      ...(signal === undefined ? {} : { signal }),
    },
  );
  return fitted && asParameters(fitted, 'mood_head.hidden', 'mood_head.out');
}
