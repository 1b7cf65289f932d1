import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fakeClock } from '../../../src/core/clock.ts';
import { Address } from '../../../src/core/stream-url.ts';
import { OutputFailure } from '../../../src/media/output/transport/loss.ts';
import type { LossReason } from '../../../src/media/output/sink.ts';
import { planOutput } from '../../../src/media/output/plan.ts';
import { Retries } from '../../../src/media/output/retry.ts';

/** The wait before the next try: `expected`, to which at most a quarter was added. */
async function waits(retries: Retries, reason: LossReason, expected: number): Promise<void> {
  const verdict = await retries.judge(new OutputFailure({ reason, message: reason }));
  if (verdict.type === 'gone') throw new Error('it is given up');
  const { retryInMs } = verdict;
  assert.ok(retryInMs >= expected && retryInMs <= 1.25 * expected, `${retryInMs} ms, not ${expected} ms`);
}

test('a full disk is looked at again within seconds, and counts as a failure like others', async () => {
  const retries = new Retries(planOutput(new Address('show.mkv')), fakeClock());
  for (const expected of [1_000, 2_000, 4_000, 8_000, 8_000]) await waits(retries, 'disk-full', expected);
  await waits(retries, 'failed', 32_000);
});

test('a connection that did its work, or lasted half a minute, starts anew', async () => {
  const clock = fakeClock();
  const retries = new Retries(planOutput(new Address('rtmp://host/live/key')), clock);
  await waits(retries, 'refused', 1_000);
  await waits(retries, 'refused', 2_000);
  retries.opened();
  await clock.advance(29_999);
  retries.interrupted();
  await waits(retries, 'reset', 4_000);
  assert.is(retries.attempt, 4);
  retries.opened();
  await clock.advance(30_000);
  retries.interrupted();
  await waits(retries, 'reset', 1_000);
  retries.succeeded();
  assert.is(retries.attempt, 1);
});

test('200 sessions before a dead server: six tries each in the first minute, ever less in step', async () => {
  const clock = fakeClock();
  const tries: number[][] = [];
  const session = async (): Promise<void> => {
    const retries = new Retries(planOutput(new Address('rtmp://host/live/key')), clock);
    const mine: number[] = [];
    tries.push(mine);
    while (clock.now() < 60_000) {
      await retries.pause(new AbortController().signal);
      mine.push(clock.now());
      await retries.judge(new OutputFailure({ reason: 'refused', message: 'Nobody listens there.' }));
    }
  };
  const all = Array.from({ length: 200 }, session);
  await clock.advance(100_000);
  await Promise.all(all);
  for (const mine of tries) {
    assert.is(mine.filter((at) => at < 60_000).length, 6, mine.join(' '));
    assert.is(mine[0], 0, 'the first at once');
    for (const [round, at] of mine.slice(0, 5).entries()) {
      const waited = (mine[round + 1] ?? 0) - at;
      const least = 1_000 * 2 ** round;
      assert.ok(waited >= least && waited <= 1.25 * least + 1, `${waited} ms after ${at}`);
    }
  }
  // The most tries that fall into one second, of each round after the first.
  const crowd = (round: number): number => {
    const seconds = new Map<number, number>();
    for (const mine of tries) {
      const second = Math.floor((mine[round] ?? 0) / 1000);
      seconds.set(second, (seconds.get(second) ?? 0) + 1);
    }
    return Math.max(...seconds.values());
  };
  assert.ok(crowd(4) < 150, `${crowd(4)} of 200 in one second of the fifth round`);
  assert.ok(crowd(5) < 100, `${crowd(5)} of 200 in one second of the sixth round`);
});

test.run();
