import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf, ResultStore } from '../../../models/experiments/store.ts';
import { scratch } from '../../support/scratch.ts';

const measured = { figures: { map: 0.25 }, cost: { cpuSeconds: 3 }, curve: [{ x: 1, y: 0.5 }] };

test('a key follows from values, not from the order of their names', () => {
  const key = keyOf({ a: 1, b: ['x', null], c: { d: true } });
  assert.is(keyOf({ c: { d: true }, b: ['x', null], a: 1 }), key);
  for (const other of [
    { a: 2, b: ['x', null], c: { d: true } },
    { a: 1, b: [null, 'x'], c: { d: true } },
    { a: 1, b: ['x', null], c: { d: 'true' } },
    { a: 1, b: ['x', null], c: { e: true } },
  ])
    assert.is.not(keyOf(other), key);
});

test('a result is found under what it followed from, and under nothing else', async () => {
  const folder = scratch('results');
  await new ResultStore(folder).keep({ row: 'dm', seed: 1 }, measured);
  const later = new ResultStore(folder);
  assert.equal(await later.find({ seed: 1, row: 'dm' }), measured);
  assert.is(await later.find({ row: 'dm', seed: 2 }), undefined);
});

test('a file that is none of ours is measured anew', async () => {
  const folder = scratch('results');
  const store = new ResultStore(folder);
  await store.keep('row', measured);
  const [file] = await readdir(join(folder, 'results'));
  for (const text of ['{"version":1,"figures":{', '{"version":0}']) {
    await writeFile(join(folder, 'results', file!), text);
    assert.is(await store.find('row'), undefined);
  }
  await store.keep('row', measured);
  assert.equal((await store.find('row'))?.figures, measured.figures);
});

test.run();
