/** The head that classifies sentences: its loss beside those of the queries, and its gradients. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Parameters } from '../../../models/training/steps/types.ts';
import { EndToEndStep } from '../../../models/training/steps/end-to-end-step.ts';
import { ShardedEndToEndStep } from '../../../models/training/steps/sharded-steps.ts';
import { TAGS } from '../../../src/streams/values.ts';
import { seeded } from '../../support/encoders.ts';
import { casesIn, closeTo, readConfig, Stored } from '../../support/parity.ts';
import { packedBatch, storedLibrary } from '../../support/training-batch.ts';

const CLASSES = 1 + TAGS.length;
const [name = ''] = casesIn('loss', '.batch.safetensors');
const config = { ...readConfig('loss', 'config.json'), sentence_classes: CLASSES };
const random = seeded(5);

const parameters: Parameters = (await Stored.read('loss', 'weights.safetensors')).weights();
parameters.set('logit_scale_sfx', Float32Array.of(2));
parameters.set(
  'sentence_head.weight',
  Float32Array.from({ length: CLASSES * config.hidden_dim }, () => random() - 0.5),
);
parameters.set(
  'sentence_head.bias',
  Float32Array.from({ length: CLASSES }, () => random() - 0.5),
);
const packed = packedBatch(await Stored.read('loss', `${name}.batch.safetensors`));
const library = storedLibrary(await Stored.read('loss', 'sfx_library.safetensors'));
const places = packed.size * packed.shape.asr;
const target = new Float32Array(places * CLASSES);
const weight = new Float32Array(places);
for (let place = 0; place < places; place++) {
  target[place * CLASSES + (place % CLASSES)] = 1;
  weight[place] = place % 3 === 0 ? 0 : 1 / places;
}
const batch = { ...packed, sentences: { target, weight } };
const targets = {
  moments: {
    moment_bbox_gt: new Float32Array(0),
    moment_sfx_index: new Int32Array(0),
    moment_num: new Int32Array(packed.size),
    back_num: new Int32Array(packed.size).fill(config.query_num),
  },
  candidates: 'library' as const,
  assignment: Array.from({ length: config.decoder_layer_num }, () =>
    Array.from({ length: packed.size }, () => ({ rows: [], cols: [] })),
  ),
};
const options = {
  config,
  batch: packed.size,
  shape: packed.shape,
  librarySize: library.tag.length,
  dropout: { attention: 0, ffn: 0 },
};

async function results(step: EndToEndStep | ShardedEndToEndStep, own = parameters) {
  await step.forward(own, batch, library);
  const { terms, gradients } = await step.backward(targets);
  return {
    total: terms.total,
    gradients: new Map([...gradients].map(([key, values]) => [key, values.slice()])),
  };
}

test('its loss joins the total by its weight, and its gradients are those of finite differences', async () => {
  await using without = await EndToEndStep.create({ ...options, threads: 1, weights: { sentence: 0 } });
  await using step = await EndToEndStep.create({ ...options, threads: 1, weights: { sentence: 4 } });
  const base = (await results(without)).total;
  const { total, gradients } = await results(step);
  assert.ok(total > base + 1, `${total} after ${base}`);
  const STEP = 1e-2;
  for (const key of ['sentence_head.weight', 'sentence_head.bias', 'asr_lemb'])
    for (const at of [0, 3]) {
      const shifted = (by: number) => {
        const values = parameters.get(key)!.slice();
        values[at]! += by;
        return new Map([...parameters, [key, values]]);
      };
      const above = (await results(step, shifted(STEP))).total;
      const below = (await results(step, shifted(-STEP))).total;
      const slope = (above - below) / (2 * STEP);
      closeTo([gradients.get(key)![at]!], [slope], 5e-3 + 0.03 * Math.abs(slope), `${key} ${at}`);
    }
});

test('two threads with half the videos each give the same', async () => {
  await using whole = await EndToEndStep.create({ ...options, threads: 1, weights: { sentence: 4 } });
  await using halves = await ShardedEndToEndStep.create({ ...options, threads: 2, weights: { sentence: 4 } });
  const one = await results(whole);
  const two = await results(halves);
  closeTo([two.total], [one.total], 1e-4 * one.total, 'total');
  for (const key of ['sentence_head.weight', 'sentence_head.bias', 'ttsasr_proj.weight'])
    closeTo(two.gradients.get(key)!, one.gradients.get(key)!, 1e-4, key);
});

test.run();
