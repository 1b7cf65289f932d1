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

test.run();
