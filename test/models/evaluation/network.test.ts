import { readFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SfxMoment } from '../../../models/corpus/sfx-moment/data-set.ts';
import type { ClipPrediction, Figures } from '../../../models/evaluation/average-precision.ts';
import { evaluateClips } from '../../../models/evaluation/clips.ts';
import { embedLibrary } from '../../support/plain-effects.ts';
import { runWindows } from '../../../models/evaluation/network-runner.ts';
import { dmConfigSchema } from '../../../models/networks/dm/config.ts';
import { readSafetensors, readWeights } from '../../../models/training/safetensors.ts';
import { fixture } from '../../support/fixtures.ts';
import { casesIn } from '../../support/parity.ts';
import { rankOne } from '../../support/rank-one.ts';

const json = async <T>(...parts: string[]): Promise<T> =>
  JSON.parse(await readFile(fixture('dm', ...parts), 'utf8')) as T;
const weightsOf = async (...parts: string[]): Promise<Map<string, Float32Array>> =>
  new Map([...(await readWeights(fixture('dm', ...parts)))].map(([name, { data }]) => [name, data]));

const expected = await json<
  Record<string, { metrics: Figures; predictions: ClipPrediction[]; window_keys: string[] }>
>('mini-expected', 'end_to_end.json');
assert.ok(Object.keys(expected).length > 0);
for (const [split, truth] of Object.entries(expected))
  test(`end to end from data and weights: ${split}`, async () => {
    const data = await SfxMoment.open(fixture('dm', 'sfx-moment-mini'));
    const weights = await weightsOf('mini-expected', 'weights.safetensors');
    const config = dmConfigSchema.parse(await json('mini-expected', 'config.json'));
    const windows = [];
    for await (const window of data.windows(
      split === 'train_in_val_mode' ? 'train' : (split as 'val' | 'test'),
    ))
      windows.push(window);
    assert.equal(
      windows.map(({ key }) => key),
      truth.window_keys,
    );
    const clips = await runWindows(config, weights, windows, data.blank, data.library.ids);
    const own = evaluateClips(clips, embedLibrary(data.library, weights));
    assert.equal(
      own.predictions.map(({ moment_pred_windows }) => moment_pred_windows),
      truth.predictions.map(({ moment_pred_windows }) => moment_pred_windows),
    );
    assert.equal(
      own.predictions.map(({ matched_sfx }) => matched_sfx.map(([first]) => first)),
      truth.predictions.map(({ matched_sfx }) => matched_sfx.map(([first]) => first)),
    );
    for (const [name, value] of Object.entries(truth.metrics) as [keyof Figures, number][])
      assert.ok(
        Math.abs(own.figures[name] - value) <= 1e-9,
        `${name}: ${own.figures[name]}, expected ${value}`,
      );
  });

for (const name of casesIn('msm', '.grads.safetensors')) {
  test(`msm/${name}: the rank-1 check`, async () => {
    const stored = await readSafetensors(fixture('dm', 'msm', `${name}.expected.safetensors`));
    const batch = await readSafetensors(fixture('dm', 'msm', `${name}.batch.safetensors`));
    const sfx = await readSafetensors(fixture('dm', 'msm', 'sfx_library.safetensors'));
    const find = (shape: string): Float32Array | Int32Array =>
      [...sfx.values()].find((tensor) => tensor.shape.slice(1).join() === shape)!.data;
    const tags = find('') as Int32Array;
    const library = {
      ids: Array.from(tags, (_, row) => String(row)),
      tags,
      audio: find('1024') as Float32Array,
      text: find('512') as Float32Array,
    };
    const int = (key: string): Int32Array => batch.get(key)!.data as Int32Array;
    const own = rankOne(
      stored.get('video_emb')!.data as Float32Array,
      {
        moment_num: int('moment_num'),
        moment_start_frame: int('moment_start_frame'),
        moment_end_frame: int('moment_end_frame'),
        moment_sfx_index: int('moment_sfx_index'),
      },
      embedLibrary(library, await weightsOf('msm', 'weights.safetensors')),
    );
    assert.equal(own.best, [...stored.get('eval_top1_index')!.data]);
    const { eval_rank1 } = await json<{ eval_rank1: number }>('msm', `${name}.json`);
    assert.ok(Math.abs(own.share - eval_rank1) < 1e-9);
  });
}

test.run();
