import { copyFile, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkData } from '../../../models/corpus/sfx-moment/check.ts';
import { SfxMoment } from '../../../models/corpus/sfx-moment/data-set.ts';
import { chooseCheckpoint } from '../../../src/plugin/checkpoint.ts';
import { startCli, type Outcome } from '../../support/cli.ts';
import { testWithModel } from '../../support/model.ts';
import { scratch } from '../../support/scratch.ts';
import { cosine } from '../../support/encoders.ts';
import { makeTalk } from '../../support/talk.ts';
import { tinyRun, trained } from '../../support/tiny-run.ts';

const folder = scratch('data-build');
const [shows, out] = [join(folder, 'shows'), join(folder, 'out')];
mkdirSync(shows);
const talk = makeTalk(folder);
const at = (name: string): string => join(shows, name);
const sheet = (...cues: readonly object[]): string => JSON.stringify({ version: 1, cues });
const SPOKEN = 'It costs just twenty dollars, "really".';

await copyFile(talk.mp4, at('spoken.mp4'));
await copyFile(talk.silent, at('captions.mp4'));
await copyFile(talk.wav, at('sound only.wav'));
await writeFile(at('cut off.mp4'), (await readFile(talk.mp4)).subarray(0, 3_000));
await writeFile(at('no sheet.mp4'), '');
await writeFile(at('captions.srt'), `1\n00:00:00,500 --> 00:00:02,500\n${SPOKEN}\n`);
await writeFile(at('captions.tts.srt'), '1\n00:00:04,000 --> 00:00:05,000\nBuy it today.\n');
for (const name of ['spoken', 'captions', 'sound only', 'cut off'])
  await writeFile(
    at(`${name}.cues.json`),
    sheet({ at: 1.2, end: 3.1, sfx: 'cash-register' }, { at: 5, sfx: 'coin' }, { at: 400, sfx: 'coin' }),
  );
await writeFile(at('train_video.txt'), 'spoken\ncut off\n');
await writeFile(at('val_video.txt'), 'sound only\n');
await writeFile(at('test_video.txt'), 'captions\n');

const build = (): Promise<Outcome> => startCli(['data', 'build', shows, '--out', out]).outcome;
const frame = (name: string): string => join(out, 'video_feat', 'frame', 'train', name, '00003.npy');

testWithModel(
  'videos with cue sheets become data; what cannot be used is told, and the rest is there',
  async () => {
    const { code, stderr, stdout } = await build();
    assert.is(code, 2);
    assert.match(stderr, /no sheet\.mp4 is left out: there is no cue sheet/);
    assert.match(stderr, /cut off is left out: .*is cut off/);
    assert.match(stderr, /1 of 4 videos could not be used/);
    assert.match(stdout, /^3 videos in /);
    const { findings, statistics } = await checkData({ folder: out });
    assert.equal(
      findings.map(({ kind }) => kind),
      ['unused-effect'],
    );
    assert.equal(
      Object.values(statistics.splits).map(({ videos, moments }) => [videos, moments]),
      [
        [1, 2],
        [1, 2],
        [1, 2],
      ],
    );
  },
);

testWithModel('frames, texts and moments are those of the video', async () => {
  const data = await SfxMoment.open(out);
  const [video] = await data.videos('test');
  assert.is(video!.name, 'captions');
  assert.equal(
    video!.moments.map(({ sfx, start, end }) => [sfx, start, end]),
    [
      ['cash-register', 1, 3],
      ['coin', 5, 5],
    ],
  );
  assert.equal(
    video!.asr.map(({ content, start, end }) => [content, start, end]),
    [[SPOKEN, 0, 2]],
  );
  assert.equal(
    video!.tts.map(({ content }) => content),
    ['Buy it today.'],
  );
  const [heard] = await data.videos('train');
  assert.match(heard!.asr.map(({ content }) => content).join(' '), /25 dollars/);
  // The same pictures, with and without sound, in either video.
  const frames = async (split: 'train' | 'test', name: string, frameCount: number) =>
    (await data.load(split, name, { first: 0, frameCount, tts: [], asr: [], moments: [] })).item.frames;
  const [a, b] = [await frames('train', 'spoken', 10), await frames('test', 'captions', 10)];
  for (const [index, vector] of a.entries()) assert.ok(cosine(vector, b[index]!) > 0.999, `frame ${index}`);
});

testWithModel('building again makes what has changed alone, and takes away what is gone', async () => {
  await rm(at('cut off.mp4'));
  await writeFile(at('train_video.txt'), 'spoken\nanother\n');
  await copyFile(talk.silent, at('another.mp4'));
  await writeFile(at('another.cues.json'), sheet({ at: 2, end: 4, sfx: 'coin' }));
  await writeFile(at('captions.cues.json'), sheet({ at: 7, end: 8, sfx: 'ding' }));
  await rm(at('sound only.wav'));
  await rm(at('sound only.cues.json'));
  await writeFile(at('val_video.txt'), 'captions\n');
  await writeFile(at('test_video.txt'), 'another\n');
  await writeFile(at('train_video.txt'), 'spoken\n');
  const before = (await stat(frame('spoken'))).mtimeMs;
  const { code, stderr } = await build();
  assert.is(code, 0, stderr);
  assert.match(stderr, /1 of 3 videos are there already/);
  assert.is((await stat(frame('spoken'))).mtimeMs, before);
  const { findings, statistics } = await checkData({ folder: out });
  assert.equal(
    findings.map(({ kind }) => kind),
    ['unused-effect'],
  );
  assert.equal(
    Object.values(statistics.splits).map(({ listed, moments }) => [listed, moments]),
    [
      [1, 2],
      [1, 1],
      [1, 1],
    ],
  );
});

testWithModel('a checkpoint that is trained on it names the encoders that made it', async () => {
  const { manifest } = await chooseCheckpoint(undefined);
  assert.equal((await trained(tinyRun(folder, out))).encoders, manifest.encoders);
});

testWithModel('Ctrl-C keeps what is done, and the next start goes on from there', async () => {
  const other = join(folder, 'stopped');
  const { child, outcome } = startCli(['data', 'build', shows, '--out', other, '--jobs', '1']);
  child.stderr!.on('data', (text: string) => {
    if (text.includes('Extracting 1 of 3')) child.kill('SIGINT');
  });
  assert.is((await outcome).code, 130);
  const { code, stderr } = await startCli(['data', 'build', shows, '--out', other]).outcome;
  assert.is(code, 0, stderr);
  assert.match(stderr, /[12] of 3 videos are there already/);
  assert.equal(
    (await checkData({ folder: other })).statistics,
    (await checkData({ folder: out })).statistics,
  );
});

testWithModel('a video that changed and cannot be used any more is taken away', async () => {
  await writeFile(at('another.mp4'), (await readFile(talk.mp4)).subarray(0, 3_000));
  const { code, stderr } = await startCli(['data', 'build', shows, '--out', join(folder, 'stopped')]).outcome;
  assert.is(code, 2);
  assert.match(stderr, /another is left out: .*is cut off/);
  assert.is(await readFile(join(folder, 'stopped', 'test_video.txt'), 'utf8'), '');
});

test('a folder without videos, and one that is not there, are told', async () => {
  const empty = await startCli(['data', 'build', folder, '--out', out]).outcome;
  assert.is(empty.code, 2);
  assert.match(empty.stderr, /has no video with a cue sheet/);
  const none = await startCli(['data', 'build', join(folder, 'nowhere'), '--out', out]).outcome;
  assert.match(none.stderr, /cannot be read as a folder/);
});

test.run();
