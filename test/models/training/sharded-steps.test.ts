import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ShardedEndToEndStep, ShardedMsmStep } from '../../../models/training/steps/sharded-steps.ts';
import { StepWorkerError } from '../../../models/training/steps/worker-pool.ts';
import { shardRanges } from '../../../models/training/steps/sharding.ts';
import { checkGradients } from '../../support/gradients.ts';
import { casesIn, closeTo, readConfig, readJson, Stored } from '../../support/parity.ts';
import { packedBatch, storedAssignment, storedLibrary } from '../../support/training-batch.ts';
import { rejects } from '../../support/within.ts';

interface Case {
  readonly initial_logit_scale_sfx: number;
}

async function load(folder: 'loss' | 'msm', name: string) {
  const facts = readJson(folder, `${name}.json`);
  const config = readConfig(folder, 'config.json');
  const parameters = (await Stored.read(folder, 'weights.safetensors')).weights();
  parameters.set('logit_scale_sfx', Float32Array.of((facts as Case).initial_logit_scale_sfx));
  const stored = await Stored.read(folder, `${name}.batch.safetensors`);
  const library = storedLibrary(await Stored.read(folder, 'sfx_library.safetensors'));
  const batch = packedBatch(stored);
  const options = {
    config,
    batch: batch.size,
    shape: batch.shape,
    librarySize: library.tag.length,
    threads: 2,
  };
  return { facts, config, parameters, stored, library, batch, options };
}

const close = (actual: number, expected: number, what: string): void =>
  closeTo([actual], [expected], 1e-4 * Math.abs(expected) + 1e-7, what);

for (const name of casesIn('loss', '.batch.safetensors'))
  test(`${name}: two threads with half the videos each give the stored losses and gradients`, async () => {
    const { facts, config, parameters, stored, library, batch, options } = await load('loss', name);
    const expected = await Stored.read('loss', `${name}.expected.safetensors`);
    await using step = await ShardedEndToEndStep.create(options);
    const forward = await step.forward(parameters, batch, library);
    closeTo(forward.momentEmb, expected.floats('moment_emb'), 1e-4, 'moment_emb');
    closeTo(forward.momentBox, expected.floats('moment_bbox'), 1e-4, 'moment_bbox');
    assert.is(forward.videoEmb.length, expected.floats('video_emb').length);
    const { terms, gradients } = await step.backward({
      moments: {
        moment_bbox_gt: stored.floats('moment_bbox_gt'),
        moment_sfx_index: stored.ints('moment_sfx_index'),
        moment_num: stored.ints('moment_num'),
        back_num: stored.ints('back_num'),
      },
      candidates: { fore: stored.ints('fore_choice'), back: stored.ints('back_choice') },
      assignment: storedAssignment(expected, config.decoder_layer_num),
    });
    close(terms.total, expected.floats('total_loss')[0]!, 'total');
    for (const [own, what] of [
      [terms.foreMatch, 'fore_match_loss'],
      [terms.backMatch, 'back_match_loss'],
      [terms.giou, 'fore_giou_loss'],
      [terms.l1, 'fore_l1_loss'],
      [terms.foreTop1, 'fore_top1_acc'],
      [terms.backTop1, 'back_top1_acc'],
    ] as const)
      for (const [layer, value] of expected.floats(what).entries())
        close(own[layer]!, value, `${what} ${layer}`);
    checkGradients(gradients, await Stored.read('loss', `${name}.grads.safetensors`), facts);
  });

for (const name of casesIn('msm', '.batch.safetensors'))
  test(`${name}: pre-training in two threads gives the stored losses and gradients`, async () => {
    const { facts, parameters, stored, library, batch, options } = await load('msm', name);
    const expected = await Stored.read('msm', `${name}.expected.safetensors`);
    await using step = await ShardedMsmStep.create(options);
    const moments = {
      moment_start_frame: stored.ints('moment_start_frame'),
      moment_end_frame: stored.ints('moment_end_frame'),
      moment_sfx_index: stored.ints('moment_sfx_index'),
      moment_num: stored.ints('moment_num'),
    };
    const candidates = { fore: stored.ints('fore_choice'), back: stored.ints('back_choice') };
    const { terms, gradients } = await step.run(parameters, batch, library, { moments, candidates });
    close(terms.total, expected.floats('total_loss')[0]!, 'total');
    close(terms.fore, expected.floats('fore_loss')[0]!, 'fore');
    close(terms.back, expected.floats('back_loss')[0]!, 'back');
    const hits = [...expected.ints('eval_top1_index')].filter(
      (top, at) => top === moments.moment_sfx_index[at],
    );
    close(terms.rank1, hits.length / moments.moment_sfx_index.length, 'rank-1 check');
    checkGradients(gradients, await Stored.read('msm', `${name}.grads.safetensors`), facts);
  });

test('what fails in a thread is told, also on the next call', async () => {
  const { parameters, library, batch, options } = await load(
    'loss',
    casesIn('loss', '.batch.safetensors')[0]!,
  );
  await using step = await ShardedEndToEndStep.create(options);
  const short = { ...library, audio: library.audio.slice(1) };
  assert.instance(await rejects(step.forward(parameters, batch, short), /sfx_audio/), StepWorkerError);
  await rejects(step.forward(parameters, batch, library), /training thread failed/);
});

test('stopped while the threads are at work, they finish it first', async () => {
  const { parameters, library, batch, options } = await load(
    'loss',
    casesIn('loss', '.batch.safetensors')[0]!,
  );
  const step = await ShardedEndToEndStep.create(options);
  const asked = step.forward(parameters, batch, library);
  await step.release();
  assert.ok((await asked).momentEmb.every(Number.isFinite));
  await rejects(step.forward(parameters, batch, library), /training thread failed: it ended/);
});

test('parts cover every video once', () => {
  assert.equal(shardRanges(5, 2), [
    [0, 3],
    [3, 5],
  ]);
  assert.equal(shardRanges(256, 2), [
    [0, 128],
    [128, 256],
  ]);
});

test.run();
