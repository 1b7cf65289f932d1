/** Processes that wait for a session: how many there are, who gets them, that one of them runs a session, and when they end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadAhead, takeLibrary } from '../../../src/library/index.ts';
import { bundledLibrary } from '../../../src/plugin/paths.ts';
import { monotonicMs } from '../../../src/plugin/fleet/live/protocol.ts';
import { prepareShow } from '../../../src/plugin/fleet/submission.ts';
import { Spares } from '../../../src/plugin/fleet/worker/spares.ts';
import { startJob } from '../../../src/plugin/fleet/worker/start-job.ts';
import { scratch } from '../../support/scratch.ts';
import { until } from '../../support/until.ts';
import { within } from '../../support/within.ts';

const folder = scratch('fleet-spares');
const [NONE, FULL, MORE] = [
  { keep: false, more: false },
  { keep: true, more: false },
  { keep: true, more: true },
];

test('what was read ahead is taken once', async () => {
  loadAhead(bundledLibrary);
  const first = takeLibrary(bundledLibrary);
  const second = takeLibrary(bundledLibrary);
  assert.is.not(await first, await second);
  assert.equal((await first).manifest, (await second).manifest);
  loadAhead(join(folder, 'none'));
  assert.ok((await takeLibrary(bundledLibrary)).effects.length > 0, 'another one is not mixed up with it');
});

test('a worker keeps few, while it has room, and one that was taken runs a session', async () => {
  using spares = new Spares({ most: 2, restMs: 0 });
  spares.look(NONE);
  assert.is(spares.count, 0, 'no room');
  spares.look(FULL);
  assert.is(spares.count, 0, 'no room for more');
  for (let times = 0; times < 5; times += 1) spares.look(MORE);
  assert.is(spares.count, 2);
  const child = spares.take();
  assert.ok(child !== undefined);
  assert.is(spares.count, 1);
  const { intent } = prepareShow(
    { input: 'rtmp://127.0.0.1:1/{env:MOMENTFX_NO_SUCH_NAME}', to: ['rtmp://127.0.0.1:1/x'] },
    { folder, key: undefined },
  );
  const start = { claim: undefined, state: undefined, version: '0', takeSpare: () => child };
  const job = startJob(
    intent,
    { ...start, until: monotonicMs() + 600_000 },
    {
      ...{ onProgress: () => undefined, onLine: () => undefined, onState: () => undefined },
      ...{
        onFigures: () => undefined,
        mayPublish: () => Promise.resolve(false),
        onPublished: () => undefined,
      },
    },
  );
  assert.is(job.pid, child.pid, 'it is that process');
  const outcome = await within(job.outcome, 60_000, 'it ends');
  assert.is(outcome.type, 'failed');
  assert.match(outcome.type === 'failed' ? outcome.line : '', /MOMENTFX_NO_SUCH_NAME/);
  const other = spares.take();
  assert.ok(other !== undefined);
  other.kill('SIGKILL');
  for (let times = 0; times < 2; times += 1) spares.look(MORE);
  const last = spares.take();
  assert.ok(last !== undefined && last !== other);
  const ended = once(last as unknown as NodeJS.EventEmitter, 'exit');
  last.kill('SIGKILL');
  await within(ended, 20_000, 'it ends');
  spares.look(FULL);
  assert.is(spares.count, 1, 'what is there stays');
  spares.look(NONE);
  assert.is(spares.count, 0, 'a full worker keeps none');
});

test('processes that wait end with a worker that is killed', async () => {
  const spares = import.meta.resolve('../../../src/plugin/fleet/worker/spares.ts');
  const keeping = `import { Spares } from '${spares}';
    const spares = new Spares({ most: 2, restMs: 0 });
    spares.look({ keep: true, more: true });
    spares.look({ keep: true, more: true });
    setInterval(() => undefined, 1_000);`;
  const worker = spawn(process.execPath, ['--input-type=module', '-e', keeping], { stdio: 'ignore' });
  try {
    const ended = once(worker, 'exit');
    const { pid } = worker;
    const children = (): readonly string[] =>
      readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    // One at least is to have loaded what a session needs.
    await until(() => children().length === 2, 20_000, 'two wait');
    const waiting = children();
    await until(() => waiting.some((one) => residentOf(one) > 150e6), 60_000, 'one is ready');
    worker.kill('SIGKILL');
    await ended;
    await until(() => waiting.every((one) => !existsSync(`/proc/${one}`)), 20_000, 'both are gone');
  } finally {
    worker.kill('SIGKILL');
  }
});

/** Memory of a process that is resident, in bytes. */
function residentOf(pid: string): number {
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

test.run();
