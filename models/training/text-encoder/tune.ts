/**
 * Tunes MiniLM's upper layers and its task layer on labelled sentences. The layers below stay as published, with the
 * storage that serves, so that the tuned part sees what it will see.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openBertTokenizer } from '../../../src/analysis/encoders/bert-tokens.ts';
import { SENTENCE_KINDS, type LabelledSentence } from '../../corpus/talks/labelled.ts';
import { MINILM_CONFIG, type BertConfig } from '../../encoders/minilm/config.ts';
import { lowerLayersGraph, SMALL } from '../../encoders/minilm/export.ts';
import { auc } from '../../evaluation/talks/ranking.ts';
import {
  bertShapes,
  initialTrained,
  mergeParameters,
  trainedShapes,
} from '../../encoders/minilm/parameters.ts';
import { adamwStep, ADAMW_DEFAULTS, clipGradients, gradientNorm, type AdamWState } from '../adamw.ts';
import { TrainingDivergedError } from '../data-error.ts';
import { Random } from '../random.ts';
import { readWeights, writeSafetensors, type HalfTensor } from '../safetensors.ts';
import { learningRate } from '../schedule.ts';
import { mixSeed } from '../seeds.ts';
import { TextEncoderStep } from '../steps/text-encoder-step.ts';
import { fitProbe, type ProbeData } from './probe.ts';
import { buckets, examplesOf, labelsOf, LowerLayers, meansOf, tokensOf, type Example } from './rows.ts';

/** How a part is tuned (the bundled one: its task layer first on all sentences, on 576 talks); `bench/reports/real-talk.md` has what else was tried. */
const TUNE_RECIPE = {
  /** Layers from the top that are trained. */
  layers: 3,
  passes: 2,
  batch: 64,
  /** Sentences that the task layer is fitted on before; more of them change nothing that the passes would not. */
  probeSentences: 20_000,
  /** Of the layers; the task layer and the classifier learn `upperRate` times as fast. */
  rate: 1e-4,
  upperRate: 5,
  warmup: 40,
  weightDecay: 0.01,
  /** Longer gradients are shortened to this. */
  clip: 1,
} as const;

/** What is tuned, on which sentences. */
export interface TuneOptions {
  /** The published files: `model.safetensors` and `tokenizer.json`. */
  readonly weights: string;
  /** One pass over the training sentences; called once a pass and once for the probe. */
  readonly sentences: () => Iterable<LabelledSentence>;
  /** For the ranking quality that is told after each pass. */
  readonly validation: readonly LabelledSentence[];
  readonly seed: number;
  readonly threads: number;
  readonly passes?: number;
  readonly signal?: AbortSignal;
  readonly say?: (line: string) => void;
}

/** The tuned parameters, and how they rank sentences. */
export interface Tuned {
  readonly parameters: ReadonlyMap<string, Float32Array>;
  /** Area under the ROC curve of key against plain validation sentences: of the probe, then after each pass. */
  readonly ranking: readonly number[];
  readonly seconds: number;
}

const KINDS = SENTENCE_KINDS.length;

