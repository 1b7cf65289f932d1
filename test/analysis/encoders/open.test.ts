import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EncoderFilesError, EncoderReleasedError } from '../../../src/analysis/encoders/encoder.ts';
import { openEncoders } from '../../../src/analysis/encoders/index.ts';
import { liteFolder, openLite } from '../../support/encoders.ts';
import { rejects } from '../../support/within.ts';

const test = suite<{ folder: string }>('opening encoders', { folder: '' });
test.before.each(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'momentfx-encoders-'));
  await cp(await liteFolder(), context.folder, { recursive: true });
});
test.after.each((context) => rm(context.folder, { recursive: true, force: true }));

async function refused(folder: string, pattern: RegExp): Promise<void> {
  const error = await rejects(openEncoders(folder, { threads: 1 }), pattern);
  assert.instance(error, EncoderFilesError);
  assert.is((error as EncoderFilesError).code, 'encoder-files');
}

test('an encoder answers nothing after its release, and releasing twice is fine', async () => {
  const encoders = await openLite();
  const underWay = encoders.text.embed(['a']);
  await encoders.release();
  await encoders.release();
  assert.is((await underWay).length, 1);
  assert.instance(await rejects(encoders.text.embed(['a']), /was released/), EncoderReleasedError);
  assert.instance(
    await rejects(encoders.audio.embed([new Float32Array(4800).fill(0.5)]), /was released/),
    EncoderReleasedError,
  );
});

test('a folder that is not there', () => refused('/nowhere/encoders', /manifest\.json can't be read/));

test('a model cut short', async ({ folder }) => {
  await truncate(join(folder, 'audio.onnx'), 1000);
  await refused(folder, /audio\.onnx is damaged/);
});

test('a model with one byte changed', async ({ folder }) => {
  const bytes = await readFile(join(folder, 'frame.onnx'));
  bytes[2000] = (bytes[2000] ?? 0) ^ 1;
  await writeFile(join(folder, 'frame.onnx'), bytes);
  await refused(folder, /frame\.onnx is damaged/);
});

test('a missing model', async ({ folder }) => {
  await rm(join(folder, 'text.onnx'));
  await refused(folder, /text\.onnx can't be read/);
});

test('a manifest that is no JSON', async ({ folder }) => {
  await writeFile(join(folder, 'manifest.json'), '{ "version": 1');
  await refused(folder, /no JSON/);
});

for (const [fault, change, pattern] of [
  ['of a newer version', { version: 2 }, /version/],
  ['without encoders', { encoders: {} }, /encoders\.frame/],
  ['that lists no files', { files: {} }, /lacks frame\.onnx/],
] as const)
  test(`a manifest ${fault}`, async ({ folder }) => {
    const file = join(folder, 'manifest.json');
    const manifest = JSON.parse(await readFile(file, 'utf8')) as object;
    await writeFile(file, JSON.stringify({ ...manifest, ...change }));
    await refused(folder, pattern);
  });

test('a manifest cannot name a file outside of its folder', async ({ folder }) => {
  const file = join(folder, 'manifest.json');
  const text = (await readFile(file, 'utf8')).replaceAll('"frame.onnx"', '"../frame.onnx"');
  await writeFile(file, text);
  await refused(folder, /plain file name/);
});

test.run();
