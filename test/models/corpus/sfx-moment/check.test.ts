import { appendFile, cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkData } from '../../../../models/corpus/sfx-moment/check.ts';
import { SfxMoment } from '../../../../models/corpus/sfx-moment/data-set.ts';
import type { FindingKind } from '../../../../models/corpus/sfx-moment/findings.ts';
import { SPLITS } from '../../../../models/corpus/sfx-moment/layout.ts';
import { npyOf } from '../../../../models/corpus/npy.ts';
import { validationWindows } from '../../../../models/corpus/windows.ts';
import { fixture } from '../../../support/fixtures.ts';
import { scratch } from '../../../support/scratch.ts';
import { rejects } from '../../../support/within.ts';

const original = fixture('dm', 'sfx-moment-mini');

async function copied(): Promise<string> {
  const copy = join(scratch('data-check'), 'data');
  await cp(original, copy, { recursive: true });
  return copy;
}

/** How often each kind is found in the data as they are. */
const usual = new Map(
  (await checkData({ folder: original })).findings.map(({ kind, count }) => [kind, count]),
);

/** What is found more often in a copy of the data that `damage` has changed, with the place of each one's first. */
async function foundAfter(damage: (folder: string) => Promise<unknown>): Promise<Map<FindingKind, string>> {
  const copy = await copied();
  await damage(copy);
  const { findings } = await checkData({ folder: copy });
  const more = findings.filter(({ kind, count }) => count > (usual.get(kind) ?? 0));
  return new Map(more.map(({ kind, examples }) => [kind, examples[0] ?? '']));
}

const first = async (folder: string, split: string): Promise<string> =>
  (await readFile(join(folder, `${split}_video.txt`), 'utf8')).split('\n')[0]!.trim();

test('the data as they were given have no fault, and are counted as they are loaded', async () => {
  const { findings, statistics } = await checkData({ folder: original });
  assert.equal(
    findings.filter(({ level }) => level === 'fault'),
    [],
  );
  const data = await SfxMoment.open(original);
  let moments = 0;
  for (const split of SPLITS) {
    const videos = await data.videos(split);
    const own = statistics.splits[split];
    assert.is(own.videos, videos.length);
    assert.is(own.windows, videos.flatMap((video) => validationWindows(video)).length);
    assert.is(own.moments, videos.flatMap((video) => video.moments).length);
    assert.is(own.seconds.longest, Math.max(...videos.map(({ frameCount }) => frameCount)));
    assert.is(own.effects, new Set(videos.flatMap((video) => video.moments.map(({ sfx }) => sfx))).size);
    moments += own.moments;
  }
  const tags = Object.values(statistics.tags);
  assert.is(
    tags.reduce((sum, { effects }) => sum + effects, 0),
    data.library.ids.length,
  );
  assert.is(
    tags.flatMap((tag) => Object.values(tag.moments)).reduce((sum, count) => sum + count, 0),
    moments,
  );
});

const changed =
  (path: readonly string[], change: (text: string) => string) =>
  async (folder: string): Promise<void> => {
    const file = join(folder, ...path);
    await writeFile(file, change(await readFile(file, 'utf8')));
  };

/** A vector with one value after another set by `value`. */
const npy = (width: number, value: (index: number) => number): Buffer =>
  npyOf(Float32Array.from({ length: width }, (_, index) => value(index)));

const frameOf = async (folder: string, number: string): Promise<string> =>
  join(folder, 'video_feat', 'frame', 'train', await first(folder, 'train'), `${number}.npy`);

const rowsOf = (folder: string, split: string): string => join(folder, 'video', `${split}_keymoment.csv`);

/** One more moment of the first video of training; of the effect 1 where nothing else is said. */
const moment =
  (frames: string, { sfx = '1', times = 1 } = {}) =>
  async (folder: string): Promise<void> =>
    appendFile(rowsOf(folder, 'train'), `${await first(folder, 'train')},${sfx},${frames}\n`.repeat(times));

/** Another feature for a frame of that video. */
const frame =
  (content: Buffer | string, number = '00001') =>
  async (folder: string): Promise<void> =>
    writeFile(await frameOf(folder, number), content);

const FRAMES = 'video_feat/frame/train';
const MOMENTS = 'video/train_keymoment.csv';

