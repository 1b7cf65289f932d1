/**
 * The classifier of sentences by their context, fitted by itself on windows drawn as the network's are. It has its own, much
 * stronger regularisation: trained along with the network it would know the few labelled talks by heart.
 */
import { CONTEXT_PARTS, sentenceContexts } from '../../src/analysis/sentence-context.ts';
import type { DmConfig } from '../networks/dm-config.ts';
import type { Random } from './random.ts';
import type { TrainingItem, TrainingSource } from './source.ts';
import { asParameters, fitTwoLayers, standardOf, type Rows } from './two-layer.ts';

export interface ContextHeadOptions {
  readonly network: DmConfig;
  /** Its sentences come whole: nothing of their vectors may have been dropped. */
  readonly source: TrainingSource;
  /** Batches of `BATCH` sentences. */
  readonly steps: number;
  readonly threads: number;
  readonly random: Random;
  readonly signal?: AbortSignal;
}

const BATCH = 256;
const RATE = 1e-3;
const DECAY = 0.3;
const DROP = { input: 0.5, hidden: 0.2 } as const;
/** Windows drawn in one go. */
const WINDOWS = 64;
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
  const { network, steps, threads, random, signal } = options;
  const { text_dim: vector, sentence_classes: classes, context_hidden: hidden } = network;
  const width = CONTEXT_PARTS * vector;
  const sentences = drawSentences(options, vector, classes);
  const sample = emptyRows(STANDARD_ROWS, width, classes);
  await fillRows(sample, sentences, width, classes);
  const fitted = await fitTwoLayers(
    (rows) => fillRows(rows, sentences, width, classes),
    standardOf(sample.x, width, LEAST_SPREAD),
    {
      width,
      hidden,
      classes,
      batch: BATCH,
      steps,
      rate: RATE,
      cosine: true,
      weightDecay: DECAY,
      drop: DROP,
      threads,
      random,
      ...(signal === undefined ? {} : { signal }),
    },
  );
  return fitted && asParameters(fitted, 'context_head.hidden', 'context_head.out');
}

interface Labelled {
  readonly context: Float32Array;
  readonly target: Float32Array;
  readonly weight: number;
}

/** Sentences of random windows, without end. */
async function* drawSentences(
  { source, random }: ContextHeadOptions,
  vector: number,
  classes: number,
): AsyncGenerator<Labelled, never, undefined> {
  for (let batch = 0; ; batch++) {
    const items = await source.sample(batch, WINDOWS, random);
    for (const item of items) yield* labelled(item, vector, classes);
  }
}

function* labelled({ item, sentenceClasses = [] }: TrainingItem, vector: number, classes: number) {
  const rows = sentenceContexts(item, vector);
  const width = CONTEXT_PARTS * vector;
  for (const [place, own] of sentenceClasses.entries())
    yield {
      context: rows.subarray(place * width, (place + 1) * width),
      target: targetOf(own, classes),
      weight: own < 0 ? TASTE.weight : 1,
    };
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

async function fillRows(
  { x, target, weight }: Rows,
  sentences: AsyncGenerator<Labelled, never, undefined>,
  width: number,
  classes: number,
): Promise<void> {
  for (let row = 0; row < weight.length; row++) {
    const { value } = await sentences.next();
    x.set(value.context, row * width);
    target.set(value.target, row * classes);
    weight[row] = value.weight;
  }
}
