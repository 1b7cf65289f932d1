/** A main thread that hangs is ended; one that waits for a processor is not. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { countedBetween, type ThreadLook } from '../../../src/plugin/cli/thread-work.ts';
import { within } from '../../support/within.ts';

const MAIN = 1;
const LOOK_MS = 500;
const runs = (id: number, gotMs: number): ThreadLook => ({ id, runs: true, gotMs });
const sleeps = (id: number, gotMs: number): ThreadLook => ({ id, runs: false, gotMs });
const counted = (before: ThreadLook[], now: ThreadLook[]): number =>
  countedBetween(before, now, { main: MAIN, lookMs: LOOK_MS });

test('a main thread that works without end counts with all that it gets', () => {
  assert.is(counted([runs(MAIN, 1_000)], [runs(MAIN, 1_500)]), LOOK_MS);
});

test('one that waits for a processor counts with what it got, however long the wait', () => {
  assert.is(counted([runs(MAIN, 1_000)], [runs(MAIN, 1_000)]), 0);
  assert.is(counted([sleeps(MAIN, 1_000)], [runs(MAIN, 1_010)]), 10);
});

test('one that sleeps counts with all of the time, unless others work for it', () => {
  assert.is(counted([sleeps(MAIN, 1_000)], [sleeps(MAIN, 1_000)]), LOOK_MS);
  assert.is(counted([sleeps(MAIN, 0), sleeps(2, 40)], [sleeps(MAIN, 0), sleeps(2, 40)]), LOOK_MS);
  const before = [sleeps(MAIN, 1_000), runs(2, 100), runs(3, 0)];
  assert.is(counted(before, [sleeps(MAIN, 1_000), runs(2, 120), runs(3, 10)]), 20);
  assert.is(counted(before, [sleeps(MAIN, 1_000), runs(2, 600), runs(3, 0)]), LOOK_MS);
  assert.is(counted(before, [sleeps(MAIN, 1_000), runs(4, 30)]), 30, 'a new one');
});

test('what threads do is not known everywhere: then all of the time counts', () => {
  assert.is(counted([], []), LOOK_MS);
});

for (const [name, hang] of [
  ['works without end', 'for (;;);'],
  ['waits for what never comes', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);'],
] as const)
  test(`a main thread that ${name} is ended`, async () => {
    const watchdog = join(import.meta.dirname, '../../../src/plugin/cli/watchdog.ts');
    const program = `
      import { startWatchdog } from ${JSON.stringify(watchdog)};
      startWatchdog(600);
      setTimeout(() => { ${hang} }, 1_200);`;
    const words = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program];
    const child = spawn(process.execPath, words, { stdio: 'pipe' });
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (data: string) => (text += data));
    try {
      await within(once(child, 'close'), 60_000, 'the watchdog');
      assert.is(child.signalCode, 'SIGKILL');
      assert.match(text, /^momentfx: internal: it has hung/);
    } finally {
      child.kill('SIGKILL');
    }
  });

test.run();
