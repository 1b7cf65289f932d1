/** The stored training step of Moment-DETR or QD-DETR against ours. */
import * as assert from 'uvu/assert';
import type { DetectionLosses } from '../../models/networks/network.ts';
import type { RetrievalShape } from '../../models/networks/retrieval/inputs.ts';
import type { SetAnswers } from '../../models/networks/retrieval/set-losses.ts';
import {
  matchSet,
  pairFeeds,
  setCosts,
  setTargets,
  valuesOf,
} from '../../models/networks/retrieval/set-targets.ts';
import type { ParameterInputs } from '../../models/networks/scope.ts';
import type { Box } from '../../models/training/matching.ts';
import {
  checkBaselineGradients,
  lossClose,
  stepOnce,
  trainSchema,
  type Feeds,
  type StoredTraining,
} from './baseline-training.ts';
import { baselineJson, checkOutputs, loadBaseline, scopeOf, type BaselineCase } from './baselines.ts';
import { closeTo, type Stored } from './parity.ts';
import { byLayer } from './set-answers.ts';

export interface SetNetwork {
  readonly scope: ParameterInputs;
  readonly answers: SetAnswers;
  readonly losses: DetectionLosses;
  readonly layers: number;
}

/** Stored layers are `main`, the last, then `aux.0`…; ours begin with the first. */
const storedLayer = (layer: number, layers: number): string =>
  layer === layers - 1 ? 'main' : `aux.${layer}`;
const suffixOf = (layer: number, layers: number): string => (layer === layers - 1 ? '' : `_${layer}`);

/** The moments of each sample, as stored. */
function momentsOf(expected: Stored): Box[][] {
  const spans = expected.floats('span_labels');
  let at = 0;
  return Array.from(expected.ints('span_count'), (count) =>
    Array.from({ length: count }, (): Box => {
      at += 1;
      return [spans[2 * at - 2]!, spans[2 * at - 1]!];
    }),
  );
}

const pairRows = (expected: Stored, name: string): number[][] => {
  const [batch = 0, pairs = 0] = expected.shape(name);
  const values = [...expected.ints(name)];
  return Array.from({ length: batch }, (_, row) => values.slice(row * pairs, (row + 1) * pairs));
};

/** `more` makes further targets from the stored labels. */
export async function checkSetTraining(
  network: string,
  build: (config: Record<string, unknown>, shape: RetrievalShape, scopeFor: typeof scopeOf) => SetNetwork,
  more: (expected: Stored) => Feeds = () => ({}),
): Promise<void> {
  const facts: StoredTraining = trainSchema.parse(baselineJson(network, 'train.json'));
  const own = await loadBaseline(network, 'train');
  const [batch = 0, frames = 0] = own.inputs.shape('src_vid_mask');
  const [, tokens = 0] = own.inputs.shape('src_txt_mask');
  const { scope, answers, losses, layers } = build(own.config, { batch, frames, tokens }, scopeOf);
  const moments = momentsOf(own.expected);
  const pairs = pairRows(own.expected, 'saliency_pos_labels').map((pos, row) => ({
    pos,
    neg: pairRows(own.expected, 'saliency_neg_labels')[row]!,
  }));
  const setFeeds = (values: Readonly<Record<string, Float32Array>>): Feeds => {
    const set = valuesOf(answers, values);
    checkMatching(set, moments, own.expected, facts);
    const { feeds, accuracy } = setTargets(set, moments);
    closeTo([100 * (1 - accuracy)], [facts.losses['class_error']!], 1e-3, 'class_error');
    return feeds as Feeds;
  };
  const weights = Object.fromEntries(
    Object.keys(losses.losses).map((name) => [name, facts.weights_applied[name]!]),
  );
  const labelled = { ...pairFeeds(pairs), ...more(own.expected) };
  const all = (values: Readonly<Record<string, Float32Array>>) => ({ ...setFeeds(values), ...labelled });

  const step = (of: BaselineCase) => stepOnce(of, scope.used, losses, all, weights);
  const result = await step(own);
  checkLosses(result.losses, facts.losses, layers);
  lossClose(result.total, facts.total, 'total');
  await checkBaselineGradients(network, 'train.grads.safetensors', {
    ...{ own, result, again: step },
    norm: facts.total_grad_norm,
  });

  const without = await stepOnce(own, scope.used, losses, all, { ...weights, loss_saliency: 0 });
  lossClose(without.total, facts.without_saliency_labels.total, 'total without saliency');
}

function checkMatching(
  set: ReturnType<typeof valuesOf>,
  moments: readonly (readonly Box[])[],
  expected: Stored,
  { matching }: StoredTraining,
): void {
  const found = byLayer({ logits: set.logits, spans: set.spans, saliency: new Float32Array(0) }, set.layers);
  delete found['saliency_scores'];
  checkOutputs(
    Object.fromEntries(Object.entries(found).map(([name, values]) => [`out.${name}`, values])),
    expected,
    1e-4,
    'train',
  );
  const assignment = matchSet(set, moments);
  for (let layer = 0; layer < set.layers; layer++) {
    const name = storedLayer(layer, set.layers);
    const stored = matching.find((own) => own.layer === name)!;
    for (const [sample, own] of moments.entries()) {
      const costs = setCosts(set, layer, sample, own);
      closeTo(costs, expected.floats(`cost.${name}.${sample}`), 1e-3, `costs ${name} ${sample}`);
      const { rows, cols } = assignment[layer]![sample]!;
      const { pred, gt } = stored.samples[sample]!;
      assert.equal({ rows, cols }, { rows: pred, cols: gt }, `matching ${name} ${sample}`);
    }
  }
}

function checkLosses(
  found: Readonly<Record<string, readonly number[]>>,
  stored: Readonly<Record<string, number>>,
  layers: number,
): void {
  for (const [name, values] of Object.entries(found))
    for (const [at, value] of values.entries()) {
      const key = values.length === layers ? `${name}${suffixOf(at, layers)}` : name;
      lossClose(value, stored[key]!, key);
    }
}
