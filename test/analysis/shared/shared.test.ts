import { existsSync, readFileSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { lastValueFrom, toArray } from 'rxjs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type AnalysisClient,
  type AnalysisOptions,
  startAnalysis,
} from '../../../src/analysis/process/client.ts';
import type { AnalysisStartError } from '../../../src/analysis/process/errors.ts';
import type { NotSharedError } from '../../../src/analysis/shared/errors.ts';
import { claimOf } from '../../../src/analysis/shared/identity.ts';
import { shareAnalysis } from '../../../src/analysis/shared/join.ts';
import { sharedPlace } from '../../../src/analysis/shared/place.ts';
import { scratch } from '../../support/scratch.ts';
import { until } from '../../support/until.ts';
import { rejects, within } from '../../support/within.ts';
import { type TestModels, makeTestModels } from '../support/checkpoint.ts';
import { findings } from './findings.ts';
import { join16k, say, silence } from '../support/speech.ts';

const test = suite<{ models: TestModels }>('shared analysis process');
test.before(async (context) => {
  context.models = await makeTestModels();
});
test.after(async ({ models }) => {
  endAll();
  await models.remove();
});

const parent = scratch('shared');
let places = 0;
const started: Set<number>[] = [];
process.on('exit', endAll);

/** Whatever became of a test, its processes end with this one, and the sessions that it left open don't keep it. */
function endAll(): void {
  started.forEach((pids) => pids.forEach(kill));
}

