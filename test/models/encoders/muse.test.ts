/** The family `muse` on the published weights, where they are on this machine; without them, that it says so. */
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { defaultCacheFolder } from '../../../models/encoders/cache.ts';
import { ensureEncoders } from '../../../models/encoders/cache.ts';
import { muse } from '../../../models/encoders/muse.ts';
import { WeightsFilesError } from '../../../models/weights/errors.ts';
import { MUSE } from '../../../models/weights/registry.ts';
import { findWeights } from '../../../models/weights/store.ts';
import { openEncoders } from '../../../src/analysis/encoders/index.ts';
import { openMuseTokenizer } from '../../../src/analysis/encoders/muse-tokens.ts';
import { cosine, norm } from '../../support/encoders.ts';
import { fixture } from '../../support/fixtures.ts';
import { testIf } from '../../support/model.ts';
import { closeTo } from '../../support/parity.ts';
import { rejects } from '../../support/within.ts';

const cases = z
  .array(z.object({ text: z.string(), tokens: z.array(z.int()), embedding: z.array(z.number()).length(512) }))
  .length(16)
  .parse(JSON.parse(readFileSync(fixture('muse', 'embeddings.json'), 'utf8')));

const weights = await findWeights(MUSE, defaultCacheFolder());
if (weights === undefined) console.log('the weights are not here (`momentfx models pull muse`): skipped');
const testWithWeights = testIf(weights !== undefined);

testWithWeights('the tokens are those of the published tokenizer', async () => {
  const folder = { path: weights!, read: (file: string) => readFile(join(weights!, file)) };
  const encode = await openMuseTokenizer(folder, 'sp.model');
  for (const { text, tokens } of cases) assert.equal(encode(text), tokens, text);
});

testWithWeights('the vectors are those of the published code, in a batch and alone', async () => {
  const encoders = await openEncoders(await ensureEncoders(muse), { threads: 1 });
  try {
    assert.equal([encoders.text.name, encoders.text.width], ['use-multilingual-3', 512]);
    const together = await encoders.text.embed(cases.map(({ text }) => text));
    for (const [at, { text, embedding }] of cases.entries()) {
      closeTo(together[at]!, embedding, 1e-3, text);
      const [alone] = await encoders.text.embed([text]);
      closeTo(alone!, embedding, 1e-3, text);
    }
    const [zh, en, other, empty] = (await encoders.text.embed([
      '链接在下面，现在就可以买。',
      'The link is below, you can buy it now.',
      'My grandfather fixed clocks in a small village.',
      '',
    ])) as [Float32Array, Float32Array, Float32Array, Float32Array];
    assert.ok(cosine(zh, en) > cosine(zh, other) + 0.2, 'the same words in two languages are close');
    assert.ok(Math.abs(norm(empty) - 1) < 1e-5);
  } finally {
    await encoders.release();
  }
});

test('without the weights: what to do', async () => {
  const cache = await mkdtemp(join(tmpdir(), 'momentfx-muse-'));
  try {
    const error = await rejects(ensureEncoders(muse, cache), /The weights "muse" .* are not on this machine/);
    assert.instance(error, WeightsFilesError);
    assert.is((error as WeightsFilesError).nextStep, 'Get them with `momentfx models pull muse`.');
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
});

test.run();
