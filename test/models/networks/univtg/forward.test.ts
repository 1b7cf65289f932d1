import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parameterShapes } from '../../../../models/networks/univtg/parameters.ts';
import { checkShapes } from '../../../../models/networks/weights.ts';
import { baselineCases, checkOutputs, loadBaseline, runOnce } from '../../../support/baselines.ts';
import { closeTo } from '../../../support/parity.ts';
import { onStored, realFrames, storedOutputs, UNIVTG } from '../../../support/univtg.ts';

const LIMIT = 1e-4;
const cases = baselineCases(UNIVTG);
const isTraining = (name: string): boolean => name.startsWith('train');
const load = (name: string) => loadBaseline(UNIVTG, name, isTraining(name) ? 'train' : name);

for (const name of cases)
  test(`${name}: answers as the authors' code in a batch, or as if each video were alone`, async () => {
    const own = await load(name);
    const onBatch = onStored(own, 'seen');
    checkShapes(parameterShapes(onBatch.config), own.weights);
    // Beside targets, outputs have a prefix of their own.
    const prefix = isTraining(name) ? 'out.' : '';
    const { saliency_scores: saliency, ...found } = await runOnce(
      storedOutputs(onBatch.answers),
      own.weights,
      own.inputs.data(),
    );
    const named = Object.entries(found).map(([key, values]) => [`${prefix}${key}`, values] as const);
    checkOutputs(Object.fromEntries(named), own.expected, LIMIT, name);
    const stored = own.expected.floats(`${prefix}saliency_scores`);
    closeTo(realFrames(saliency!, onBatch), realFrames(stored, onBatch), LIMIT, `${name}: saliency`);

    if (!own.expected.has('solo.0.pred_logits')) return;
    const apart = onStored(own, 'hidden');
    const alone = await runOnce(storedOutputs(apart.answers), own.weights, own.inputs.data());
    for (const [key, size] of [
      ['pred_logits', 1],
      ['pred_spans', 2],
      ['saliency_scores', 1],
    ] as const) {
      const expected = apart.lengths.flatMap((_, video) => [...own.expected.floats(`solo.${video}.${key}`)]);
      closeTo(realFrames(alone[key]!, apart, size), expected, LIMIT, `${name}: ${key}, each alone`);
    }
  });

test('there are batches with padding among the cases', async () => {
  const all = await Promise.all(cases.map(load));
  assert.ok(all.some(({ inputs }) => inputs.floats('src_vid_mask').includes(0)));
});

test.run();