/** A place of its own for each test. */
function place() {
  const folder = join(parent, String(places++));
  const pids = new Set<number>();
  started.push(pids);
  return {
    folder,
    join: async (options: AnalysisOptions, more: { lingerMs?: number } = {}): Promise<AnalysisClient> => {
      const client = await within(shareAnalysis(options, { folder, lingerMs: 500, ...more }), 60_000, 'join');
      pids.add(client.pid);
      return client;
    },
  };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

const alive = (pid: number): boolean =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

test('three sessions that start at once share one process and find what each finds in its own', async ({
  models,
}) => {
  const { join } = place();
  const options = { ...models, device: 'cpu', speech: 'none' } as const;
  const clients = await Promise.all([1, 2, 3].map(() => join(options)));
  assert.is(new Set(clients.map(({ pid }) => pid)).size, 1);
  assert.is(clients[0]?.manifest.name, 'tiny');
  const shared = await Promise.all(clients.map((client, i) => findings(client, i + 1, i > 0)));
  await until(() => clients.every(({ load }) => load.sessions === 3), 20_000, 'heartbeats');
  assert.equal(clients[0]?.load, { waiting: 0, dropped: 0, sessions: 3 });
  assert.ok(((await clients[0]?.spent())?.network ?? 0) > 0);
  for (const client of clients) await client.close();
  for (const [i, found] of shared.entries()) {
    const own = await startAnalysis(options);
    try {
      // Bit for bit: onnxruntime gives a window the same in batches of any size, whatever else is in them.
      assert.equal(await findings(own, i + 1, i > 0), found, `session ${i}`);
    } finally {
      await own.close();
    }
  }
});

test('it ends some time after the last session has left, and takes its socket along', async ({ models }) => {
  const { join, folder } = place();
  const options = { ...models, device: 'cpu', speech: 'none' } as const;
  const first = await join(options);
  const second = await join(options);
  await first.close();
  await rejects(first.embedTexts(['a']), /closed/);
  assert.is((await second.embedTexts(['still here'])).length, 1);
  await second.close();
  const again = await join(options);
  assert.is(again.pid, second.pid, 'whoever comes soon finds it');
  await again.close();
  await until(() => !alive(again.pid), 20_000, 'end');
  assert.not.ok(existsSync(sharedPlace(folder).socket));
});

test('killed: every session learns it, what it left behind is cleaned up, and the next process serves', async ({
  models,
}) => {
  const { join, folder } = place();
  const options = { ...models, device: 'cpu', speech: 'none' } as const;
  // One after the other: of two at once the loser's process may still wait for the lock, and clean up right after the kill.
  const clients = [await join(options), await join(options)];
  const pid = clients[0]?.pid ?? 0;
  process.kill(pid, 'SIGKILL');
  for (const client of clients) {
    const error = await within(client.failed, 5_000, 'failed');
    assert.is(error.code, 'analysis-died');
    assert.match(error.message, 'shared analysis process has ended');
    assert.is(await rejects(client.embedTexts(['a']), /ended/), error);
    await within(client.close(), 5_000, 'close');
  }
  assert.ok(existsSync(sharedPlace(folder).socket), 'a stale socket lies there');
  const next = await Promise.all([join(options), join(options)]);
  assert.is(next[0].pid, next[1].pid);
  assert.is.not(next[0].pid, pid);
  assert.is((await next[1].embedTexts(['back'])).length, 1);
  for (const client of next) await client.close();
});

test('stopped: it hangs, and is ended for all who use it', async ({ models }) => {
  const { folder, join } = place();
  const options = { ...models, device: 'cpu', speech: 'none' } as const;
  const patient = await join(options);
  const live = await within(shareAnalysis(options, { folder, limits: { silence: 2_000 } }), 60_000, 'join');
  process.kill(live.pid, 'SIGSTOP');
  assert.is((await within(live.failed, 20_000, 'failed')).code, 'analysis-hung');
  assert.is((await within(patient.failed, 5_000, 'failed')).code, 'analysis-died');
  await Promise.all([live.close(), patient.close()]);
  await until(() => !alive(live.pid), 20_000, 'its end');
});

test('another checkpoint is refused with the reason while somebody is served, and served after that', async ({
  models,
}) => {
  const { join, folder } = place();
  const options = { ...models, device: 'cpu', speech: 'none' } as const;
  const other = `${models.modelFolder}-other`;
  await cp(models.modelFolder, other, { recursive: true });
  try {
    const first = await join(options, { lingerMs: 60_000 });
    const wanted = { ...options, modelFolder: other };
    const refused = (await rejects(join(wanted), /runs the checkpoint/)) as NotSharedError;
    assert.is(refused.code, 'analysis-not-shared');
    assert.match(refused.message, models.modelFolder);
    await rejects(join({ ...options, device: 'auto' }), /device cpu/);
    assert.match(
      await answerTo(folder, { ...(await claimOf(options)), program: 'momentfx 9' }),
      /it is momentfx 0/,
    );
    assert.match(await answerTo(folder, { hello: 'from the future' }), /another version/);
    assert.is((await first.embedTexts(['undisturbed'])).length, 1);
    await first.close();
    const second = await join(wanted);
    assert.is.not(second.pid, first.pid);
    await second.close();
    await until(() => !alive(first.pid), 20_000, 'end of the first');
  } finally {
    await rm(other, { recursive: true });
  }
});

/** What the process answers to a first line. */
function answerTo(folder: string, line: unknown): Promise<string> {
  const answer = new Promise<string>((resolve, reject) => {
    const socket = connect(sharedPlace(folder).socket, () => socket.write(`${JSON.stringify(line)}\n`));
    let text = '';
    socket.setEncoding('utf8').on('data', (data: string) => (text += data));
    socket.on('error', reject).on('close', () => resolve(text));
  });
  return within(answer, 5_000, 'an answer');
}

test('a session that talks nonsense ends alone', async ({ models }) => {
  const { join, folder } = place();
  const options = { ...models, device: 'cpu', speech: 'none' } as const;
  const client = await join(options);
  const claim = JSON.stringify(await claimOf(options));
  const cut = new Promise<void>((resolve, reject) => {
    const socket = connect(sharedPlace(folder).socket, () =>
      socket.write(Buffer.concat([Buffer.from(`${claim}\n`), Buffer.of(3, 0, 0, 0, 9, 9, 9)])),
    );
    socket.on('data', () => undefined);
    socket.on('error', reject).on('close', () => resolve());
  });
  await within(cut, 5_000, 'the end of the other');
  assert.is((await client.embedTexts(['undisturbed'])).length, 1);
  await client.close();
});

test('a fault that a person must mend is told, and the process that met it ends', async ({ models }) => {
  const { join } = place();
  const broken = `${models.modelFolder}-broken`;
  await cp(models.modelFolder, broken, { recursive: true });
  await rm(`${broken}/sfx.onnx`);
  const options = { ...models, modelFolder: broken, device: 'cpu', speech: 'none' } as const;
  try {
    for (const _ of [1, 2]) {
      const error = (await rejects(join(options), /sfx\.onnx/)) as AnalysisStartError;
      assert.is(error.code, 'model-missing');
    }
  } finally {
    await rm(broken, { recursive: true });
  }
});

test('speech of two sessions is heard apart; whoever needs none shares the process too', async ({
  models,
}) => {
  const { join } = place();
  const options = { ...models, device: 'cpu', speech: 'moonshine' } as const;
  const silent = await join({ ...options, speech: 'none' });
  const clients = await Promise.all([join(options), join(options)]);
  assert.is(new Set([silent, ...clients].map(({ pid }) => pid)).size, 1);
  assert.throws(() => silent.openSpeech(), /without speech/);
  const sentences = ['Look at this lamp.', 'The price is ten dollars.'];
  const heard = await Promise.all(
    clients.map(async (client, i) => {
      const session = client.openSpeech();
      const events = lastValueFrom(session.events$.pipe(toArray()));
      await session.write(join16k([silence(0.5), say('flite:slt', sentences[i] ?? ''), silence(1)]));
      await within(session.end(), 60_000, 'end of speech');
      return (await events).flatMap((event) => (event.type === 'subtitle' ? [event.subtitle.text] : []));
    }),
  );
  assert.match(heard[0]?.join(' ') ?? '', /look at/i);
  assert.match(heard[1]?.join(' ') ?? '', /dollars|10/i);
  for (const client of [silent, ...clients]) await client.close();
});

test('nobody answers: a clear error in place of an endless wait', async ({ models }) => {
  const { folder } = place();
  const options = { ...models, device: 'cpu', speech: 'none' } as const;
  const nowhere = join(folder, 'analysis.sock');
  const error = (await rejects(
    shareAnalysis(options, {
      folder,
      joinMs: 300,
      fork: () => ({ on: () => undefined }) as never,
    }),
    /answered within/,
  )) as NotSharedError;
  assert.is(error.code, 'analysis-not-shared');
  assert.not.ok(existsSync(nowhere));
});

test.run();
