/** The stored answers of Moment-DETR or QD-DETR against ours. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Tensor } from '../../models/graph/tensor.ts';
import type { ParameterShapes, Scope } from '../../models/networks/network.ts';
import { retrievalInputs, type RetrievalInputs } from '../../models/networks/retrieval/inputs.ts';
import { checkShapes } from '../../models/networks/weights.ts';
import {
  baselineCases,
  checkOutputs,
  loadBaseline,
  runOnce,
  scopeOf,
  soloInputs,
  type BaselineCase,
} from './baselines.ts';
import { closeTo } from './parity.ts';
import { byLayer } from './set-answers.ts';

const LIMIT = 1e-4;
const MAIN = ['pred_logits', 'pred_spans', 'saliency_scores'] as const;

interface Sizes {
  readonly v_feat_dim: number;
  readonly t_feat_dim: number;
  readonly dec_layers: number;
}

/** How the network under test is built. */
export interface SetForward<Config extends Sizes> {
  /** Name of its folder of fixtures. */
  readonly network: string;
  readonly parse: (config: unknown) => Config;
  readonly parameterShapes: (config: Config) => ParameterShapes;
  /** As the authors' code computes a batch; further outputs are compared under their names. */
  readonly answer: (scope: Scope<Config>, inputs: RetrievalInputs) => Readonly<Record<string, Tensor>>;
  /** As it is meant to, where that differs in a batch with padding. */
  readonly proper?: (scope: Scope<Config>, inputs: RetrievalInputs) => Readonly<Record<string, Tensor>>;
}

type Feeds = ReadonlyMap<string, Float32Array | Int32Array>;

/** Declares the tests. */
export function testSetForward<Config extends Sizes>(own: SetForward<Config>): void {
  const run = async (
    { config, weights }: BaselineCase,
    feeds: Feeds,
    [batch, frames, tokens]: readonly [number, number, number],
    answer = own.answer,
  ): Promise<Record<string, Float32Array>> => {
    const sizes = own.parse(config);
    const scope = scopeOf(sizes, own.parameterShapes(sizes));
    const outputs = answer(scope, retrievalInputs(sizes, { batch, frames, tokens }));
    return byLayer(await runOnce(outputs, weights, feeds), sizes.dec_layers);
  };
  // `train` has its outputs beside its targets: the test of the losses compares them.
  const cases = baselineCases(own.network).filter((name) => name !== 'train');

  for (const name of cases)
    test(`${name}: answers as the authors' code, in a batch and alone`, async () => {
      const stored = await loadBaseline(own.network, name);
      checkShapes(own.parameterShapes(own.parse(stored.config)), stored.weights);
      const [batch = 0, frames = 0] = stored.inputs.shape('src_vid_mask');
      const [, tokens = 0] = stored.inputs.shape('src_txt_mask');
      const shape = [batch, frames, tokens] as const;
      checkOutputs(await run(stored, stored.inputs.data(), shape), stored.expected, LIMIT, name);
      if (!stored.expected.has('solo.0.pred_logits')) return;
      const proper = await run(stored, stored.inputs.data(), shape, own.proper ?? own.answer);
      for (let sample = 0; sample < batch; sample++) {
        const inputs = soloInputs(stored, sample);
        const real = inputs.get('src_vid')!.shape[1]!;
        const feeds = new Map([...inputs].map(([key, { data }]) => [key, data]));
        const alone = await run(stored, feeds, [1, real, inputs.get('src_txt')!.shape[1]!]);
        for (const key of MAIN) {
          const expected = stored.expected.floats(`solo.${sample}.${key}`);
          closeTo(alone[key]!, expected, LIMIT, `${name} ${sample} alone, ${key}`);
          const size = proper[key]!.length / batch;
          const inBatch = proper[key]!.slice(sample * size, sample * size + expected.length);
          closeTo(inBatch, expected, LIMIT, `${name} ${sample} in its batch, ${key}`);
        }
      }
    });

  test('there are batches with padding among the cases', async () => {
    const all = await Promise.all(cases.map((name) => loadBaseline(own.network, name)));
    assert.ok(all.some(({ inputs }) => inputs.floats('src_vid_mask').includes(0)));
  });
}