const damages: readonly [FindingKind, string, (folder: string) => Promise<unknown>][] = [
  ['missing-file', 'val_video.txt', (folder) => rm(join(folder, 'val_video.txt'))],
  ['missing-file', 'video/val_keymoment.csv', (folder) => rm(rowsOf(folder, 'val'))],
  ['empty-split', 'test', (folder) => writeFile(join(folder, 'test_video.txt'), '')],
  [
    'broken-table',
    'sfx/sfx_info.csv, row 2',
    changed(['sfx', 'sfx_info.csv'], (text) => text.replace(/\n([^,]+),/, '\n,')),
  ],
  [
    'broken-table',
    'sfx/sfx_info.csv, after row',
    (folder) => appendFile(join(folder, 'sfx', 'sfx_info.csv'), '9,prompt,0,"never closed\n'),
  ],
  [
    'double-effect',
    'sfx/sfx_info.csv',
    changed(['sfx', 'sfx_info.csv'], (text) => text + text.split('\n')[1]! + '\n'),
  ],
  [
    'tag-numbers',
    'sfx/sfx_info.csv',
    changed(['sfx', 'sfx_info.csv'], (text) => text.replace(',humor,', ',comedy,')),
  ],
  ['missing-feature', 'video_feat/text_sp.npy', (folder) => rm(join(folder, 'video_feat', 'text_sp.npy'))],
  ['broken-feature', FRAMES, frame(npy(511, () => 1))],
  ['broken-feature', FRAMES, frame('PNG')],
  ['not-finite', FRAMES, frame(npy(512, (i) => (i === 7 ? Number.NaN : 1)))],
  ['zero-feature', FRAMES, frame(npy(512, () => 0))],
  [
    'unequal-lengths',
    'frame: ',
    async (folder) => {
      await frame(
        npy(512, (i) => (i === 0 ? 1 : 0)),
        '00000',
      )(folder);
      await frame(npy(512, () => 1))(folder);
    },
  ],
  ['unknown-effect', MOMENTS, moment('0*1', { sfx: 'no-such' })],
  ['unknown-video', MOMENTS, (folder) => appendFile(rowsOf(folder, 'train'), 'no_such,1,0*1\n')],
  ['bad-frames', MOMENTS, moment('3*2')],
  ['moment-gap', MOMENTS, moment('2*4')],
  ['double-moment', MOMENTS, moment('0*1', { times: 2 })],
  ['moment-outside', MOMENTS, moment('9000*9001')],
  ['moment-clipped', MOMENTS, moment('0*9000')],
  ['long-moment', MOMENTS, moment([...Array(13).keys()].join('*'))],
  [
    'no-moment',
    'train: ',
    async (folder) => {
      const own = new RegExp(`^${await first(folder, 'train')},.*\n`, 'gm');
      await changed(['video', 'train_keymoment.csv'], (text) => text.replace(own, ''))(folder);
    },
  ],
  ['leading-zeros', 'train_video.txt', (folder) => appendFile(join(folder, 'train_video.txt'), '\n007\n')],
  [
    'stray-feature',
    'video_feat/asr/train',
    async (folder) => {
      const own = join(folder, 'video_feat', 'asr', 'train', await first(folder, 'train'));
      await mkdir(own, { recursive: true });
      await writeFile(join(own, 'nowhere.npy'), '');
    },
  ],
  [
    'unused-effect',
    'sfx/sfx_info.csv',
    (folder) => appendFile(join(folder, 'sfx', 'sfx_info.csv'), 'new,prompt,0,Nobody uses it\n'),
  ],
  ['no-frames', FRAMES, (folder) => appendFile(join(folder, 'train_video.txt'), '\nnot_extracted\n')],
  [
    'frame-numbers',
    FRAMES,
    async (folder) => rename(await frameOf(folder, '00001'), await frameOf(folder, '00999')),
  ],
  [
    'double-video',
    'train_video.txt',
    async (folder) => appendFile(join(folder, 'train_video.txt'), `\n${await first(folder, 'train')}\n`),
  ],
  [
    'shared-video',
    'train and val',
    async (folder) => appendFile(join(folder, 'val_video.txt'), `\n${await first(folder, 'train')}\n`),
  ],
  [
    'stray-file',
    'video/asr/train',
    (folder) => writeFile(join(folder, 'video', 'asr', 'train', 'gone.csv'), 'content,start,end,feature\n'),
  ],
];
for (const [kind, where, damage] of damages)
  test(`${kind} is found: ${where}`, async () => {
    const found = await foundAfter(damage);
    assert.ok(found.has(kind), `found ${[...found.keys()].join(', ')}`);
    assert.ok(found.get(kind)!.startsWith(where), found.get(kind));
  });

test('texts that make no sense are noted', async () => {
  const found = await foundAfter(async (folder) => {
    const tables = join(folder, 'video', 'asr', 'train');
    const [table = ''] = await readdir(tables);
    const file = join(tables, table);
    const [, row = ''] = (await readFile(file, 'utf8')).split(/\r?\n/);
    const feature = row.split(',').at(-1)!;
    await appendFile(file, `"",1,2,${feature}\nx,3,1,${feature}\nx,9000,9001,${feature}\n`);
    await appendFile(file, `x,0,1,${feature}\n`.repeat(41));
  });
  for (const kind of ['text-empty', 'text-backwards', 'text-outside', 'many-texts'] as const)
    assert.ok(found.has(kind), kind);
});

test('a quick check leaves values unread', async () => {
  const copy = await copied();
  await writeFile(
    await frameOf(copy, '00001'),
    npy(512, () => Number.NaN),
  );
  const kinds = async (quick: boolean): Promise<string[]> =>
    (await checkData({ folder: copy, quick })).findings.map(({ kind }) => kind);
  assert.ok((await kinds(false)).includes('not-finite'));
  assert.not.ok((await kinds(true)).includes('not-finite'));
});

test('a folder that is not there is an error', async () => {
  await rejects(checkData({ folder: join(original, 'nowhere') }), /there is no folder/);
});

test.run();
