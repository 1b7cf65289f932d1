/** The fence of a session's process: who holds it up, and when it falls. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LEASES, monotonicMs } from '../../../src/plugin/fleet/live/protocol.ts';
import { within } from '../../support/within.ts';

const live = join(import.meta.dirname, '../../../src/plugin/fleet/live');
const children: ChildProcess[] = [];
test.after(() => {
  for (const child of children) child.kill('SIGKILL');
});

/** A process behind a fence of half a second, whose main thread runs `work`; with a pipe of leases. */
function behindFence(work: string): { child: ChildProcess; leases: Writable } {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--input-type=module',
      '--eval',
      `import { writeSync } from 'node:fs';
       import { raiseFence } from '${join(live, 'fence.ts')}';
       import { LEASES, monotonicMs } from '${join(live, 'protocol.ts')}';
       const fence = raiseFence(monotonicMs() + 500, LEASES);
       writeSync(1, 'up\\n');
       ${work}`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit', 'ignore', 'pipe'] },
  );
  children.push(child);
  const leases = child.stdio[LEASES] as Writable;
  leases.on('error', () => undefined);
  return { child, leases };
}

const outputOf = ({ stdout }: ChildProcess): (() => string) => {
  let text = '';
  stdout?.setEncoding('utf8').on('data', (more: string) => (text += more));
  return () => text;
};

/** Holds the main thread up for so long, as loading models does. */
const BUSY = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2000);';

test('a session whose main thread is busy for seconds loses no lease', async () => {
  const { child, leases } = behindFence(`${BUSY} fence.check(); writeSync(1, 'sent\\n'); process.exit();`);
  const said = outputOf(child);
  const timer = setInterval(() => leases.write(`${monotonicMs() + 10_000}\n`), 100);
  try {
    await within(once(child, 'exit'), 30_000, 'the process ends');
    assert.is(said(), 'up\nsent\n');
  } finally {
    clearInterval(timer);
  }
});

test('leases that came while it started count from the beginning', async () => {
  const { child, leases } = behindFence(`${BUSY} writeSync(1, 'lived\\n'); process.exit();`);
  const said = outputOf(child);
  leases.write(`${monotonicMs() + 60_000}\n`);
  await within(once(child, 'exit'), 30_000, 'the process ends');
  assert.is(said(), 'up\nlived\n');
});

test('a session that has run for months is held up by its next lease, too', async () => {
  const { child, leases } = behindFence(`${BUSY} fence.check(); writeSync(1, 'sent\\n'); process.exit();`);
  const said = outputOf(child);
  leases.write(`${monotonicMs() + 2 ** 31 + 60_000}\n`);
  await within(once(child, 'exit'), 30_000, 'the process ends');
  assert.is(said(), 'up\nsent\n');
});

test('when no more leases come it falls, whatever the main thread does; an earlier time changes nothing', async () => {
  const { child, leases } = behindFence(`for (;;) ${BUSY}`);
  const said = outputOf(child);
  const last = monotonicMs() + 3_000;
  leases.write(`${last}\n${last - 2_900}\nnonsense\n`);
  const [, signal] = (await within(once(child, 'exit'), 30_000, 'the process ends')) as [unknown, string];
  assert.is(signal, 'SIGKILL');
  assert.ok(monotonicMs() >= last, 'not before its time');
  assert.is(said(), 'up\n');
});

test.run();
