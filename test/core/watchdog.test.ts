import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fakeClock, type Clock } from '../../src/core/clock.ts';
import { Watchdog } from '../../src/core/watchdog.ts';

test('silence is told once, after its limit', async () => {
  const clock = fakeClock();
  const told: number[] = [];
  const watchdog = new Watchdog(clock, 8_000, (ms) => void told.push(ms));
  watchdog.start();
  for (let i = 0; i < 10; i += 1) {
    await clock.advance(7_900);
    watchdog.heard();
  }
  assert.equal(told, []);
  await clock.advance(8_500);
  assert.equal(told, [8_000]);
  await clock.advance(20_000);
  assert.equal(told, [8_000]);
});

test('another limit, and a watch that is called off', async () => {
  const clock = fakeClock();
  const told: number[] = [];
  const watchdog = new Watchdog(clock, 60_000, (ms) => void told.push(ms));
  watchdog.start();
  watchdog.allow(1_000);
  await clock.advance(1_500);
  assert.equal(told, [1_000]);
  const second = new Watchdog(clock, 1_000, (ms) => void told.push(ms));
  second.start();
  second.stop();
  await clock.advance(5_000);
  assert.equal(told, [1_000]);
});

test('the time of a sleep, of a minute or of many short ones, judges nobody', async () => {
  // A clock whose sleepers wake late, as they do in a process that was stopped.
  const clock = fakeClock();
  let slept = 0;
  const sleepy: Clock = { ...clock, now: () => clock.now() + slept };
  const told: number[] = [];
  const watchdog = new Watchdog(sleepy, 8_000, (ms) => void told.push(ms));
  watchdog.start();
  for (let i = 0; i < 10; i += 1) {
    await clock.advance(700);
    slept += 60_000;
  }
  assert.equal(told, []);
  await clock.advance(2_000);
  assert.equal(told, [8_000]);
});

test.run();
