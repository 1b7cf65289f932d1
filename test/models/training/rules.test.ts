import { readFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { adamwStep, clampLogitScale, gradientNorm, type AdamWState } from '../../../models/training/adamw.ts';
import { hungarian } from '../../../models/training/hungarian.ts';
import { giou, matchQueries } from '../../../models/training/matching.ts';
import { Random } from '../../../models/training/random.ts';
import { readSafetensors, readWeights } from '../../../models/training/safetensors.ts';
import { learningRate } from '../../../models/training/schedule.ts';
import { fixture } from '../../support/fixtures.ts';
import { casesIn } from '../../support/parity.ts';

const json = async <T>(...parts: string[]): Promise<T> =>
  JSON.parse(await readFile(fixture('dm', ...parts), 'utf8')) as T;
const cases = (folder: string): string[] => casesIn(folder, '.grads.safetensors');
interface Hyper {
  lr: number;
  beta1: number;
  beta2: number;
  eps: number;
  weight_decay: number;
  HM_match: number;
  HM_l1: number;
  HM_giou: number;
}

for (const folder of ['loss', 'msm'])
  for (const name of cases(folder))
    test(`${folder}/${name}: one AdamW step on the stored gradients`, async () => {
      const { hyper, initial_logit_scale_sfx: scale } = await json<{
        hyper: Hyper;
        initial_logit_scale_sfx: number;
      }>(folder, `${name}.json`);
      const parameters = new Map(
        [...(await readWeights(fixture('dm', folder, 'weights.safetensors')))].map(([key, { data }]) => [
          key,
          data,
        ]),
      );
      parameters.get('logit_scale_sfx')![0] = scale;
      const before = new Map([...parameters].map(([key, data]) => [key, data.slice()]));
      const gradients = new Map(
        [...(await readWeights(fixture('dm', folder, `${name}.grads.safetensors`)))].map(
          ([key, { data }]) => [key, data],
        ),
      );
      adamwStep(parameters, gradients, new Map<string, never>(), hyper.lr, {
        ...hyper,
        weightDecay: hyper.weight_decay,
      });
      clampLogitScale(parameters);
      const after = await readWeights(fixture('dm', folder, `${name}.after_step.safetensors`));
      for (const [key, data] of parameters) {
        const truth = gradients.has(key) ? after.get(key)!.data : before.get(key)!;
        const limit = gradients.has(key) ? 5e-7 : 0;
        data.forEach((value, i) =>
          assert.ok(Math.abs(value - truth[i]!) <= limit, `${key}[${i}]: ${value}, expected ${truth[i]}`),
        );
      }
    });

test('AdamW: later steps correct for the start, a parameter without gradient is not decayed', () => {
  const parameters = new Map([
    ['a', Float32Array.of(1)],
    ['b', Float32Array.of(5)],
  ]);
  const state: AdamWState = new Map();
  const options = { beta1: 0.9, beta2: 0.99, eps: 1e-8, weightDecay: 0.1 };
  adamwStep(parameters, new Map([['a', Float32Array.of(2)]]), state, 0.01, options);
  adamwStep(parameters, new Map([['a', Float32Array.of(-1)]]), state, 0.01, options);
  const m = 0.9 * 0.2 - 0.1;
  const v = 0.99 * 0.04 + 0.01;
  const first = 1 * 0.999 - 0.01;
  const second = first * 0.999 - (0.01 * (m / 0.19)) / Math.sqrt(v / 0.0199);
  assert.ok(Math.abs(parameters.get('a')![0]! - second) < 1e-6);
  assert.is(parameters.get('b')![0], 5);
  assert.throws(
    () => adamwStep(parameters, new Map([['c', Float32Array.of(1)]]), state, 0.01, options),
    /"c" has 1 values, its parameter does not exist/,
  );
  assert.is(gradientNorm(new Map([['a', Float32Array.of(3, 4)]])), 5);
  assert.ok(Number.isNaN(gradientNorm(new Map([['a', Float32Array.of(NaN)]]))));
});

test('learning rates', async () => {
  const schedules = await json<
    { base_lr: number; warmup: number; total_steps: number; points: [number, number][] }[]
  >('loss', 'lr_schedule.json');
  assert.ok(schedules.length > 0);
  for (const { base_lr: base, warmup, total_steps: total, points } of schedules)
    for (const [step, rate] of points) {
      const own = learningRate(step, { base, warmup, total });
      assert.ok(Math.abs(own - rate) <= 1e-12 * base + 1e-9 * rate, `step ${step}: ${own}, expected ${rate}`);
    }
  assert.is(learningRate(20, { base: 1, warmup: 5, total: 10 }), 0, 'past the end');
  assert.is(learningRate(5, { base: 1, warmup: 5, total: 5 }), 0, 'nothing after the warm-up');
});

for (const name of cases('loss'))
  test(`${name}: the assignment of every layer and video`, async () => {
    const { hyper } = await json<{ hyper: Hyper }>('loss', `${name}.json`);
    const batch = await readSafetensors(fixture('dm', 'loss', `${name}.batch.safetensors`));
    const expected = await readSafetensors(fixture('dm', 'loss', `${name}.expected.safetensors`));
    const [layers, videos, queries, d] = expected.get('moment_emb')!.shape as [
      number,
      number,
      number,
      number,
    ];
    const emb = expected.get('moment_emb')!.data as Float32Array;
    const boxes = expected.get('moment_bbox')!.data as Float32Array;
    const { shape, data } = expected.get('fore_sfx_emb')!;
    const gt = batch.get('moment_bbox_gt')!.data as Float32Array;
    const weights = { match: hyper.HM_match, l1: hyper.HM_l1, giou: hyper.HM_giou };
    const rows: number[] = [];
    const cols: number[] = [];
    for (let layer = 0; layer < layers; layer++) {
      let at = 0;
      for (let video = 0; video < videos; video++) {
        const moments = batch.get('moment_num')!.data[video]!;
        const from = (layer * videos + video) * queries;
        const positiveEmb = new Float32Array(moments * d);
        for (let m = 0; m < moments; m++)
          positiveEmb.set(
            (data as Float32Array).subarray((at + m) * shape[1]! * d, ((at + m) * shape[1]! + 1) * d),
            m * d,
          );
        const pairs = matchQueries(
          {
            queryEmb: emb.subarray(from * d, (from + queries) * d),
            queryBox: boxes.subarray(from * 2, (from + queries) * 2),
            positiveEmb,
            momentBox: gt.subarray(2 * at, 2 * (at + moments)),
            queries,
            moments,
          },
          weights,
        );
        assert.is(pairs.rows.length, expected.get('hungarian_count')!.data[video]);
        rows.push(...pairs.rows);
        cols.push(...pairs.cols);
        at += moments;
      }
    }
    assert.equal(rows, [...expected.get('hungarian_row')!.data]);
    assert.equal(cols, [...expected.get('hungarian_col')!.data]);
  });

test('the assignment is the cheapest of all, for every small shape', () => {
  const random = new Random(5);
  const cheapest = (cost: number[], rows: number, cols: number, row = 0, used: number[] = []): number => {
    if (row === rows || used.length === cols) return used.length === Math.min(rows, cols) ? 0 : Infinity;
    let best = rows > cols ? cheapest(cost, rows, cols, row + 1, used) : Infinity;
    for (let col = 0; col < cols; col++)
      if (!used.includes(col))
        best = Math.min(best, cost[row * cols + col]! + cheapest(cost, rows, cols, row + 1, [...used, col]));
    return best;
  };
  for (let rows = 1; rows <= 5; rows++)
    for (let cols = 1; cols <= 5; cols++)
      for (let trial = 0; trial < 4; trial++) {
        const cost = Array.from({ length: rows * cols }, () => random.below(trial === 0 ? 2 : 100) - 40);
        const pairs = hungarian(cost, rows, cols);
        assert.is(pairs.rows.length, Math.min(rows, cols));
        assert.equal(
          pairs.rows,
          [...new Set(pairs.rows)].sort((a, b) => a - b),
        );
        assert.is(new Set(pairs.cols).size, pairs.cols.length);
        const total = pairs.rows.reduce((sum, row, i) => sum + cost[row * cols + pairs.cols[i]!]!, 0);
        assert.is(total, cheapest(cost, rows, cols), `${rows}×${cols}: ${cost.join()}`);
      }
  assert.equal(hungarian([], 3, 0), { rows: [], cols: [] });
  assert.throws(() => hungarian([1, NaN], 1, 2), /cost \[0, 1\] is NaN/);
  assert.throws(() => hungarian([1], 1, 2), /need 2 values/);
});

test('GIoU of intervals', () => {
  assert.is(giou([0.5, 0.5], [0.5, 0.5]), 1);
  assert.is(giou([0.25, 0.5], [0.75, 0.5]), 0, 'touching: no overlap, no gap');
  assert.ok(Math.abs(giou([0.1, 0.2], [0.9, 0.2]) + 0.6) < 1e-12, 'a gap of 0.6 in a hull of 1');
  assert.is(giou([0.5, 0], [0.5, 0]), 0, 'two points: no division by zero');
});

test.run();
