import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SfxMoment } from '../../../models/corpus/sfx-moment/data-set.ts';
import { loadCheckpoint } from '../../../models/training/checkpoint.ts';
import {
  authorsRecipe,
  paperRecipe,
  starterRecipe,
  type RunConfig,
} from '../../../models/training/config.ts';
import { drawCurves, readCurves } from '../../../models/training/curves.ts';
import type { StepReport } from '../../../models/training/progress.ts';
import { readRunConfig, RUN_FILES, train, type TrainOptions } from '../../../models/training/trainer.ts';
import { fixture } from '../../support/fixtures.ts';
import { rejects } from '../../support/within.ts';

const data = await SfxMoment.open(fixture('dm', 'sfx-moment-mini'));
const source = await data.source();

/** A network of a few thousand parameters and a run of a second. */
function tiny(change: Partial<RunConfig> = {}): RunConfig {
  const base = starterRecipe({ msm: 6, endToEnd: 8 }, 5);
  return {
    ...base,
    network: { ...base.network, hidden_dim: 8, head_num: 2, att_dim: 4, encoder_layer_num: 1, ffn_dim: 16 },
    shape: { frames: 12, tts: 8, asr: 16 },
    msm: { ...base.msm, steps: 6, batch: 4, warmup: 2 },
    endToEnd: { ...base.endToEnd, steps: 8, batch: 4, warmup: 2 },
    negatives: { mode: 'uniform-then-tag-aware', count: 8, tagAwareFrom: 0.5 },
    dropout: { attention: 0.1, ffn: 0.1, text: 0 },
    threads: 1,
    ...change,
  };
}

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'momentfx-train-'));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs until `steps` steps are done, as Ctrl-C would end it. */
async function trainFor(steps: number, options: TrainOptions) {
  const abort = new AbortController();
  let done = 0;
  return train({
    ...options,
    signal: abort.signal,
    onStep: (report) => {
      done += 1;
      if (done === steps) abort.abort();
      options.onStep?.(report);
    },
  });
}

test('two threads share the windows of a step and give what one does', () =>
  inFolder(async (folder) => {
    const config = tiny();
    const losses = async (threads: number): Promise<number[]> => {
      const told: number[] = [];
      const onStep = ({ loss }: StepReport): void => void told.push(loss);
      await train({ folder: join(folder, String(threads)), config: { ...config, threads }, source, onStep });
      return told;
    };
    const [one, two] = [await losses(1), await losses(2)];
    assert.is(one.length, 14);
    for (const [step, loss] of one.entries())
      assert.ok(Math.abs(loss - (two[step] ?? NaN)) < 1e-3 * loss, `step ${step}`);
  }));

test('MSM beside the end-to-end loss adds its own loss and gradients, by its weight', () =>
  inFolder(async (folder) => {
    const run = async (auxiliaryMsm: number) => {
      const told: number[] = [];
      const { parameters } = await train({
        folder: join(folder, String(auxiliaryMsm)),
        config: tiny({ auxiliaryMsm, dropout: { attention: 0, ffn: 0, text: 0 } }),
        source,
        onStep: ({ loss }) => void told.push(loss),
      });
      return { first: told[6] ?? NaN, parameters };
    };
    const [none, half, one] = [await run(0), await run(0.5), await run(1)];
    const added = one.first - none.first;
    assert.ok(added > 0);
    assert.ok(Math.abs(half.first - none.first - added / 2) < 1e-3 * added);
    const weights = ({ parameters }: typeof none) =>
      [...parameters.values()].flatMap((values) => [...values]);
    assert.not.equal(weights(one), weights(none));
    assert.not.equal(weights(one), weights(half));
  }));

test('a run that was interrupted in each stage ends with the very numbers of one that was not', () =>
  inFolder(async (folder) => {
    const config = tiny();
    const reports: StepReport[] = [];
    const whole = await train({
      folder: join(folder, 'whole'),
      config,
      source,
      onStep: (r) => reports.push(r),
    });
    assert.is(whole.outcome, 'finished');
    assert.is(reports.length, 14);
    assert.ok(reports.every(({ loss }) => Number.isFinite(loss)));
    assert.is(reports.at(-1)!.secondsLeft, 0);

    const parts = join(folder, 'parts');
    assert.is((await trainFor(4, { folder: parts, config, source })).outcome, 'interrupted');
    assert.equal((({ stage, step }) => ({ stage, step }))((await loadCheckpoint(parts))!), {
      stage: 0,
      step: 4,
    });
    assert.is((await trainFor(5, { folder: parts, config, source, resume: true })).outcome, 'interrupted');
    assert.is((await loadCheckpoint(parts))!.stage, 1);
    const rest = await train({ folder: parts, config, source, resume: true });
    assert.is(rest.outcome, 'finished');
    assert.equal(rest.parameters, whole.parameters);

    const timeless = async (name: string) =>
      (await readCurves(join(folder, name, RUN_FILES.curves))).map(({ seconds: _, ...point }) => point);
    assert.equal(await timeless('parts'), await timeless('whole'));
    assert.equal(await readRunConfig(parts), config);
    const left = (await readdir(parts)).sort();
    assert.equal(left.filter((name) => name.startsWith('checkpoint')).length, 1, left.join());
  }));

