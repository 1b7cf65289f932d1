import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MsmStep } from '../../../models/training/steps/msm-step.ts';
import { TooManyMomentsError } from '../../../models/training/steps/msm-targets.ts';
import { checkGradients } from '../../support/gradients.ts';
import { casesIn, closeTo, readConfig, readJson, Stored } from '../../support/parity.ts';
import { packedBatch, storedLibrary } from '../../support/training-batch.ts';

interface Case {
  readonly initial_logit_scale_sfx: number;
}

async function load(name: string, maxMoments?: number) {
  const facts = readJson('msm', `${name}.json`) as Case;
  const config = readConfig('msm', 'config.json');
  const parameters = (await Stored.read('msm', 'weights.safetensors')).weights();
  parameters.set('logit_scale_sfx', Float32Array.of(facts.initial_logit_scale_sfx));
  const stored = await Stored.read('msm', `${name}.batch.safetensors`);
  const batch = packedBatch(stored);
  const library = storedLibrary(await Stored.read('msm', 'sfx_library.safetensors'));
  const moments = {
    moment_start_frame: stored.ints('moment_start_frame'),
    moment_end_frame: stored.ints('moment_end_frame'),
    moment_sfx_index: stored.ints('moment_sfx_index'),
    moment_num: stored.ints('moment_num'),
  };
  const step = await MsmStep.create({
    config,
    batch: batch.size,
    shape: batch.shape,
    librarySize: library.tag.length,
    maxMoments: maxMoments ?? Math.max(...moments.moment_num),
    threads: 1,
  });
  return { parameters, stored, batch, library, moments, step };
}

/** The drawn candidates' logits, in the fixture's order. */
function pick(rows: readonly Float32Array[], choice: Int32Array, noEffectFirst: boolean): number[] {
  const drawn = choice.length / rows.length;
  return rows.flatMap((row, at) => {
    const own = [...choice.subarray(at * drawn, (at + 1) * drawn)].map((index) => row[index]!);
    return noEffectFirst ? [row.at(-1)!, ...own] : [...own, row.at(-1)!];
  });
}

for (const name of casesIn('msm', '.batch.safetensors')) {
  test(`${name}: losses, logits, rank-1 check and gradients`, async () => {
    const { step, parameters, stored, batch, library, moments } = await load(name);
    await using owned = step;
    const expected = await Stored.read('msm', `${name}.expected.safetensors`);
    const candidates = { fore: stored.ints('fore_choice'), back: stored.ints('back_choice') };
    const result = await owned.run(parameters, batch, library, { moments, candidates });
    assert.equal(result.backVideo, [...expected.ints('back_video_index')]);
    closeTo(pick(result.foreLogits, candidates.fore, false), expected.floats('fore_logits'), 1e-4, 'fore');
    closeTo(pick(result.backLogits, candidates.back, true), expected.floats('back_logits'), 1e-4, 'back');
    for (const [own, what] of [
      [result.terms.fore, 'fore_loss'],
      [result.terms.back, 'back_loss'],
      [result.terms.total, 'total_loss'],
    ] as const) {
      const value = expected.floats(what)[0]!;
      closeTo([own], [value], 1e-4 * Math.abs(value), what);
    }
    const scale = Math.exp(parameters.get('logit_scale_sfx')![0]!);
    const similarity = result.foreLogits.flatMap((row) => [...row].map((logit) => logit / scale));
    closeTo(similarity, expected.floats('eval_similarity'), 1e-4, 'eval_similarity');
    const hits = [...expected.ints('eval_top1_index')].filter(
      (top, at) => top === moments.moment_sfx_index[at],
    );
    assert.is(result.terms.rank1, hits.length / moments.moment_sfx_index.length);
    const grads = await Stored.read('msm', `${name}.grads.safetensors`);
    checkGradients(result.gradients, grads, readJson('msm', `${name}.json`));
  });
}

test('a batch without any moment trains the background alone, and everything stays finite', async () => {
  const { step, parameters, batch, library } = await load(casesIn('msm', '.batch.safetensors')[0]!, 2);
  await using owned = step;
  const none = new Int32Array(0);
  const moments = {
    moment_start_frame: none,
    moment_end_frame: none,
    moment_sfx_index: none,
    moment_num: new Int32Array(batch.size),
  };
  const result = await owned.run(parameters, batch, library, { moments, candidates: 'library' });
  assert.is(result.terms.fore, 0);
  assert.ok(result.terms.back > 0);
  assert.is(result.backLogits.length, batch.size);
  for (const [name, values] of result.gradients) assert.ok(values.every(Number.isFinite), name);
});

test('more moments than the step has room for is an error that says so', async () => {
  const { step, parameters, batch, library, moments } = await load(
    casesIn('msm', '.batch.safetensors')[0]!,
    1,
  );
  await using owned = step;
  const run = owned.run(parameters, batch, library, { moments, candidates: 'library' });
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.instance(error, TooManyMomentsError);
});

test.run();
