import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { momentDetrSchema } from '../../../../models/networks/moment-detr/config.ts';
import { answer } from '../../../../models/networks/moment-detr/forward.ts';
import { parameterShapes } from '../../../../models/networks/moment-detr/parameters.ts';
import { retrievalInputs } from '../../../../models/networks/retrieval/inputs.ts';
import { checkShapes } from '../../../../models/networks/weights.ts';
import {
  baselineCases,
  checkOutputs,
  loadBaseline,
  runOnce,
  scopeOf,
  soloInputs,
  type BaselineCase,
} from '../../../support/baselines.ts';
import { byLayer } from '../../../support/set-answers.ts';

const NETWORK = 'moment_detr';
const LIMIT = 1e-4;
/** `train` has its outputs beside its targets; see `losses.test.ts`. */
const CASES = baselineCases(NETWORK).filter((name) => name !== 'train');

async function run(
  { config, weights }: BaselineCase,
  feeds: ReadonlyMap<string, Float32Array | Int32Array>,
  [batch, frames, tokens]: readonly [number, number, number],
): Promise<Record<string, Float32Array>> {
  const sizes = momentDetrSchema.parse(config);
  const scope = scopeOf(sizes, parameterShapes(sizes));
  const answers = answer(scope, retrievalInputs(sizes, { batch, frames, tokens }), 'all');
  return byLayer(await runOnce({ ...answers }, weights, feeds), sizes.dec_layers);
}

for (const name of CASES) {
  test(`${name}: answers as the authors' code, in a batch and alone`, async () => {
    const own = await loadBaseline(NETWORK, name);
    const sizes = momentDetrSchema.parse(own.config);
    checkShapes(parameterShapes(sizes), own.weights);
    const [batch = 0, frames = 0] = own.inputs.shape('src_vid_mask');
    const [, tokens = 0] = own.inputs.shape('src_txt_mask');
    checkOutputs(await run(own, own.inputs.data(), [batch, frames, tokens]), own.expected, LIMIT, name);
    if (!own.expected.has('solo.0.pred_logits')) return;
    for (let sample = 0; sample < batch; sample++) {
      const alone = soloInputs(own, sample);
      const shape = [1, alone.get('src_vid')!.shape[1]!, alone.get('src_txt')!.shape[1]!] as const;
      const feeds = new Map([...alone].map(([key, { data }]) => [key, data]));
      const { pred_logits, pred_spans, saliency_scores } = await run(own, feeds, shape);
      const found = { pred_logits, pred_spans, saliency_scores };
      checkOutputs(
        Object.fromEntries(Object.entries(found).map(([key, values]) => [`solo.${sample}.${key}`, values!])),
        own.expected,
        LIMIT,
        name,
      );
    }
  });
}

test('there are batches with padding among the cases', async () => {
  const ragged = await Promise.all(CASES.map((name) => loadBaseline(NETWORK, name)));
  assert.ok(ragged.some(({ inputs }) => inputs.floats('src_vid_mask').includes(0)));
});

test.run();
