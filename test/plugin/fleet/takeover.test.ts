/** Workers that die or stand still, a Redis that goes: each job is published once. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { setTimeout as sleep } from 'node:timers/promises';
import { startRedis } from '../../support/redis.ts';
import { scratch } from '../../support/scratch.ts';
import { until } from '../../support/until.ts';
import { within } from '../../support/within.ts';
import {
  connectFleet,
  counts,
  crash,
  makeWork,
  reaches,
  startStore,
  startWorker,
  type TestWorker,
} from './support.ts';

const folder = scratch('fleet-takeover');
const { clip, sheet } = makeWork(folder);
const redis = await startRedis(folder);
const fleet = await connectFleet({ redis: redis.url });
const store = await startStore(clip);
const workers: TestWorker[] = [];
test.after(async () => {
  for (const { child } of workers) child.kill('SIGKILL');
  await fleet[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
});

async function begin(name: string): Promise<TestWorker> {
  const worker = await startWorker(redis.url, ['--name', name, '--concurrency', '1']);
  workers.push(worker);
  return worker;
}

const submit = async (name: string): Promise<string> =>
  (await fleet.submit({ input: store.url('clip.mkv'), output: store.url(name), fromCues: sheet })).id;

test('a worker is killed in mid-job: another one publishes it, once', async () => {
  const first = await begin('killed');
  const id = await submit('killed.mkv');
  await until(() => store.waiting() > 0, 40_000, 'the job reads its input');
  const heir = await begin('heir');
  crash(first);
  await until(() => heir.said().includes(`${id} begins`), 30_000, 'the heir takes it');
  store.release();
  const { attempts, worker } = await reaches(fleet, id, 'done');
  assert.is(worker, 'heir');
  assert.is(attempts, 2);
  assert.is(store.puts('killed.mkv'), 1);
  await counts(fleet, 'heir', { begun: 1, takenOver: 1, done: 1, failed: 0, fenced: 0 });
});

test('a worker stands still: its heir publishes; when it goes on, it publishes nothing', async () => {
  store.hold();
  const [heir] = workers.filter(({ child }) => child.exitCode === null && child.signalCode === null);
  assert.ok(heir);
  const id = await submit('still.mkv');
  await until(() => store.waiting() > 0, 40_000, 'the job reads its input');
  heir.child.kill('SIGSTOP');
  const other = await begin('other');
  await until(() => other.said().includes(`${id} begins`), 30_000, 'the other worker takes it');
  // Both processes of the job are given their input; that of the worker that stands still asks in vain.
  store.release();
  await reaches(fleet, id, 'done');
  heir.child.kill('SIGCONT');
  await until(() => heir.said().includes(`${id} is another worker's now`), 10_000, 'it finds out');
  assert.is(store.puts('still.mkv'), 1);
  await counts(fleet, 'heir', { begun: 2, takenOver: 1, done: 1, failed: 0, fenced: 1 });
  await counts(fleet, 'other', { begun: 1, takenOver: 1, done: 1, fenced: 0 });
});

test('Redis is killed and comes back: what runs goes on, is told, and runs once', async () => {
  store.hold();
  const id = await submit('restart.mkv');
  const later = await submit('later.mkv');
  await until(() => store.waiting() >= 2, 40_000, 'both jobs read their input');
  await redis.stop();
  await sleep(4_500);
  store.release();
  await sleep(500);
  await redis.start();
  const both = [await reaches(fleet, id, 'done'), await reaches(fleet, later, 'done')];
  assert.equal(
    both.map(({ attempts }) => attempts),
    [1, 1],
  );
  await sleep(1_500);
  assert.is(store.puts('restart.mkv'), 1);
  assert.is(store.puts('later.mkv'), 1);
});

test('a worker is told to end: it gives back what it cannot finish, and another one does it', async () => {
  store.hold();
  const ending = await startWorker(redis.url, [
    '--name',
    'ending',
    '--drain-time',
    '0',
    '--concurrency',
    '4',
  ]);
  workers.push(ending);
  const ids = await Promise.all(['x.mkv', 'y.mkv', 'z.mkv'].map(submit));
  await until(() => store.waiting() >= 3, 40_000, 'all jobs read their input');
  ending.child.kill('SIGTERM');
  const { code, stderr } = await ending.outcome;
  assert.is(code, 0, stderr);
  assert.match(stderr, /given back/);
  store.release();
  for (const id of ids) await reaches(fleet, id, 'done');
  for (const name of ['x.mkv', 'y.mkv', 'z.mkv']) assert.is(store.puts(name), 1);
});

test('a worker that is told to end while Redis is away ends in time, and another one does its job', async () => {
  store.hold();
  for (const { child } of workers) child.kill('SIGKILL');
  const words = ['--name', 'alone', '--drain-time', '0', '--concurrency', '1'];
  const alone = await startWorker(redis.url, words);
  workers.push(alone);
  const id = await submit('away.mkv');
  await until(() => store.waiting() > 0, 40_000, 'the job reads its input');
  await redis.stop();
  alone.child.kill('SIGTERM');
  const { code, stderr } = await within(alone.outcome, 20_000, 'the worker ends');
  assert.is(code, 0, stderr);
  assert.match(stderr, /begins elsewhere when it is back/);
  await redis.start();
  await begin('after');
  store.release();
  await reaches(fleet, id, 'done');
  assert.is(store.puts('away.mkv'), 1);
});

test.run();
