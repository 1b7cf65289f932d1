/**
 * The classifier that tells solemn talk by all that was said in the last minutes. A eulogy has sentences that would deserve an effect in
 * any other talk; no classifier of sentences keeps still at all of them, and one of moods hardly ever calls a show solemn. It is
 * linear and strongly penalised: one of two layers knew the solemn talks by heart, and took dark humour for them.
 */
import { SENTENCE_PARTS } from '../../src/analysis/sentence-context.ts';
import { fitLogistic } from './logistic.ts';
import type { Random } from './random.ts';
import type { DrawRow } from './talk-rows.ts';

/** What `fitMoodHead` fits it on. */
export interface MoodHeadOptions {
  readonly draw: DrawRow;
  /** Length of a sentence's vector. */
  readonly width: number;
  /** Sentences to fit it on; `MOOD_ROWS` where there are as many. */
  readonly rows: number;
  readonly random: Random;
  readonly signal?: AbortSignal;
}

/** Sentences that the bundled checkpoints' was fitted on. */
export const MOOD_ROWS = 60_000;
/** Solemn talk is rare in the corpus, and an effect in it is the worst that can happen. */
const SOLEMN_WEIGHT = 8;
const PENALTY = 0.03;
const STEPS = 400;
/** A column's spread is at least this. */
const LEAST_SPREAD = 0.02;
/**
 * Share of the key sentences that it was fitted on that may be taken for solemn talk. At 2 % five of fifteen solemn talks that it was
 * not fitted on had effects (`bench/mood-border.ts`).
 */
const KEY_TAKEN = 0.07;

/**
 * The parameters `mood_head.…` of the network: the logit is 0 where `KEY_TAKEN` of the key sentences that it was fitted on
 * lie above. Resolves to undefined when it was interrupted.
 */
export async function fitMoodHead(options: MoodHeadOptions): Promise<Map<string, Float32Array> | undefined> {
  const { width, draw, random, rows: count, signal } = options;
  const x = new Float32Array(count * width);
  const keys: number[] = [];
  const positive = Array.from({ length: count }, (_, row) => {
    const { context, sentenceClass, solemn } = draw(random);
    x.set(context.subarray(SENTENCE_PARTS * width), row * width);
    if (sentenceClass > 0) keys.push(row);
    return solemn;
  });
  const fitted = await fitLogistic(
    { x, width, positive, positiveWeight: SOLEMN_WEIGHT },
    {
      penalty: PENALTY,
      steps: STEPS,
      leastSpread: LEAST_SPREAD,
      ...(signal === undefined ? {} : { signal }),
    },
  );
  if (fitted === undefined) return undefined;
  const { weight, bias } = fitted;
  const logits = keys.map((row) => weight.reduce((sum, own, k) => sum + own * x[row * width + k]!, bias));
  const border = logits.toSorted((a, b) => a - b)[Math.floor((1 - KEY_TAKEN) * logits.length)] ?? 0;
  return new Map([
    ['mood_head.weight', weight],
    ['mood_head.bias', Float32Array.of(bias - border)],
  ]);
}
