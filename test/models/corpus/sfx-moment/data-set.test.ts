import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { packBatch } from '../../../../src/analysis/pack.ts';
import { epochBatch } from '../../../../models/corpus/epochs.ts';
import { parseNpy } from '../../../../models/corpus/npy.ts';
import { SfxMoment, type SfxMomentText } from '../../../../models/corpus/sfx-moment/data-set.ts';
import type { SplitName } from '../../../../models/corpus/sfx-moment/layout.ts';
import { validationWindows } from '../../../../models/corpus/windows.ts';
import { packMoments } from '../../../../models/training/moment-targets.ts';
import { Random } from '../../../../models/training/random.ts';
import { readSafetensors } from '../../../../models/training/safetensors.ts';
import { fixture } from '../../../support/fixtures.ts';
import { rejects } from '../../../support/within.ts';

type Row = [content: string, start: number, end: number, feature: string];
interface ExpectedWindow {
  key: string;
  frame_num: number;
  first_frame: string;
  tts: Row[];
  asr: Row[];
  moments: [string, number, number][];
}
interface Expected {
  sfx_ids_in_order: string[];
  train_items: {
    name: string;
    frame_num: number;
    tts: Row[];
    asr: Row[];
    moments: [string, number, number][];
  }[];
  val_windows: ExpectedWindow[];
  test_windows: ExpectedWindow[];
  train_windows_val_mode: ExpectedWindow[];
  val_batch0: { batch_size: number };
}

const folder = fixture('dm', 'sfx-moment-mini');
const expected = JSON.parse(
  await readFile(fixture('dm', 'mini-expected', 'expected.json'), 'utf8'),
) as Expected;
const config = JSON.parse(await readFile(fixture('dm', 'mini-expected', 'config.json'), 'utf8')) as {
  query_num: number;
};
const data = await SfxMoment.open(folder);
const rows = (texts: readonly SfxMomentText[]): Row[] =>
  texts.map((t) => [t.content, t.start, t.end, t.feature]);

test('the library keeps the order of its table', () => {
  assert.equal(data.library.ids, expected.sfx_ids_in_order);
  assert.is(data.library.audio.length, 1024 * expected.sfx_ids_in_order.length);
  assert.is(data.library.text.length, 512 * expected.sfx_ids_in_order.length);
});

test('training items', async () => {
  const videos = await data.videos('train');
  assert.equal(
    videos.map((video) => ({
      name: video.name,
      frame_num: video.frameCount,
      tts: rows(video.tts),
      asr: rows(video.asr),
      moments: video.moments.map((m) => [m.sfx, m.start, m.end]),
    })),
    expected.train_items,
  );
});

const splits: [SplitName, ExpectedWindow[]][] = [
  ['val', expected.val_windows],
  ['test', expected.test_windows],
  ['train', expected.train_windows_val_mode],
];
for (const [split, windows] of splits)
  test(`windows of ${split}`, async () => {
    const blank: Row = [' ', 0, 0, 'text_sp.npy'];
    const found = (await data.videos(split)).flatMap((video) =>
      validationWindows(video).map(({ number, window }) => ({
        key: `${video.name}+${number}`,
        frame_num: window.frameCount,
        first_frame: `${String(window.first).padStart(5, '0')}.npy`,
        tts: [...rows(window.tts), blank],
        asr: [...rows(window.asr), blank],
        moments: window.moments.map((m): [string, number, number] => [m.sfx, m.start, m.end]),
      })),
    );
    assert.equal(found, windows);
    const keys: string[] = [];
    for await (const { key } of data.windows(split)) keys.push(key);
    assert.equal(
      keys,
      windows.map(({ key }) => key),
    );
  });

test('the first validation batch is packed exactly as the authors collate it', async () => {
  const items = [];
  for await (const item of data.windows('val')) items.push(item);
  items.length = expected.val_batch0.batch_size;
  const packed = packBatch(
    items.map(({ item }) => item),
    data.blank,
  );
  const moments = packMoments(
    items.map((own) => own.moments),
    packed.frame_num,
    config.query_num,
  );
  const all: Record<string, unknown> = { ...packed, ...moments };
  const stored = await readSafetensors(fixture('dm', 'mini-expected', 'val_batch0.safetensors'));
  assert.ok(stored.size > 0);
  for (const [name, { data: values }] of stored) assert.equal(all[name], values, name);
});

test('training crops: seeded, and each epoch visits every video once', async () => {
  const source = await data.source();
  const [first, second] = await Promise.all([
    source.sample(1, 5, new Random(7)),
    source.sample(1, 5, new Random(7)),
  ]);
  assert.equal(first, second);
  const count = expected.train_items.length;
  const epoch = Array.from({ length: 2 * count }, (_, step) => epochBatch(count, step, 1)[0]!);
  for (const half of [epoch.slice(0, count), epoch.slice(count)])
    assert.equal(
      [...half].sort((a, b) => a - b),
      [...Array(count).keys()],
    );
  assert.not.equal(epoch.slice(0, count), epoch.slice(count), 'each epoch has its own order');
  assert.equal(epochBatch(count, 1, 5), epoch.slice(5, 10), 'batches follow each other without a gap');
});

test('a broken data set says which file and row', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'momentfx-mini-'));
  try {
    await rejects(SfxMoment.open(copy), /there is no .*sfx_info\.csv/);
    await cp(folder, copy, { recursive: true });
    const opened = await SfxMoment.open(copy);
    const split = 'train';
    const table = join(copy, 'video', `${split}_keymoment.csv`);
    const good = await readFile(table, 'utf8');
    const { name = '', sfx_id: effect = '' } =
      parse<Partial<Record<string, string>>>(good, { columns: true })[0] ?? {};
    assert.ok(name.length > 0 && effect.length > 0, 'the table has a row');
    await writeFile(table, `${good}nobody,${effect},3\n`);
    await rejects(opened.videos(split), /nobody/);
    await writeFile(table, good.replace(`\n${name},${effect},`, `\n${name},none,`));
    await rejects(opened.videos(split), /effect none/);
    await writeFile(table, `name,sfx_id\n${name},${effect}\n`);
    await rejects(opened.videos(split), /row 2.*frameids/s);
    await writeFile(join(copy, 'sfx_feat', 'audio', `${expected.sfx_ids_in_order[0]}.npy`), 'no');
    await rejects(SfxMoment.open(copy), /does not start like one/);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
});

test('npy: float64 is narrowed, other kinds are refused', () => {
  const npy = (descr: string, order: string, shape: string, bytes: Buffer): Buffer => {
    const header = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${shape}), }\n`;
    const start = Buffer.from('\x93NUMPY\x01\x00\x00\x00', 'latin1');
    start.writeUInt16LE(header.length, 8);
    return Buffer.concat([start, Buffer.from(header), bytes]);
  };
  const doubles = Buffer.from(Float64Array.of(0.5, -2).buffer);
  assert.equal(parseNpy(npy('<f8', 'False', '2,', doubles), 'x'), {
    shape: [2],
    data: Float32Array.of(0.5, -2),
  });
  assert.throws(() => parseNpy(npy('<i8', 'False', '2,', doubles), 'x'), /holds <i8/);
  assert.throws(() => parseNpy(npy('<f8', 'True', '2,', doubles), 'x'), /Fortran/);
  assert.throws(() => parseNpy(npy('<f8', 'False', '3,', doubles), 'x'), /needs 24/);
});

test.run();
