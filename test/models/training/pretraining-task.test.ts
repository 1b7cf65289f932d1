import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { packBatch } from '../../../src/analysis/pack.ts';
import { FULL_CONFIG } from '../../../models/networks/dm/config.ts';
import { networkOf } from '../../../models/networks/registry.ts';
import { adamwStep, type AdamWState } from '../../../models/training/adamw.ts';
import { packMoments } from '../../../models/training/moment-targets.ts';
import {
  PRETRAINING_TASKS,
  sentenceTargets,
  tagShares,
  tagTargets,
} from '../../../models/training/pretraining-task.ts';
import { Random } from '../../../models/training/random.ts';
import { MsmStep } from '../../../models/training/steps/msm-step.ts';

const random = new Random(5);
const vector = (width: number) =>
  Float32Array.from({ length: width }, () => random.normal() / Math.sqrt(width));
const text = (start: number, end: number) => ({ embedding: vector(512), start, end });
const items = [
  { frames: Array.from({ length: 6 }, () => vector(512)), tts: [], asr: [text(0, 1), text(2, 4)] },
  { frames: Array.from({ length: 4 }, () => vector(512)), tts: [], asr: [text(1, 3)] },
];
const batch = packBatch(items, vector(512), { frames: 6, tts: 1, asr: 4 });
const tags = Int32Array.of(0, 1, 1, 3);
const library = { audio: vector(4 * 1024), text: vector(4 * 512), tag: tags };
const moments = packMoments(
  [[{ start: 2, end: 4, sfxIndex: 3 }], [{ start: 1, end: 2, sfxIndex: 1 }]],
  batch.frame_num,
  2,
);

test('tags are told by their effects', () => {
  assert.equal([...tagTargets(moments, tags).moments.moment_sfx_index], [3, 1]);
  const shares = tagShares(tags);
  assert.equal([...shares.subarray(0, 8)], [1, 0, 0, 0, 0, 0.5, 0.5, 0]);
  assert.equal([...shares.subarray(8, 12)], [0.25, 0.25, 0.25, 0.25], 'a tag without effects stays finite');
});

test('sentences are told by the frames that they are spoken over, the blank aside', () => {
  const { moments: own, candidates } = sentenceTargets(batch);
  assert.equal([...own.moment_num], [2, 1]);
  assert.equal([...own.moment_sfx_index], [0, 1, 4]);
  assert.equal([...own.moment_start_frame], [0, 2, 1]);
  assert.equal([...own.moment_end_frame], [1, 4, 3]);
  if (candidates === 'library') throw new Error('sentences have candidates of their own');
  assert.equal([...candidates.fore], [0, 1, 4, 0, 1, 4, 0, 1, 4]);
  assert.equal([...candidates.back], [0, 1, 4, 0, 1, 4], 'both windows have a frame that nobody speaks over');
});

for (const task of PRETRAINING_TASKS)
  test(`${task}: its loss falls`, async () => {
    const config = {
      ...FULL_CONFIG,
      query_num: 2,
      hidden_dim: 16,
      head_num: 2,
      att_dim: 8,
      ffn_dim: 32,
      encoder_layer_num: 1,
      decoder_layer_num: 1,
    };
    const parameters = networkOf(config).initialParameters(config, 1);
    const shape = { frames: 6, tts: 1, asr: 4 };
    await using step = await MsmStep.create({ config, batch: 2, shape, librarySize: 4, threads: 1, task });
    const targets = {
      msm: { moments, candidates: 'library' as const },
      'sfx-tp': tagTargets(moments, tags),
      ssp: sentenceTargets(batch),
    }[task];
    const losses: number[] = [];
    const state: AdamWState = new Map();
    for (let at = 0; at < 40; at++) {
      const { terms, gradients } = await step.run(parameters, batch, library, targets);
      losses.push(terms.total);
      adamwStep(parameters, gradients, state, 3e-3);
    }
    assert.ok(losses.every(Number.isFinite));
    assert.ok(losses.at(-1)! < 0.5 * losses[0]!, `${losses[0]} to ${losses.at(-1)}`);
  });

test.run();
