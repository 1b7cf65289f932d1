/** Sessions of a fleet at a real RTMP server: one at a time, whatever becomes of their workers. */
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { testWithModel } from '../../support/model.ts';
import { startRtmpServer } from '../../support/nginx.ts';
import { startRedis } from '../../support/redis.ts';
import { scratch } from '../../support/scratch.ts';
import { startTap } from '../../support/tap.ts';
import { until } from '../../support/until.ts';
import { connectFleet, crash, makeWork, reaches, startWorker, type TestWorker } from './support.ts';

const folder = scratch('fleet-live');
const { clip } = makeWork(folder);
const redis = await startRedis(folder);
const fleet = await connectFleet({ redis: redis.url });
const server = await startRtmpServer(folder);
const tap = await startTap(server.port);
const workers: TestWorker[] = [];
test.after(async () => {
  for (const { child } of workers) child.kill('SIGKILL');
  await fleet[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
  await tap[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

async function begin(name: string): Promise<TestWorker> {
  const worker = await startWorker(redis.url, ['--name', name, '--kinds', 'live', '--sessions', '2'], {
    env: { STREAM_KEY: 'stream' },
  });
  workers.push(worker);
  return worker;
}

const isAlive = (pid: number): boolean =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
/** The process of the session that this worker runs. */
async function sessionOf({ child }: TestWorker): Promise<number> {
  const children = (): number[] =>
    readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean)
      .map(Number);
  await until(() => children().length > 0, 120_000, 'a session runs');
  const [session = 0] = children();
  assert.ok(session > 1);
  return session;
}

const submit = async (key: string): Promise<string> => {
  const to = [`rtmp://127.0.0.1:${tap.port}/live/{env:STREAM_KEY}`];
  const settings = { asr: 'none', delay: '0' };
  return (await fleet.submitLive({ input: clip, to, realtime: true, loop: true, key, settings })).id;
};

/** The server's recordings so far: one for each time that somebody published the stream. */
const publications = (): string[] => server.recordings();
const published = (times: number): Promise<void> =>
  until(() => publications().length >= times, 120_000, `the stream is published for the ${times}. time`);
/** How often this worker has begun the show. */
const begun = ({ said }: TestWorker): number => said().split(' begins: show').length - 1;

testWithModel('a worker is killed: its session ends with it, and goes on elsewhere', async () => {
  const first = await begin('first');
  const id = await submit('show');
  await published(1);
  const session = await sessionOf(first);
  const heir = await begin('second');
  crash(first);
  await until(() => !isAlive(session), 30_000, 'the session is gone');
  assert.is(begun(heir), 0, 'the heir has not begun before');
  await published(2);
  assert.is((await fleet.job(id)).worker, 'second');
});

testWithModel('a worker stands still: its session ends before the heir begins', async () => {
  const [, still] = workers;
  assert.ok(still);
  const session = await sessionOf(still);
  const heir = await begin('third');
  still.child.kill('SIGSTOP');
  await until(() => !isAlive(session), 30_000, 'the session is gone');
  assert.is(begun(heir), 0, 'the heir has not begun before');
  await published(3);
  still.child.kill('SIGCONT');
  await until(() => still.said().includes("is another worker's now"), 30_000, 'it finds out');
  assert.is((await fleet.job('show')).worker, 'third');
});

testWithModel('session and worker stand still: awake again, not a byte of the session arrives', async () => {
  const [, heir, still] = workers;
  assert.ok(still && heir);
  const [session, before] = [await sessionOf(still), begun(heir)];
  const [old] = tap.connections.slice(-1);
  assert.ok(old);
  process.kill(session, 'SIGSTOP');
  still.child.kill('SIGSTOP');
  const stopped = performance.now();
  // As a server does that hears nothing more of a sender: the heir may come in its place.
  tap.drop(old);
  await until(() => begun(heir) > before, 30_000, 'the heir begins');
  await published(4);
  const heirs = tap.connections.at(-1);
  assert.ok(heirs !== undefined && heirs !== old);
  const { bytes, last } = old;
  assert.ok(last < stopped + 1_000, 'what the system of the session had is long gone');
  const sent = heirs.bytes;
  process.kill(session, 'SIGCONT');
  await until(() => !isAlive(session), 30_000, 'the session is gone');
  still.child.kill('SIGCONT');
  await until(() => heirs.bytes > sent + 5_000, 30_000, 'the heir goes on alone');
  assert.is(old.bytes, bytes);
  assert.is(tap.connections.at(-1), heirs);
});

testWithModel('Redis is gone for longer than a lock lives: the session goes on untouched', async () => {
  const id = 'show';
  const { attempts, worker } = await fleet.job(id);
  await redis.stop();
  await sleep(4_500);
  await redis.start();
  await sleep(3_000);
  assert.equal(
    [(await fleet.job(id)).attempts, (await fleet.job(id)).worker, publications().length],
    [attempts, worker, 4],
    workers.map(({ said }) => said()).join('\n'),
  );
});

testWithModel(
  'a worker that drains hands its session over; a session that is stopped ends in order',
  async () => {
    await fleet.drain((await fleet.job('show')).worker ?? '');
    await published(5);
    await fleet.stop('show');
    await reaches(fleet, (await fleet.job('show')).id, 'done');
    assert.is(publications().length, 5);
  },
);

test.run();
