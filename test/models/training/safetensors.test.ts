import { globSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readSafetensors, readWeights, writeSafetensors } from '../../../models/training/safetensors.ts';
import { fixture } from '../../support/fixtures.ts';
import { rejects } from '../../support/within.ts';

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'momentfx-safetensors-'));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A file with the given header text and `bytes` zero bytes of data. */
function file(header: string, bytes = 0): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
  return Buffer.concat([length, Buffer.from(header), Buffer.alloc(bytes)]);
}

test('every stored file survives reading, writing and reading again', async () => {
  const files = globSync('**/*.safetensors', { cwd: fixture('dm') });
  assert.ok(files.length > 0);
  await inFolder(async (folder) => {
    for (const name of files) {
      const tensors = await readSafetensors(fixture('dm', name));
      assert.ok(tensors.size > 0, name);
      await writeSafetensors(join(folder, 'copy'), tensors);
      assert.equal(await readSafetensors(join(folder, 'copy')), tensors, name);
    }
  });
});

test('scalars, empty tensors, int32 and names keep their order', () =>
  inFolder(async (folder) => {
    const target = join(folder, 'a.safetensors');
    await writeSafetensors(
      target,
      new Map([
        ['z', { dtype: 'F32' as const, shape: [], data: Float32Array.of(1.5) }],
        ['a', { dtype: 'I32' as const, shape: [1, 2], data: Int32Array.of(-1, 2 ** 31 - 1) }],
        ['empty', { dtype: 'F32' as const, shape: [0, 3], data: new Float32Array(0) }],
      ]),
    );
    const back = await readSafetensors(target);
    assert.equal([...back.keys()], ['z', 'a', 'empty']);
    assert.equal(back.get('a'), { dtype: 'I32', shape: [1, 2], data: Int32Array.of(-1, 2 ** 31 - 1) });
    assert.equal(back.get('z')!.shape, []);
    assert.equal(await readdir(folder), ['a.safetensors'], 'nothing is left beside the target');
    const bytes = await readFile(target);
    assert.is((8 + Number(bytes.readBigUInt64LE(0))) % 8, 0, 'the data is aligned');
    await rejects(readWeights(target), /"a" is I32, expected F32/);
  }));

test('float16 takes half the room and is read as float32', () =>
  inFolder(async (folder) => {
    const target = join(folder, 'half.safetensors');
    const values = [0, 1, -2.5, 65504, 2 ** -24, 0.1, Infinity];
    const data = Float16Array.from(values);
    await writeSafetensors(target, new Map([['w', { dtype: 'F16' as const, shape: [7], data }]]));
    const back = await readSafetensors(target);
    assert.equal(back.get('w'), { dtype: 'F32', shape: [7], data: Float32Array.from(data) });
    assert.ok(Math.abs(back.get('w')!.data[5]! - 0.1) < 1e-4);
  }));

test('only the wanted tensors are read, so that another one may be of any type', () =>
  inFolder(async (folder) => {
    const header = {
      ids: { dtype: 'I64', shape: [1], data_offsets: [0, 8] },
      w: { dtype: 'F32', shape: [1], data_offsets: [8, 12] },
    };
    await writeFile(join(folder, 'mixed'), file(JSON.stringify(header), 12));
    await rejects(readSafetensors(join(folder, 'mixed')), /"ids" is I64/);
    const some = await readWeights(join(folder, 'mixed'), (name) => name !== 'ids');
    assert.equal([...some.keys()], ['w']);
  }));

test('broken files are refused with the file, the tensor and the fault', () =>
  inFolder(async (folder) => {
    const cases: [Buffer, RegExp][] = [
      [Buffer.from('abc'), /3 bytes/],
      [Buffer.concat([Buffer.from([255, 255, 255, 255, 255, 255, 255, 255]), Buffer.alloc(9)]), /claims/],
      [file('not json'), /not a JSON object/],
      [file('[1]'), /not a JSON object/],
      [file('{"w":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}', 8), /"w" is F64/],
      [file('{"w":{"dtype":"F16","shape":[1],"data_offsets":[0,4]}}', 4), /shape \[1\] needs 2/],
      [file('{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', 4), /truncated/],
      [file('{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', 4), /shape \[2\] needs 8/],
      [file('{"w":{"dtype":"F32","shape":[-2],"data_offsets":[0,4]}}', 4), /"w"/],
      [file('{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}', 4), /"w" lies/],
    ];
    for (const [bytes, pattern] of cases) {
      await writeFile(join(folder, 'bad.safetensors'), bytes);
      const error = await rejects(readSafetensors(join(folder, 'bad.safetensors')), pattern);
      assert.match(error.message, 'bad.safetensors');
    }
    await rejects(readSafetensors(join(folder, 'none')), /cannot read .*none/);
    await rejects(
      writeSafetensors(
        join(folder, 'w'),
        new Map([['w', { dtype: 'F32' as const, shape: [3], data: new Float32Array(2) }]]),
      ),
      /"w" has 2 values/,
    );
  }));

test.run();
