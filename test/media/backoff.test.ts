import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Backoff } from '../../src/media/backoff.ts';

/** When tries are made, in ms after the first, if all fail at once. */
function tries(count: number, random: () => number): number[] {
  const backoff = new Backoff(random);
  const at = [0];
  while (at.length < count) at.push((at.at(-1) ?? 0) + backoff.next());
  return at;
}

test('at most six tries in the first minute, then at most one a minute, whatever the jitter', () => {
  for (const random of [() => 0, () => 0.5, () => 0.999, Math.random]) {
    const at = tries(12, random);
    assert.ok(at.filter((time) => time < 60_000).length <= 6, at.join(' '));
    for (const [index, time] of at.entries()) {
      const next = at[index + 1];
      if (time >= 60_000 && next !== undefined) assert.ok(next - time >= 60_000, at.join(' '));
    }
  }
});

test('a full disk is looked at once a minute; a sound connection starts anew', () => {
  const backoff = new Backoff(() => 0);
  assert.is(backoff.next(true), 60_000);
  backoff.reset();
  assert.is(backoff.next(), 1_000);
});

test.run();
