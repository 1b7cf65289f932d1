/** A checkpoint for encoders that were brought in a package: from videos to a decorated one, and refused beside other encoders. */
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SfxMoment } from '../../../models/corpus/sfx-moment/data-set.ts';
import { STARTER_NETWORK } from '../../../models/training/config.ts';
import { trainOnData } from '../../../models/training/data-run.ts';
import { defaultCacheFolder } from '../../../models/encoders/cache.ts';
import { familyNamed } from '../../../models/encoders/families.ts';
import { LITE_NAMES } from '../../../models/encoders/names.ts';
import { describeError } from '../../../src/core/errors.ts';
import { chooseCheckpoint, pictureFilterFor } from '../../../src/plugin/checkpoint.ts';
import { resolveSettings } from '../../../src/plugin/config/options.ts';
import { dataBuildCommand } from '../../../src/plugin/data/build.ts';
import { evaluateOnData } from '../../../src/plugin/models/evaluate.ts';
import { evaluateSchema } from '../../../src/plugin/models/settings.ts';
import { pullWeightsCommand } from '../../../src/plugin/models/weights.ts';
import { runCli, type Outcome } from '../../support/cli.ts';
import { ENTRIES, NAMES, packageFiles, writePackage } from '../../support/paper-encoders.ts';
import { scratch } from '../../support/scratch.ts';
import { ffmpeg } from '../../support/talk.ts';
import { rejects } from '../../support/within.ts';

const folder = scratch('packaged-encoders');
const at = (...names: string[]): string => join(folder, ...names);
const [shows, data, model] = [at('shows'), at('data'), at('model')];
await mkdir(shows);
ffmpeg(`-f lavfi -i testsrc2=s=160x90:r=10:d=6 -c:v libx264 -preset ultrafast ${at('show.mp4')}`);
const cues = JSON.stringify({ version: 1, cues: [{ at: 1.2, end: 3.1, sfx: 'coin' }] });
for (const name of ['a', 'b', 'c']) {
  await copyFile(at('show.mp4'), join(shows, `${name}.mp4`));
  await writeFile(join(shows, `${name}.cues.json`), cues);
  await writeFile(join(shows, `${name}.srt`), '1\n00:00:00,500 --> 00:00:02,500\n你好吗\n');
}
for (const [split, name] of [
  ['train', 'a'],
  ['val', 'b'],
  ['test', 'c'],
])
  await writeFile(join(shows, `${split}_video.txt`), `${name}\n`);
await writePackage(at('given'));

// For what runs in this process; a new process takes a second to start.
process.env['XDG_CACHE_HOME'] = folder;
const cacheFolder = defaultCacheFolder();
const quiet = { cacheFolder, write: () => undefined };
const { signal } = new AbortController();
const momentfx = (...args: string[]): Promise<Outcome> => runCli(args, { env: { XDG_CACHE_HOME: folder } });

test('data build takes features with them', async () => {
  const unknown = await rejects(dataBuildCommand(shows, { out: data, encoders: 'paper' }, signal), /"paper"/);
  assert.match(
    describeError(unknown),
    /There are no encoders "paper" on this machine\. Name minilm, lite, muse, or/,
  );
  await pullWeightsCommand('paper', { from: at('given') }, signal, quiet);
  const built = await momentfx('data', 'build', shows, '--out', data, '--encoders', 'paper');
  assert.is(built.code, 0, built.stderr);
  const set = await SfxMoment.open(data);
  assert.equal(set.encoders, NAMES);
  assert.equal(JSON.parse(await readFile(join(data, 'encoders.json'), 'utf8')), NAMES);
  const [video] = await set.videos('train');
  const { item } = await set.load('train', 'a', { first: 0, ...video!, moments: [] });
  assert.ok(Math.abs(Math.hypot(...item.frames[0]!) - 1) < 1e-4);
});

test('training names them', async () => {
  const trained = await trainOnData({
    data,
    recipe: 'paper',
    change: {
      network: { ...STARTER_NETWORK, hidden_dim: 8, head_num: 2, att_dim: 4, ffn_dim: 16 },
      msm: { steps: 0, batch: 4, lr: 1e-3, warmup: 1 },
      endToEnd: { steps: 0, batch: 4, lr: 1e-3, warmup: 1 },
      negatives: { mode: 'tag-aware', count: 8, tagAwareFrom: 0 },
    },
    ...{ folder: at('run'), model, seed: 1, minutes: 1, threads: 1 },
    steps: { msm: 1, endToEnd: 1 },
  });
  if (trained === 'interrupted') throw new Error('expected the run to finish');
  assert.equal(trained.encoders, NAMES);
});

test('evaluation takes the checkpoint on their features, and refuses it on others', async () => {
  const evaluate = () => evaluateOnData(evaluateSchema.parse({ model, threads: 1 }), data);
  assert.ok('map_sfx_50' in (await evaluate()));
  const file = join(data, 'encoders.json');
  await writeFile(file, JSON.stringify(LITE_NAMES));
  await rejects(evaluate(), /trained with the frame encoder tiny-clip, but lite-frame-1 is in use/);
  await rm(file);
  // Data that do not say are the paper's.
  await rejects(evaluate(), /but chinese-clip is in use/);
});

test('decorate runs it with them', async () => {
  const { code, stderr } = await momentfx(
    ...['decorate', at('show.mp4'), '--dry-run', '--cues', at('found.json'), '--model', model],
    ...['--asr', `captions:${join(shows, 'a.srt')}`],
  );
  assert.is(code, 0, stderr);
  const sheet = JSON.parse(await readFile(at('found.json'), 'utf8')) as { cues: readonly unknown[] };
  assert.ok(Array.isArray(sheet.cues));
});

test('no session takes it without them, or with others in their place', async () => {
  const { family } = await chooseCheckpoint(model);
  assert.is(family.name, 'paper');
  // As Chinese-CLIP's own processor squeezes pictures, in every session.
  const settings = resolveSettings({ model });
  assert.is(await pictureFilterFor(settings), 'bicubic');
  await rm(at('momentfx', 'packages'), { recursive: true });
  await rejects(
    chooseCheckpoint(model),
    /trained with the frame encoder tiny-clip, but lite-frame-1 is in use/,
  );
  assert.is(await pictureFilterFor(settings), 'area', 'whoever opens analysis tells why there is none');
  const other = { ...ENTRIES, audio: { ...ENTRIES.audio, name: 'other-bind' } };
  await writePackage(at('other'), packageFiles(), other);
  await pullWeightsCommand('other', { from: at('other') }, signal, quiet);
  assert.equal((await familyNamed('other')).encoders, { ...NAMES, audio: 'other-bind' });
  await rejects(chooseCheckpoint(model), /trained with the frame encoder tiny-clip/);
});

test.run();
