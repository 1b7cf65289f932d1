import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readModelManifest } from '../../../src/analysis/manifest.ts';
import { SfxMoment } from '../../../models/corpus/sfx-moment/data-set.ts';
import type { DmConfig } from '../../../models/networks/dm/config.ts';
import { configOfType } from '../../../models/networks/registry.ts';
import { STARTER_NETWORK } from '../../../models/training/config.ts';
import { readCurves } from '../../../models/training/curves.ts';
import { trainOnData, type DataRunOptions } from '../../../models/training/data-run.ts';
import { readWeights } from '../../../models/training/safetensors.ts';
import { RUN_FILES } from '../../../models/training/trainer.ts';
import { fixture } from '../../support/fixtures.ts';
import { rejects } from '../../support/within.ts';

const options = (folder: string, data = fixture('dm', 'sfx-moment-mini')): DataRunOptions => ({
  data,
  recipe: 'paper',
  change: {
    network: { ...STARTER_NETWORK, hidden_dim: 8, head_num: 2, att_dim: 4, ffn_dim: 16 },
    msm: { steps: 0, batch: 4, lr: 1e-3, warmup: 1 },
    endToEnd: { steps: 0, batch: 4, lr: 1e-3, warmup: 1 },
    negatives: { mode: 'tag-aware', count: 8, tagAwareFrom: 0 },
  },
  folder: join(folder, 'run'),
  model: join(folder, 'model'),
  seed: 1,
  minutes: 1,
  steps: { msm: 2, endToEnd: 2 },
  threads: 1,
});

const weightsIn = (model: string) => readWeights(join(model, 'weights.safetensors'));

test('data in SFX-Moment layout becomes a model folder with a fitted threshold', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'momentfx-data-run-'));
  try {
    const manifest = await trainOnData(options(folder));
    if (manifest === 'interrupted') throw new Error('expected the run to finish');
    assert.equal(await readModelManifest(join(folder, 'model')), manifest);
    assert.equal(manifest.encoders, { frame: 'chinese-clip', text: 'chinese-clip', audio: 'imagebind' });
    assert.equal(Object.keys(manifest.accuracy).sort(), [
      'keyMomentsByTag',
      'wholeVideo',
      'windowsByEffect',
      'windowsByTag',
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('a network that finds moments only is trained on such data by its own losses', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'momentfx-data-run-'));
  try {
    const own = options(folder);
    const network = configOfType('qd-detr', own.change!.network as DmConfig);
    const manifest = await trainOnData({ ...own, change: { ...own.change, network } });
    if (manifest === 'interrupted') throw new Error('expected the run to finish');
    assert.is(manifest.network.type, 'qd-detr');

    const [other, model] = [join(folder, 'other-run'), join(folder, 'other')];
    const moment = configOfType('moment-detr', own.change!.network as DmConfig);
    const change = { ...own.change, network: moment };
    const again = { ...own, folder: other, model, change, matching: own.model };
    if ((await trainOnData(again)) === 'interrupted') throw new Error('expected the run to finish');
    const [first, second] = [await weightsIn(own.model), await weightsIn(model)];
    const shared = [...first.keys()].filter((name) => name.startsWith('matching.'));
    assert.ok(shared.length > 0);
    for (const name of shared) assert.equal(second.get(name)!.data, first.get(name)!.data, name);
    assert.is((await readCurves(join(other, RUN_FILES.curves))).at(-1)!.stage, 'end to end');
    await rejects(
      trainOnData({ ...own, folder: join(folder, 'third'), matching: own.model }),
      /The network to be trained \(dm\) has no matching part/,
    );
    const wider = { ...moment, matching: { ...(moment['matching'] as object), ffn_dim: 24 } };
    await rejects(
      trainOnData({ ...again, folder: join(folder, 'fourth'), change: { ...change, network: wider } }),
      /has other sizes/,
    );
    assert.equal(Object.keys(manifest.accuracy).sort(), [
      'keyMomentsByTag',
      'wholeVideo',
      'windowsByEffect',
      'windowsByTag',
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("the data's own numbering of tags is kept, and unknown tags are refused", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'momentfx-data-run-'));
  try {
    const copy = join(folder, 'data');
    await cp(fixture('dm', 'sfx-moment-mini'), copy, { recursive: true });
    const table = join(copy, 'sfx', 'sfx_info.csv');
    const good = await readFile(table, 'utf8');
    // Two tags in each other's place, whatever the fixture numbers them as.
    const { tagTable } = await SfxMoment.open(copy);
    const [first, second, third] = [tagTable.get(0), tagTable.get(1), tagTable.get(2)];
    const swapped = good
      .replaceAll(`,${first},0,`, `,${first},swapped,`)
      .replaceAll(`,${second},1,`, `,${second},0,`)
      .replaceAll(`,${first},swapped,`, `,${first},1,`);
    assert.not.equal(swapped, good);
    await writeFile(table, swapped);
    const manifest = await trainOnData(options(folder, copy));
    if (manifest === 'interrupted') throw new Error('expected the run to finish');
    assert.equal(manifest.tags.slice(0, 2), [second, first]);
    await writeFile(table, good.replaceAll(`,${third},2,`, ',fun,2,'));
    await rejects(trainOnData(options(folder, copy)), /the tag "fun" with index 2/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test.run();
