import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { LabelledSentence } from '../../../models/corpus/talks/labelled.ts';
import { defaultCacheFolder } from '../../../models/encoders/cache.ts';
import { MINILM_CONFIG } from '../../../models/encoders/minilm/config.ts';
import { readMinilm } from '../../../models/encoders/minilm/weights.ts';
import { Random } from '../../../models/training/random.ts';
import { fitProbe } from '../../../models/training/text-encoder/probe.ts';
import { buckets, labelsOf, meansOf, tokensOf } from '../../../models/training/text-encoder/rows.ts';
import { tuneTextEncoder, writeTuned } from '../../../models/training/text-encoder/tune.ts';
import { MINILM } from '../../../models/weights/registry.ts';
import { findWeights } from '../../../models/weights/store.ts';
import { testIf } from '../../support/model.ts';

const example = (length: number, kind: number) => ({
  ids: Array.from({ length }, (_, i) => 100 * length + i),
  kinds: [0, 1, 2].map((own) => (own === kind ? 1 : 0)),
  weight: 1,
});

test('batches hold every example once, each padded to the length of its bucket', () => {
  const examples = Array.from({ length: 137 }, (_, i) => example(3 + (i % 70), i % 3));
  const all = buckets(examples, 8, new Random(1));
  const seen = all.flatMap(({ examples: own }) => own);
  assert.is(seen.length, examples.length);
  assert.is(new Set(seen).size, examples.length);
  for (const bucket of all) {
    assert.ok(bucket.examples.length <= 8);
    const tokens = tokensOf(bucket);
    assert.is(tokens.length, bucket.examples.length * bucket.tokens);
    bucket.examples.forEach(({ ids }, row) => {
      const own = [...tokens.slice(row * bucket.tokens, (row + 1) * bucket.tokens)];
      const kept = ids.slice(0, bucket.tokens);
      assert.equal(own, [...kept, ...new Array<number>(bucket.tokens - kept.length).fill(-1)]);
    });
    const { target, weight } = labelsOf(bucket);
    assert.is(target.length, 3 * weight.length);
  }
});

test('a mean counts the tokens of its own row alone', () => {
  const bucket = { tokens: 3, examples: [example(1, 0), example(3, 1)] };
  const hidden = Float32Array.of(1, 2, 9, 9, 9, 9, 3, 4, 5, 6, 7, 8);
  assert.equal(
    [...meansOf(hidden, bucket, 2)].map((mean) => Math.round(mean)),
    [1, 2, 5, 6],
  );
});

test('the probe tells kinds apart that lie apart, from vectors of any mean and spread', async () => {
  const random = new Random(3);
  const [rows, width, kinds] = [1024, 8, 3];
  const means = new Float32Array(rows * width);
  const target = new Float32Array(rows * kinds);
  for (let row = 0; row < rows; row++) {
    const kind = random.below(kinds);
    target[row * kinds + kind] = 1;
    for (let k = 0; k < width; k++)
      means[row * width + k] = 50 + 0.01 * (random.normal() + (k === kind ? 4 : 0));
  }
  const layers = await fitProbe(
    { means, target, weight: new Float32Array(rows).fill(1) },
    { width, task: 16, kinds, threads: 1, passes: 30, random },
  );
  const [taskWeight, taskBias, headWeight, headBias] = [
    'task.weight',
    'task.bias',
    'head.weight',
    'head.bias',
  ].map((name) => layers.get(name)!) as [Float32Array, Float32Array, Float32Array, Float32Array];
  let right = 0;
  for (let row = 0; row < rows; row++) {
    const task = [...taskBias].map((bias, t) =>
      Math.tanh(
        Array.from({ length: width }, (_, k) => taskWeight[t * width + k]! * means[row * width + k]!).reduce(
          (sum, value) => sum + value,
          bias,
        ),
      ),
    );
    const logits = [...headBias].map((bias, kind) =>
      task.reduce((sum, value, t) => sum + headWeight[kind * 16 + t]! * value, bias),
    );
    if (target[row * kinds + logits.indexOf(Math.max(...logits))] === 1) right += 1;
  }
  assert.ok(right / rows > 0.9, `${right} of ${rows} right`);
});

const weights = await findWeights(MINILM, defaultCacheFolder());
if (weights === undefined) console.log('The weights minilm are not here: tuning them is not tested.');
const testWithWeights = testIf(weights !== undefined);

testWithWeights('tuning makes key sentences rank higher, and its file is read back', async () => {
  const sentence = (text: string, kind: number): LabelledSentence => ({
    text,
    kinds: Array.from({ length: 6 }, (_, own) => (own === kind ? 1 : 0)),
    weight: 1,
  });
  const things = ['lamp', 'kettle', 'scarf', 'drill', 'pillow', 'notebook', 'jacket', 'pan'];
  const sentences = things.flatMap((thing, i) => [
    sentence(`and the ${thing} is only ${i + 4} dollars tonight, with the code ${thing}`, 2),
    sentence(`my aunt had a ${thing} like that in the kitchen of the old house`, 0),
    sentence(`the ${thing} was standing by the window when we came home`, 0),
    sentence(`order the ${thing} now, the link is right below, only ${i} left`, 2),
  ]);
  const folder = await mkdtemp(join(tmpdir(), 'momentfx-tune-'));
  try {
    const repeated = Array.from({ length: 16 }, () => sentences).flat();
    const tuned = await tuneTextEncoder({
      weights: weights!,
      sentences: () => repeated,
      validation: sentences,
      seed: 1,
      threads: 2,
      passes: 1,
    });
    assert.is(tuned?.ranking.length, 2);
    assert.ok(
      tuned!.ranking.every((area) => area > 0.95),
      `areas ${tuned!.ranking.join(', ')}`,
    );
    const file = join(folder, 'tuned.safetensors');
    await writeTuned(file, tuned!);
    assert.ok(existsSync(file));
    const parameters = await readMinilm(join(weights!, 'model.safetensors'), file);
    assert.is(parameters.get('task.weight')?.length, MINILM_CONFIG.task_size * MINILM_CONFIG.hidden_size);
    const name = 'encoder.layer.5.output.dense.weight';
    const published = await readMinilm(join(weights!, 'model.safetensors'), '/nowhere');
    assert.ok(
      parameters.get(name)!.some((value, i) => value !== published.get(name)![i]),
      'the top layer moved',
    );
    const low = 'encoder.layer.0.output.dense.weight';
    assert.equal(parameters.get(low), published.get(low), 'a frozen layer stayed');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test.run();