test('a killed run goes on from its last checkpoint, also when the kill left half a file', () =>
  inFolder(async (folder) => {
    const config = tiny({ checkpointSeconds: 1e-9 });
    const whole = await train({ folder: join(folder, 'whole'), config, source });
    const killed = join(folder, 'killed');
    const fault = new Error('killed');
    let done = 0;
    const run = train({
      folder: killed,
      config,
      source,
      onStep: () => {
        if (++done === 9) throw fault;
      },
    });
    await rejects(run, /killed/);
    await writeFile(join(killed, 'checkpoint-1-4.safetensors.77.part'), 'half');
    const state = (await loadCheckpoint(killed))!;
    assert.equal([state.stage, state.step], [1, 2], 'the step that died was not saved');
    const rest = await train({ folder: killed, config, source, resume: true });
    assert.equal(rest.parameters, whole.parameters);
  }));

test('the seed matters, and without resume a folder is trained anew', () =>
  inFolder(async (folder) => {
    const first = await train({ folder, config: tiny(), source });
    const again = await train({ folder, config: tiny(), source });
    assert.equal(again.parameters, first.parameters);
    const other = await train({ folder, config: tiny({ seed: 6 }), source });
    assert.not.equal(other.parameters, first.parameters);
    await rejects(train({ folder, config: tiny(), source, resume: true }), /another configuration/);
    await writeFile(join(folder, 'state.json'), '{');
    await rejects(
      train({ folder, config: tiny({ seed: 6 }), source, resume: true }),
      /state\.json is no usable/,
    );
  }));

for (const mode of ['library', 'uniform', 'tag-aware'] as const)
  test(`negatives: ${mode}; the loss falls`, () =>
    inFolder(async (folder) => {
      const losses: number[] = [];
      const config = tiny({
        negatives: { mode, count: 8, tagAwareFrom: 0 },
        dropout: { attention: 0, ffn: 0, text: 0 },
        msm: { steps: 0, batch: 4, lr: 1e-2, warmup: 0 },
        endToEnd: { steps: 40, batch: 4, lr: 1e-2, warmup: 4 },
      });
      await train({ folder, config, source, onStep: ({ loss }) => losses.push(loss) });
      assert.ok(losses.at(-1)! < 0.8 * losses[0]!, `${losses[0]} → ${losses.at(-1)}`);
    }));

test('a learning rate that explodes is reported, not trained on', () =>
  inFolder(async (folder) => {
    const config = tiny({ endToEnd: { steps: 30, batch: 4, lr: 1e38, warmup: 0 } });
    await rejects(train({ folder, config, source }), /not finite/, /^Lower the learning rate/);
  }));

test('recipes: the paper differs from the code where the fixtures page says so', () => {
  const steps = { msm: 10, endToEnd: 30 };
  const [code, paper] = [authorsRecipe(steps), paperRecipe(steps)];
  assert.equal(code.loss, { foreMatch: 1, l1: 4, giou: 1, backMatch: 1, sentence: 0 });
  assert.equal(paper.loss, { foreMatch: 1, l1: 1, giou: 1, backMatch: 1, sentence: 0 });
  assert.equal([code.weightDecay, paper.weightDecay], [1e-3, 1e-4]);
  assert.equal([code.negatives.mode, paper.negatives.mode], ['uniform-then-tag-aware', 'tag-aware']);
  assert.equal([paper.msm.batch, paper.endToEnd.batch], [512, 256]);
});

test('curves become a picture', () => {
  const svg = drawCurves([
    { step: 10, stage: 'a', loss: 2, accuracy: NaN, overlap: NaN, lr: 1, seconds: 1 },
    { step: 20, stage: 'b', loss: 1, accuracy: 0.5, overlap: 0.25, lr: 1, seconds: 2 },
  ]);
  assert.match(svg, /^<svg[\s\S]*<\/svg>\n$/);
  assert.not.match(svg, 'NaN');
  assert.is(svg.match(/<polyline/g)!.length, 4);
});

test.run();
