/** Vectors of effects that are kept beside the model that made them. */
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { EncoderReleasedError } from '../../../src/analysis/encoders/encoder.ts';
import { openEncoders } from '../../../src/analysis/encoders/index.ts';
import { writePackage } from '../../support/paper-encoders.ts';
import { patternSound } from '../../support/paper-fixture.ts';
import { scratch } from '../../support/scratch.ts';
import { rejects } from '../../support/within.ts';

const folder = join(scratch('kept-vectors'), 'package');
const vectors = join(folder, 'vectors');
await writePackage(folder);
const sounds = [patternSound(0.3, 1), patternSound(0.4, 2)];

/** The vectors by encoders that are opened anew. */
async function embedded(): Promise<Float32Array[]> {
  const encoders = await openEncoders(folder, { threads: 1 });
  try {
    return await encoders.audio.embed(sounds);
  } finally {
    await encoders.release();
  }
}
const first = await embedded();

test('they are read in the next session', async () => {
  const files = await readdir(vectors);
  assert.is(files.length, 2);
  assert.ok(files.every((file) => /^[0-9a-f]{64}\.f32$/.test(file)));
  assert.equal(await embedded(), first);
  // Another value in the file shows that the file is what is used.
  const bytes = await readFile(join(vectors, files[0]!));
  const other = new Float32Array(new Uint8Array(bytes).buffer).fill(3);
  await writeFile(join(vectors, files[0]!), new Uint8Array(other.buffer));
  assert.is((await embedded()).filter((vector) => vector.every((value) => value === 3)).length, 1);
});

test('a file that is cut off, or holds no numbers or nothing but zeros, is made anew', async () => {
  const [one = '', two = ''] = (await readdir(vectors)).map((file) => join(vectors, file));
  await truncate(one, 100);
  await writeFile(two, new Uint8Array(new Float32Array(1024).fill(NaN).buffer));
  assert.equal(await embedded(), first);
  await writeFile(two, new Uint8Array(4 * 1024));
  assert.equal(await embedded(), first);
  assert.equal(await embedded(), first);
});

test('where nothing can be kept they are computed', async () => {
  await rm(vectors, { recursive: true });
  await writeFile(vectors, 'in the way');
  assert.equal(await embedded(), first);
  await rm(vectors);
});

test('a released encoder refuses, whatever is kept', async () => {
  const encoders = await openEncoders(folder, { threads: 1 });
  await encoders.audio.embed(sounds);
  await encoders.release();
  assert.instance(await rejects(encoders.audio.embed(sounds), /was released/), EncoderReleasedError);
});

test.run();
