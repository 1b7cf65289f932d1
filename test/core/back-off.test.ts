import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { backOff, RECONNECT, type BackOffOptions } from '../../src/core/back-off.ts';

const waits = (options: BackOffOptions, count: number): number[] => {
  const wait = backOff(options);
  return Array.from({ length: count }, (_, failuresBefore) => wait(failuresBefore));
};

/** When tries are made, in ms after the first, if all fail at once. */
function tries(count: number, random: () => number): number[] {
  const at = [0];
  for (const wait of waits({ ...RECONNECT, random }, count - 1)) at.push((at.at(-1) ?? 0) + wait);
  return at;
}

test('waits grow by their factor up to the longest, and stay there however often it fails', () => {
  assert.equal(waits({ first: 100, factor: 3, most: 1_000 }, 5), [100, 300, 900, 1_000, 1_000]);
  assert.is(backOff({ first: 100, factor: 3, most: 1_000 })(1e6), 1_000);
  assert.equal(waits({ first: 2_000 }, 3), [2_000, 2_000, 2_000], 'without a factor all are alike');
});

test('listed waits come one after the other, then the last one again and again', () => {
  assert.equal(waits({ waits: [0, 500, 5_000] }, 5), [0, 500, 5_000, 5_000, 5_000]);
});

test('jitter only adds, in whole milliseconds', () => {
  assert.equal(waits({ first: 1_000, factor: 2, jitter: 0.25, random: () => 0 }, 2), [1_000, 2_000]);
  assert.equal(waits({ first: 1_000, factor: 2, jitter: 0.25, random: () => 0.5 }, 2), [1_125, 2_250]);
  assert.equal(waits({ waits: [3], jitter: 0.5, random: () => 0.5 }, 1), [4]);
});

test('a connection: six tries in the first minute, then at most one a minute, whatever the jitter', () => {
  for (const random of [() => 0, () => 0.5, () => 0.999, Math.random]) {
    const at = tries(12, random);
    assert.is(at.filter((time) => time < 60_000).length, 6, at.join(' '));
    for (const [index, time] of at.entries()) {
      const next = at[index + 1];
      if (time >= 60_000 && next !== undefined) assert.ok(next - time >= 60_000, at.join(' '));
    }
  }
});

test.run();
