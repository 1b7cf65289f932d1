/**
 * The classifier of sentences by their context, fitted by itself on whole talks. It has its own, much stronger regularisation:
 * trained along with the network it would know the few labelled talks by heart.
 */
import { SENTENCE_PARTS } from '../../src/analysis/sentence-context.ts';
import type { DmConfig } from '../networks/dm/config.ts';
import type { Random } from './random.ts';
import type { DrawRow, TalkRow } from './talk-rows.ts';
import { asParameters, fitTwoLayers, meanOf, standardOf, type Rows, type TwoLayers } from './two-layer.ts';

/** What `fitContextHead` fits, and on what. */
export interface ContextHeadOptions {
  readonly network: DmConfig;
  readonly draw: DrawRow;
  /** Batches of `BATCH` sentences that each member is fitted to. */
  readonly steps: number;
  readonly threads: number;
  readonly random: Random;
  readonly signal?: AbortSignal;
}

/**
 * Classifiers that are fitted one after the other, from other first weights and to other draws, and share the hidden values; their logits' mean
 * serves. One alone ranks talks that it never saw up to a hundredth better or worse than the next.
 */
const MEMBERS = 3;
/** Each has at least so many hidden values; where there are fewer, one has them all. */
const LEAST_HIDDEN = 64;
const BATCH = 256;
const RATE = 1e-3;
const DECAY = 0.3;
const DROP = { input: 0.5, hidden: 0.2 } as const;
/** Sentences that means and spreads are taken from. */
const STANDARD_ROWS = 4096;
/** A column's spread is at least this: task values lie within ±1, means of sentence vectors below. */
const LEAST_SPREAD = 0.05;
/** A sentence of taste: mostly none, but it hardly counts either way. */
const TASTE = { none: 0.75, weight: 0.15 };

/** The parameters `context_head.…` of the network. Resolves to undefined when it was interrupted. */
export async function fitContextHead(
  options: ContextHeadOptions,
): Promise<Map<string, Float32Array> | undefined> {
  const { network, draw, steps, threads, random, signal } = options;
  const { text_dim: vector, sentence_classes: classes, context_hidden: hidden } = network;
  const width = SENTENCE_PARTS * vector;
  const fill = (rows: Rows): void => fillRows(rows, width, classes, () => draw(random));
  const sample = emptyRows(STANDARD_ROWS, width, classes);
  fill(sample);
  const standard = standardOf(sample.x, width, LEAST_SPREAD);
  const members: TwoLayers[] = [];
  for (const own of sharesOf(hidden)) {
    const fitted = await fitTwoLayers(fill, standard, {
      width,
      hidden: own,
      classes,
      activation: 'relu',
      batch: BATCH,
      steps,
      rate: RATE,
      cosine: true,
      weightDecay: DECAY,
      drop: DROP,
      threads,
      random,
      ...(signal === undefined ? {} : { signal }),
    });
    if (fitted === undefined) return undefined;
    members.push(fitted);
  }
  return asParameters(meanOf(members), 'context_head.hidden', 'context_head.out');
}

/** The hidden values of each member; they differ by one at most. */
function sharesOf(hidden: number): readonly number[] {
  const members = Math.max(1, Math.min(MEMBERS, Math.floor(hidden / LEAST_HIDDEN)));
  return Array.from({ length: members }, (_, at) => Math.floor((hidden + at) / members));
}

function targetOf(own: number, classes: number): Float32Array {
  const target = new Float32Array(classes);
  if (own >= 0) target[own] = 1;
  else target.fill((1 - TASTE.none) / (classes - 1)).fill(TASTE.none, 0, 1);
  return target;
}

const emptyRows = (count: number, width: number, classes: number): Rows => ({
  x: new Float32Array(count * width),
  target: new Float32Array(count * classes),
  weight: new Float32Array(count),
});

function fillRows({ x, target, weight }: Rows, width: number, classes: number, next: () => TalkRow): void {
  for (let row = 0; row < weight.length; row++) {
    const { context, sentenceClass } = next();
    x.set(context.subarray(0, width), row * width);
    target.set(targetOf(sentenceClass, classes), row * classes);
    weight[row] = sentenceClass < 0 ? TASTE.weight : 1;
  }
}
