import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fakeClock, systemClock } from '../../src/core/clock.ts';
import { within } from '../support/within.ts';

test('a fake clock wakes each sleeper at its time, in order, also those that fall asleep on the way', async () => {
  const clock = fakeClock(5_000);
  const woken: [string, number][] = [];
  const sleeper = async (name: string, ...waits: number[]): Promise<void> => {
    for (const ms of waits) {
      await clock.sleep(ms);
      woken.push([name, clock.now()]);
    }
  };
  const both = Promise.all([sleeper('late', 250), sleeper('often', 100, 100, 100)]);
  await clock.advance(99);
  assert.equal(woken, []);
  await clock.advance(201);
  await within(both, 1_000, 'waking');
  assert.equal(woken, [
    ['often', 100],
    ['often', 200],
    ['late', 250],
    ['often', 300],
  ]);
  assert.is(clock.epoch(), 5_300);
});

test('a signal ends sleep at once on both clocks, and on one that has already gone there is none', async () => {
  for (const clock of [systemClock(), fakeClock()]) {
    const stop = new AbortController();
    const asleep = clock.sleep(1e9, stop.signal);
    stop.abort();
    await within(asleep, 5_000, 'waking');
    await within(clock.sleep(1e9, stop.signal), 5_000, 'no sleep');
  }
});

test('a faster system clock gives more time and sleeps shorter', async () => {
  const clock = systemClock(1_000);
  const began = clock.now();
  await within(clock.sleep(50_000), 5_000, 'a sleep of 50 ms');
  assert.ok(clock.now() - began >= 49_000);
});

test.run();
