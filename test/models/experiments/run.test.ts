import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { methods } from '../../../models/experiments/methods.ts';
import { ablations } from '../../../models/experiments/ablations.ts';
import { efficiency } from '../../../models/experiments/efficiency/index.ts';
import type { Workbench } from '../../../models/experiments/experiment.ts';
import { openFolder } from '../../../models/experiments/folder-data.ts';
import { leadOf, live } from '../../../models/experiments/live.ts';
import { PRESETS } from '../../../models/experiments/presets.ts';
import { runExperiment } from '../../../models/experiments/run.ts';
import { paceFor } from '../../../src/media/program/pace.ts';
import { fromSeconds } from '../../../src/streams/time.ts';
import { fixture } from '../../support/fixtures.ts';
import { scratch } from '../../support/scratch.ts';
import { rejects } from '../../support/within.ts';

const data = await openFolder(fixture('dm', 'sfx-moment-mini'));

/** A bench on the miniature data, and the names of the rows that it measured. */
function benchIn(folder: string, own: Partial<Workbench> = {}): { bench: Workbench; told: string[] } {
  const told: string[] = [];
  const bench: Workbench = {
    data,
    preset: PRESETS.smoke,
    folder,
    threads: 1,
    device: 'cpu',
    signal: new AbortController().signal,
    say: (line) => void told.push(line),
    onStep: () => undefined,
    ...own,
  };
  return { bench, told };
}

const choice = { seeds: [1], rows: ['sliding-window', 'moment-detr', 'dm'] };

test('methods share a matching network, results are kept, and what is there is not measured again', async () => {
  const folder = scratch('experiment');
  const first = benchIn(folder);
  const rows = await runExperiment(methods, choice, first.bench);
  assert.is(first.told.length, 3);
  assert.equal(
    rows.map(({ measured }) => measured.length),
    [1, 1, 1],
  );
  for (const { measured } of rows)
    for (const [name, value] of Object.entries(measured[0]!.figures))
      assert.ok(Number.isFinite(value) && (value <= 1 || name === 'windows'), `${name}: ${value}`);
  // The README of the fixture says how many windows the test split has.
  assert.is(rows[0]!.measured[0]!.figures['windows'], 8);
  assert.is((await readdir(join(folder, 'pretrained'))).length, 1);
  assert.is((await readdir(join(folder, 'trained'))).length, 2);

  const again = benchIn(folder);
  assert.equal(await runExperiment(methods, choice, again.bench), rows);
  assert.equal(again.told, []);
  // The whole D&M of another table is the same run.
  const other = await runExperiment(ablations, { seeds: [1], rows: ['dm'] }, again.bench);
  assert.equal(again.told, []);
  assert.equal(other[0]!.measured, rows.find(({ row }) => row.id === 'dm')!.measured);
});

test('a run that is broken off goes on from its checkpoint, to the figures of one without a break', async () => {
  const only = { seeds: [1], rows: ['dm'] };
  const whole = await runExperiment(methods, only, benchIn(scratch('experiment')).bench);
  const folder = scratch('experiment');
  for (const more of [2, 3]) {
    const abort = new AbortController();
    let steps = 0;
    const stopped = benchIn(folder, {
      signal: abort.signal,
      onStep: () => (++steps === more ? abort.abort(new Error('stopped')) : undefined),
    });
    await rejects(runExperiment(methods, only, stopped.bench), /stopped/);
    assert.equal(await readdir(join(folder, 'results')).catch(() => []), []);
  }
  let steps = 0;
  const { bench } = benchIn(folder, { onStep: () => void steps++ });
  const parts = await runExperiment(methods, only, bench);
  // Of four steps of pre-training and four end to end, five were done.
  assert.is(steps, 3);
  assert.equal(parts[0]!.measured[0]!.figures, whole[0]!.measured[0]!.figures);
  assert.equal(parts[0]!.measured[0]!.curve, whole[0]!.measured[0]!.curve);

  await rm(join(folder, 'results'), { recursive: true });
  const kept = await runExperiment(
    methods,
    only,
    benchIn(folder, { onStep: () => assert.unreachable() }).bench,
  );
  assert.equal(kept[0]!.measured[0]!.figures, whole[0]!.measured[0]!.figures, 'the trained network is kept');
});

test('a run that another command is at is refused, and is there once that one has ended', async () => {
  const folder = scratch('experiment');
  const only = { seeds: [1], rows: ['sliding-window'] };
  let refused: Promise<unknown> = Promise.resolve();
  const { bench } = benchIn(folder, {
    onStep: ({ step }) => {
      if (step === 1)
        refused = rejects(
          runExperiment(methods, only, benchIn(folder).bench),
          /Another command is at the run/,
        );
    },
  });
  await runExperiment(methods, only, bench);
  await refused;
  assert.is((await runExperiment(methods, only, benchIn(folder).bench))[0]!.measured.length, 1);
});

test('every row of Table 6 can be trained and measured', async () => {
  const { bench } = benchIn(scratch('experiment'), {
    preset: {
      ...PRESETS.smoke,
      msm: { ...PRESETS.smoke.msm, steps: 1 },
      endToEnd: { ...PRESETS.smoke.endToEnd, steps: 1 },
    },
  });
  const rows = await runExperiment(ablations, { seeds: [1] }, bench);
  assert.ok(rows.some(({ row }) => row.id === 'no-tts'));
  for (const { row, measured } of rows)
    assert.ok(Number.isFinite(measured[0]?.figures['map_sfx_50']), `${row.id} has figures`);
});

test('methods go through the live pipeline with the networks that they were trained to', async () => {
  const { bench } = benchIn(scratch('experiment'));
  const some = { seeds: [1], rows: ['sliding-window', 'dm'] };
  const rows = await runExperiment(live, some, bench);
  for (const { measured } of rows) {
    const [own] = measured;
    for (const delay of ['delay0', 'delay2', 'delay5', 'recorded'])
      for (const figure of ['found', 'matched', 'falseAlarms'])
        assert.ok(Number.isFinite(own?.figures[`${delay}_${figure}`]), `${delay} ${figure}`);
    assert.ok(own!.cost['windows']! > 0 && own!.cost['windowMs']! > 0);
  }
  for (const delay of [0, 2, 5].map(fromSeconds)) assert.is(leadOf(delay), paceFor(delay, true).lead);
});

test('what a video costs is measured at each batch size, for each method, and kept for this machine alone', async () => {
  const folder = scratch('experiment');
  const rows = await runExperiment(efficiency, { seeds: [1] }, benchIn(folder).bench);
  assert.is(rows.length, 6);
  for (const { row, measured } of rows)
    for (const batch of [1, 8, 64])
      assert.ok(measured[0]!.figures[`batch${batch}_decodingMs`]! > 0, `${row.id} at ${batch}`);
  const other = await runExperiment(
    efficiency,
    { seeds: [1], gather: true },
    benchIn(folder, { threads: 2 }).bench,
  );
  assert.is(other[0]?.measured.length, 0);
});

test.run();
