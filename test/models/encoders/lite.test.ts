import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EncoderCacheError } from '../../../models/encoders/cache.ts';
import { ensureLiteEncoders, lite } from '../../../models/encoders/lite.ts';
import { liteFrameGraph } from '../../../models/encoders/lite-frame.ts';
import { liteMelGraph } from '../../../models/encoders/lite-mel.ts';
import { readUseWeights } from '../../../models/encoders/use/weights.ts';
import { useGraph } from '../../../models/encoders/use/graph.ts';
import { openEncoders } from '../../../src/analysis/encoders/index.ts';
import { rejects, within } from '../../support/within.ts';

const test = suite<{ cache: string }>('lite encoders', { cache: '' });
test.before.each(async (context) => {
  context.cache = await mkdtemp(join(tmpdir(), 'momentfx-cache-'));
});
test.after.each((context) => rm(context.cache, { recursive: true, force: true }));

test('are made once, whole, and found again', async ({ cache }) => {
  const folder = await ensureLiteEncoders(join(cache, 'deep', 'er'));
  const before = await stat(join(folder, 'manifest.json'));
  assert.is(await ensureLiteEncoders(join(cache, 'deep', 'er')), folder);
  assert.is((await stat(join(folder, 'manifest.json'))).mtimeMs, before.mtimeMs);
  assert.equal((await readdir(folder)).sort(), [
    'audio.onnx',
    'frame.onnx',
    'manifest.json',
    'text.onnx',
    'vocab.json',
  ]);
  const opened = await openEncoders(folder, { threads: 1 });
  await opened.release();
  const { frame, text, audio } = opened;
  assert.equal({ frame: frame.name, text: text.name, audio: audio.name }, lite.encoders);
});

test('are made again when a file was cut short or the manifest broken', async ({ cache }) => {
  const folder = await ensureLiteEncoders(cache);
  await truncate(join(folder, 'text.onnx'), 5000);
  assert.is(await ensureLiteEncoders(cache), folder);
  await (await openEncoders(folder, { threads: 1 })).release();
  await writeFile(join(folder, 'manifest.json'), '{');
  await ensureLiteEncoders(cache);
  await (await openEncoders(folder, { threads: 1 })).release();
  assert.is((await readdir(cache)).length, 1, 'nothing is left beside the folder');
});

test('may be made by several processes at once', async ({ cache }) => {
  const module = JSON.stringify(join(import.meta.dirname, '../../../models/encoders/lite.ts'));
  const script = `const { ensureLiteEncoders } = await import(${module}); await ensureLiteEncoders(process.argv[1]);`;
  const children = [1, 2, 3].map(() =>
    spawn(process.execPath, ['--input-type=module', '-e', script, cache], { stdio: 'inherit' }),
  );
  const codes = await within(
    Promise.all(children.map((child) => once(child, 'exit'))),
    60_000,
    'three makers',
  );
  assert.equal(
    codes.flat().filter((code) => code !== null),
    [0, 0, 0],
  );
  assert.is((await readdir(cache)).length, 1, 'one folder, and nothing aside');
  await (await openEncoders(await ensureLiteEncoders(cache), { threads: 1 })).release();
});

test('say what to do when the cache folder is a file', async ({ cache }) => {
  await writeFile(join(cache, 'file'), '');
  const error = await rejects(ensureLiteEncoders(join(cache, 'file')), /can't be written/);
  assert.instance(error, EncoderCacheError);
  assert.match((error as EncoderCacheError).nextStep, /XDG_CACHE_HOME/);
});

test('the same recipe gives the same bytes', () => {
  assert.equal(Buffer.from(liteFrameGraph()).compare(liteFrameGraph()), 0);
  assert.equal(Buffer.from(liteMelGraph()).compare(liteMelGraph()), 0);
});

test('damaged weights are told by name', async ({ cache }) => {
  await writeFile(join(cache, 'shard1'), Buffer.alloc(10));
  await writeFile(
    join(cache, 'model.json'),
    JSON.stringify({
      weightsManifest: [
        { paths: ['shard1'], weights: [{ name: 'module/Embeddings_en', shape: [4, 4], dtype: 'float32' }] },
      ],
    }),
  );
  await rejects(readUseWeights(cache), /end inside module\/Embeddings_en/);
  assert.throws(() => useGraph(new Map()), /lack/);
});

test.run();
