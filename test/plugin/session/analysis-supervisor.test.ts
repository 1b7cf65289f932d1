/** The supervisor of analysis, with processes that a test loses. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ActiveDevice } from '../../../src/analysis/runtime/devices.ts';
import { AnalysisFailedError, type AnalysisClient } from '../../../src/analysis/process/client.ts';
import { AnalysisSupervisor, type SupervisorEvent } from '../../../src/plugin/session/analysis-supervisor.ts';
import { rejects, within } from '../../support/within.ts';

const LOSS = new AnalysisFailedError({
  code: 'analysis-died',
  message: 'the process was killed by SIGKILL',
  nextStep: 'Look at its memory',
});

interface Scripted {
  readonly client: AnalysisClient;
  lose(): void;
}

/** As much of a client as a supervisor looks at. */
function scripted(pid: number, device: ActiveDevice): Scripted {
  const failed = Promise.withResolvers<AnalysisFailedError>();
  const client = { pid, device, failed: failed.promise, close: () => Promise.resolve() };
  return { client: client as unknown as AnalysisClient, lose: () => failed.resolve(LOSS) };
}

function supervised(mostLosses?: number, devices: readonly ActiveDevice[] = []) {
  const processes: Scripted[] = [];
  const events: SupervisorEvent[] = [];
  const without: (ActiveDevice | undefined)[] = [];
  const supervisor = new AnalysisSupervisor({
    open(_signal, lostOn) {
      without.push(lostOn);
      const made = scripted(processes.length + 1, devices[processes.length] ?? 'cpu');
      processes.push(made);
      return Promise.resolve(made.client);
    },
    onEvent: (event) => events.push(event),
    ...(mostLosses === undefined ? {} : { mostLosses }),
  });
  return { supervisor, processes, without, types: () => events.map(({ type }) => type) };
}

test('what a lost process was asked is asked of the next one', async () => {
  const { supervisor, processes, types } = supervised();
  await supervisor.start();
  const asked: number[] = [];
  const answer = supervisor.retry((client) => {
    asked.push(client.pid);
    if (client.pid > 1) return Promise.resolve(`from ${client.pid}`);
    processes[0]?.lose();
    return Promise.reject(LOSS);
  });
  assert.is(await within(answer, 5_000, 'the next process'), 'from 2');
  assert.equal(asked, [1, 2]);
  assert.equal(types(), ['analysis-up', 'analysis-down', 'analysis-up']);
  assert.equal([supervisor.state, supervisor.restarts], ['up', 1]);
  await supervisor.close();
  assert.is(supervisor.state, 'off');
  await rejects(
    within(
      supervisor.retry(() => Promise.resolve()),
      1_000,
      'being told',
    ),
    /closed/,
  );
});

test('a loss that is not borne ends it: whoever asks, and whoever watches, is told which', async () => {
  const { supervisor, processes, types } = supervised(0);
  await supervisor.start();
  const asked = rejects(
    supervisor.retry(() => {
      processes[0]?.lose();
      return Promise.reject(LOSS);
    }),
    /SIGKILL/,
  );
  assert.is(await within(supervisor.failed, 1_000, 'giving up'), LOSS);
  await within(asked, 1_000, 'telling');
  assert.is(processes.length, 1, 'none is started again');
  assert.equal(types(), ['analysis-up', 'analysis-down']);
  await supervisor.close();
});

test("a fault that is no loss is the asker's own", async () => {
  const { supervisor, processes } = supervised();
  await supervisor.start();
  await rejects(
    supervisor.retry(() => Promise.reject(new Error('no such picture'))),
    /no such picture/,
  );
  assert.is(processes.length, 1);
  await supervisor.close();
});

test('a signal breaks the start off', async () => {
  const abort = new AbortController();
  const supervisor = new AnalysisSupervisor({
    open: (signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('broken off')))),
    onEvent: () => undefined,
  });
  const started = rejects(supervisor.start(abort.signal), /broken off/);
  abort.abort();
  await within(started, 1_000, 'breaking off');
});

test('a process lost on another device than the CPU: the next ones are to do without, and a recording bears it', async () => {
  const { supervisor, processes, without, types } = supervised(0, ['webgpu', 'cpu']);
  await supervisor.start();
  processes[0]?.lose();
  const pid = await within(
    supervisor.retry(({ pid: own }) => (own === 1 ? Promise.reject(LOSS) : Promise.resolve(own))),
    5_000,
    'the next process',
  );
  assert.is(pid, 2);
  assert.equal(without, [undefined, 'webgpu']);
  processes[1]?.lose();
  assert.is(await within(supervisor.failed, 5_000, 'giving up'), LOSS);
  assert.equal(types(), ['analysis-up', 'analysis-down', 'analysis-up', 'analysis-down']);
  await supervisor.close();
});

test.run();
