import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readModelManifest } from '../../../src/analysis/manifest.ts';
import { SfxMoment } from '../../../models/corpus/sfx-moment/data-set.ts';
import { TUNED_FILE } from '../../../models/encoders/minilm/config.ts';
import { MINILM_NAMES } from '../../../models/encoders/names.ts';
import { configOfType } from '../../../models/networks/registry.ts';
import { readCurves } from '../../../models/training/curves.ts';
import { trainOnData } from '../../../models/training/data-run.ts';
import { readParameters } from '../../../models/training/export-model.ts';
import { RUN_FILES } from '../../../models/training/trainer.ts';
import { fixture } from '../../support/fixtures.ts';
import { scratch } from '../../support/scratch.ts';
import { TINY_NETWORK, tinyRun, trained } from '../../support/tiny-run.ts';
import { rejects } from '../../support/within.ts';

const MINI = fixture('dm', 'sfx-moment-mini');
const MEASURED = ['keyMomentsByTag', 'wholeVideo', 'windowsByEffect', 'windowsByTag'];

test('data in SFX-Moment layout becomes a model folder with a fitted threshold', async () => {
  const folder = scratch('data-run');
  const manifest = await trained(tinyRun(folder, MINI));
  assert.equal(await readModelManifest(join(folder, 'model')), manifest);
  assert.equal(manifest.encoders, { frame: 'chinese-clip', text: 'chinese-clip', audio: 'imagebind' });
  assert.equal(Object.keys(manifest.accuracy).sort(), MEASURED);
});

test('a network that finds moments only is trained on such data by its own losses', async () => {
  const folder = scratch('data-run');
  const own = tinyRun(folder, MINI);
  const network = configOfType('qd-detr', TINY_NETWORK);
  const manifest = await trained({ ...own, change: { ...own.change, network } });
  assert.is(manifest.network.type, 'qd-detr');
  assert.equal(Object.keys(manifest.accuracy).sort(), MEASURED);

  const [other, model] = [join(folder, 'other-run'), join(folder, 'other')];
  const moment = configOfType('moment-detr', TINY_NETWORK);
  const change = { ...own.change, network: moment };
  const again = { ...own, folder: other, model, change, matching: own.model };
  await trained(again);
  const [first, second] = [await readParameters(own.model), await readParameters(model)];
  const shared = [...first.keys()].filter((name) => name.startsWith('matching.'));
  assert.ok(shared.length > 0);
  for (const name of shared) assert.equal(second.get(name), first.get(name), name);
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
});

test('a checkpoint on vectors of the tuned sentence encoder brings its tuned part', async () => {
  const folder = scratch('data-run');
  const own = tinyRun(folder, MINI);
  await mkdir(own.folder, { recursive: true });
  await writeFile(join(own.folder, basename(TUNED_FILE)), 'of a run that tuned its own');
  await trained({ ...own, encoders: MINILM_NAMES });
  assert.equal(await readFile(join(own.model, basename(TUNED_FILE))), await readFile(TUNED_FILE));
});

test("the data's own numbering of tags is kept, and unknown tags are refused", async () => {
  const folder = scratch('data-run');
  const copy = join(folder, 'data');
  await cp(MINI, copy, { recursive: true });
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
  const manifest = await trained(tinyRun(folder, copy));
  assert.equal(manifest.tags.slice(0, 2), [second, first]);
  await writeFile(table, good.replaceAll(`,${third},2,`, ',fun,2,'));
  await rejects(trainOnData(tinyRun(folder, copy)), /the tag "fun" with index 2/);
});

test.run();
