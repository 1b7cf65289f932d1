import { test } from 'uvu';
import * as assert from 'uvu/assert';
import fc from 'fast-check';
import { SoundStore } from '../../../src/media/program/sound-store.ts';

/** Lengths of blocks as sound comes, some longer than a piece of the store, and how much of what is held is taken. */
const rounds = fc.array(
  fc.record({ put: fc.integer({ min: 0, max: 150_000 }), take: fc.double({ min: 0, max: 1, noNaN: true }) }),
  { minLength: 1, maxLength: 12 },
);

test('gives back exactly what was put, first in, first out', () => {
  fc.assert(
    fc.property(rounds, fc.constantFrom(32 as const, 64 as const), (steps, precision) => {
      const store = new SoundStore(precision);
      let [put, taken] = [0, 0];
      for (const step of steps) {
        const block = Array.from({ length: step.put }, (_, i) => (put + i) % 65_521);
        const at = store.put(precision === 32 ? Float32Array.from(block) : Float64Array.from(block));
        assert.is(at, put);
        put += step.put;
        const length = Math.floor((put - taken) * step.take);
        const given = store.get(taken, length);
        assert.is(given.length, length);
        assert.is(
          given.findIndex((sample, i) => sample !== (taken + i) % 65_521),
          -1,
        );
        taken += length;
        store.free(taken);
      }
    }),
    { numRuns: 40 },
  );
});

test('refuses what it no longer holds, and what it does not hold yet', () => {
  const store = new SoundStore(32);
  store.put(new Float32Array(200_000));
  store.free(150_000);
  assert.throws(() => store.get(0, 10), /internal/);
  assert.throws(() => store.get(199_995, 10), /internal/);
  assert.is(store.get(150_000, 50_000).length, 50_000);
});

test.run();
