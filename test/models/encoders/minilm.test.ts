/** The family `minilm` on the published weights, where they are on this machine; without them, that it says so. */
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { defaultCacheFolder } from '../../../models/encoders/cache.ts';
import { ensureEncoders } from '../../../models/encoders/cache.ts';
import { minilm } from '../../../models/encoders/minilm.ts';
import { MINILM_CONFIG } from '../../../models/encoders/minilm/config.ts';
import { bertGraph, EXACT, SMALL } from '../../../models/encoders/minilm/export.ts';
import { readMinilm } from '../../../models/encoders/minilm/weights.ts';
import { WeightsFilesError } from '../../../models/weights/errors.ts';
import { MINILM } from '../../../models/weights/registry.ts';
import { findWeights } from '../../../models/weights/store.ts';
import { openBertTokenizer } from '../../../src/analysis/encoders/bert-tokens.ts';
import { openEncoders } from '../../../src/analysis/encoders/index.ts';
import { openSession } from '../../../src/analysis/encoders/session.ts';
import { Tensor } from '../../../src/analysis/onnxruntime.ts';
import { cosine } from '../../support/encoders.ts';
import { fixture } from '../../support/fixtures.ts';
import { testIf } from '../../support/model.ts';
import { closeTo } from '../../support/parity.ts';
import { rejects } from '../../support/within.ts';

const cases = z
  .array(z.object({ text: z.string(), tokens: z.array(z.int()), embedding: z.array(z.number()).length(384) }))
  .min(12)
  .parse(JSON.parse(readFileSync(fixture('minilm', 'embeddings.json'), 'utf8')));

const weights = await findWeights(MINILM, defaultCacheFolder());
if (weights === undefined) console.log('the weights are not here (`momentfx models pull minilm`): skipped');
const testWithWeights = testIf(weights !== undefined);

testWithWeights('the tokens are those of the original tokenizer', async () => {
  const folder = {
    path: weights!,
    read: (file: string) => readFile(join(weights!, file)),
  };
  const encode = await openBertTokenizer(folder, 'tokenizer.json');
  for (const { text, tokens } of cases) assert.equal(encode(text === '' ? ' ' : text), tokens, text);
});

testWithWeights('the published weights give the published vectors; small, they come close', async () => {
  const parameters = await readMinilm(join(weights!, 'model.safetensors'), '/nowhere');
  for (const [storage, least, most] of [
    [EXACT, 0.99999, 1e-5],
    [SMALL, 0.997, 0.02],
  ] as const) {
    const session = await openSession('minilm', bertGraph(parameters, MINILM_CONFIG, storage), 1);
    for (const { text, tokens, embedding } of cases) {
      const input = new Tensor('int32', Int32Array.from(tokens), [1, tokens.length]);
      const vector = (await session.run({ tokens: input }, 'embedding')).slice();
      closeTo(vector.slice(0, 384), embedding, most, text);
      const likeness = cosine(vector.slice(0, 384), embedding);
      assert.ok(likeness >= least, `${text}: cosine ${likeness}`);
      assert.ok(
        vector.slice(384).every((value) => value === 0),
        'no task layer',
      );
    }
    await session.release();
  }
});

testWithWeights('the encoders open, name themselves and keep meanings together', async () => {
  const encoders = await openEncoders(await ensureEncoders(minilm), { threads: 1 });
  try {
    const { frame, text, audio } = encoders;
    assert.equal({ frame: frame.name, text: text.name, audio: audio.name }, minilm.encoders);
    const [a, b, c] = (await text.embed([
      'The price is only ten dollars today.',
      'It costs just ten dollars.',
      'My cat fell off the sofa.',
    ])) as [Float32Array, Float32Array, Float32Array];
    const likeness = (x: Float32Array, y: Float32Array): number => cosine(x.slice(0, 384), y.slice(0, 384));
    assert.ok(likeness(a, b) > likeness(a, c) + 0.4, `${likeness(a, b)} and ${likeness(a, c)}`);
  } finally {
    await encoders.release();
  }
});

test('without the weights the family says how to get them, and makes nothing', async () => {
  const cache = await mkdtemp(join(tmpdir(), 'momentfx-cache-'));
  try {
    const error = await rejects(ensureEncoders(minilm, cache), /"minilm".*are not on this machine/);
    assert.instance(error, WeightsFilesError);
    assert.is((error as WeightsFilesError).code, 'weights-missing');
    assert.match((error as WeightsFilesError).nextStep, /momentfx models pull minilm/);
    assert.equal(await readdir(cache), []);
  } finally {
    await rm(cache, { recursive: true });
  }
});

test.run();