/** Resolves to undefined when it was interrupted. Rejects with a `DataError` for weights that can't be read. */
export async function tuneTextEncoder(options: TuneOptions): Promise<Tuned | undefined> {
  const { weights, seed, threads, validation, say = () => undefined } = options;
  const { layers, batch, passes: usual } = TUNE_RECIPE;
  const passes = options.passes ?? usual;
  const config = MINILM_CONFIG;
  const started = performance.now();
  const shapes = bertShapes(config);
  const file = join(weights, 'model.safetensors');
  const base = mergeParameters(config, await readWeights(file, (name) => shapes.has(name)));
  const encode = await openBertTokenizer(
    { path: weights, read: (name) => readFile(join(weights, name)) },
    'tokenizer.json',
  );
  const examples = (sentences: Iterable<LabelledSentence>): Example[] => examplesOf(sentences, encode);
  const held = examples(validation.filter(({ weight }) => weight > 0.5));

  const random = new Random(mixSeed(seed, 7));
  const parameters = initialTrained(config, base, { layers, classes: KINDS, seed });
  say('Fitting the task layer on the published encoder.');
  const first = examples(Iterator.from(options.sentences()).take(TUNE_RECIPE.probeSentences));
  for (const [name, values] of await probe(config, base, first, options, random))
    parameters.set(name, values);

  await using lower = await LowerLayers.open(
    lowerLayersGraph(base, config, config.num_hidden_layers - layers, SMALL),
    threads,
  );
  await using steps = new AsyncDisposableStack();
  const byLength = new Map<number, TextEncoderStep>();
  const stepFor = async (tokens: number): Promise<TextEncoderStep> => {
    const known = byLength.get(tokens);
    if (known !== undefined) return known;
    const shape = { config, layers, classes: KINDS, batch, tokens, from: 'hidden' } as const;
    const made = steps.use(await TextEncoderStep.create({ ...shape, threads }));
    byLength.set(tokens, made);
    return made;
  };
  const rank = async (): Promise<number> => {
    const scores = { key: [] as number[], plain: [] as number[] };
    for (const bucket of buckets(held, batch, new Random(1))) {
      const rows = { tokens: tokensOf(bucket), hidden: await lower.hidden(bucket) };
      const { logits } = await (await stepFor(bucket.tokens)).predict(parameters, rows);
      bucket.examples.forEach(({ kinds }, row) => {
        const score = -noneShare(logits.subarray(row * KINDS, (row + 1) * KINDS));
        scores[kinds[0]! < 0.5 ? 'key' : 'plain'].push(score);
      });
    }
    return auc(scores.key, scores.plain);
  };

  const ranking = [await rank()];
  say(`AUC on validation sentences ${ranking[0]!.toFixed(3)}.`);
  const state: AdamWState = new Map();
  let step = 0;
  for (let pass = 0; pass < passes; pass++) {
    const batches = buckets(examples(options.sentences()), batch, random);
    const total = batches.length * passes;
    let running: number | undefined;
    for (const bucket of batches) {
      if (options.signal?.aborted === true) return undefined;
      const rows = { tokens: tokensOf(bucket), hidden: await lower.hidden(bucket), ...labelsOf(bucket) };
      const own = await stepFor(bucket.tokens);
      const { loss, gradients } = await own.run(parameters, rows, mixSeed(seed, step));
      apply(parameters, gradients, state, step, total);
      running = running === undefined ? loss : running + 0.03 * (loss - running);
      step += 1;
      if (step % 50 === 0) say(`  step ${step} of ${total}, loss ${running.toFixed(4)}, ${told(started)}`);
    }
    ranking.push(await rank());
    say(`AUC on validation sentences after pass ${pass + 1}: ${ranking.at(-1)!.toFixed(3)}.`);
  }
  return { parameters, ranking, seconds: (performance.now() - started) / 1000 };
}

const told = (started: number): string => `${((performance.now() - started) / 1000).toFixed(0)} s`;

/** ln P(none), from one row of logits. */
function noneShare(logits: Float32Array): number {
  const most = Math.max(...logits);
  return logits[0]! - most - Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - most), 0));
}

function apply(
  parameters: Map<string, Float32Array>,
  gradients: ReadonlyMap<string, Float32Array>,
  state: AdamWState,
  step: number,
  total: number,
): void {
  const { rate, upperRate, warmup, weightDecay, clip } = TUNE_RECIPE;
  if (!Number.isFinite(gradientNorm(gradients)))
    throw new TrainingDivergedError('tuning of the sentence encoder', step);
  clipGradients(gradients, clip);
  const isUpper = (name: string): boolean => name.startsWith('task.') || name.startsWith('head.');
  const options = { ...ADAMW_DEFAULTS, weightDecay };
  for (const [upper, base] of [
    [false, rate],
    [true, rate * upperRate],
  ] as const) {
    const own = new Map([...gradients].filter(([name]) => isUpper(name) === upper));
    adamwStep(parameters, own, state, learningRate(step, { base, warmup, total }), options);
  }
}

async function probe(
  config: BertConfig,
  base: ReadonlyMap<string, Float32Array>,
  examples: readonly Example[],
  { threads }: TuneOptions,
  random: Random,
): Promise<Map<string, Float32Array>> {
  const width = config.hidden_size;
  const model = lowerLayersGraph(base, config, config.num_hidden_layers, SMALL);
  await using all = await LowerLayers.open(model, threads);
  const parts: ProbeData[] = [];
  for (const bucket of buckets(examples, TUNE_RECIPE.batch, random))
    parts.push({ means: meansOf(await all.hidden(bucket), bucket, width), ...labelsOf(bucket) });
  const joined = (pick: (part: ProbeData) => Float32Array): Float32Array => {
    const values = new Float32Array(parts.reduce((sum, part) => sum + pick(part).length, 0));
    let at = 0;
    for (const part of parts) {
      values.set(pick(part), at);
      at += pick(part).length;
    }
    return values;
  };
  return fitProbe(
    {
      means: joined(({ means }) => means),
      target: joined(({ target }) => target),
      weight: joined(({ weight }) => weight),
    },
    { width, task: config.task_size, kinds: KINDS, threads, random },
  );
}

/** Writes the tuned part in 16 bits, as the family `minilm` reads it; the classifier is left out. */
export async function writeTuned(file: string, { parameters }: Tuned): Promise<void> {
  const shapes = trainedShapes(MINILM_CONFIG, TUNE_RECIPE.layers, KINDS);
  const tensors = new Map<string, HalfTensor>();
  for (const [name, data] of parameters)
    if (!name.startsWith('head.'))
      tensors.set(name, {
        dtype: 'F16',
        shape: shapes.get(name) ?? [data.length],
        data: new Float16Array(data),
      });
  await writeSafetensors(file, tensors);
}
