/** Vectors that sessions of one process share. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { rejects } from '../../support/within.ts';
import { rememberingVectors, soundKey } from '../../../src/analysis/encoders/remembered-vectors.ts';

/** An encoder that tells what it was asked for, and fails on demand. */
function fakeEncoder() {
  const asked: string[][] = [];
  const state = { fails: false };
  return {
    ...{ asked, state, name: 'fake' },
    embed(batch: readonly string[]): Promise<Float32Array[]> {
      asked.push([...batch]);
      return state.fails
        ? Promise.reject(new Error('broken'))
        : Promise.resolve(batch.map((text) => Float32Array.of(text.length)));
    },
  };
}

const lengths = (vectors: readonly Float32Array[]): number[] => vectors.map(([first = NaN]) => first);

test('each input is computed once, whoever asks, at whatever moment', async () => {
  const encoder = fakeEncoder();
  const remembering = rememberingVectors(encoder, (text) => text, 10);
  const both = await Promise.all([remembering.embed(['a', 'bb', 'a']), remembering.embed(['bb', 'ccc'])]);
  assert.equal(both.map(lengths), [
    [1, 2, 1],
    [2, 3],
  ]);
  assert.equal(lengths(await remembering.embed(['ccc', 'a'])), [3, 1]);
  assert.equal(encoder.asked, [['a', 'bb'], ['ccc']]);
  assert.equal(await remembering.embed([]), []);
});

test('no more are kept than allowed, those of the last use longest', async () => {
  const encoder = fakeEncoder();
  const remembering = rememberingVectors(encoder, (text) => text, 2);
  await remembering.embed(['a', 'bb']);
  await remembering.embed(['a']);
  await remembering.embed(['ccc']);
  await remembering.embed(['a']);
  assert.is(encoder.asked.length, 2);
  assert.equal(lengths(await remembering.embed(['bb'])), [2]);
  assert.is(encoder.asked.length, 3);
  assert.equal(
    lengths(await remembering.embed(['w', 'xx', 'yyy', 'zzzz'])),
    [1, 2, 3, 4],
    'more than are kept',
  );
});

test('what failed is tried again', async () => {
  const encoder = fakeEncoder();
  const remembering = rememberingVectors(encoder, (text) => text, 10);
  encoder.state.fails = true;
  for (const texts of [['a'], ['a', 'bb']]) await rejects(remembering.embed(texts), /broken/);
  encoder.state.fails = false;
  assert.equal(lengths(await remembering.embed(['a', 'bb'])), [1, 2]);
});

test('sounds are told apart by their samples', () => {
  const samples = Float32Array.of(0, 0.5, -0.5, 0);
  assert.is(soundKey(samples.subarray(1, 3)), soundKey(Float32Array.of(0.5, -0.5)));
  assert.is.not(soundKey(samples), soundKey(samples.subarray(1)));
});

test.run();
