/** Batch jobs against a real Redis, with workers as processes. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runCli } from '../../support/cli.ts';
import { startRedis } from '../../support/redis.ts';
import { scratch } from '../../support/scratch.ts';
import { until } from '../../support/until.ts';
import { rejects } from '../../support/within.ts';
import { connectFleet, makeWork, reaches, rests, startStore, startWorker } from './support.ts';

const folder = scratch('fleet-batch');
const { clip, sheet } = makeWork(folder);
const redis = await startRedis(folder);
const fleet = await connectFleet({ redis: redis.url });
const store = await startStore(clip);
const worker = await startWorker(redis.url, ['--concurrency', '2', '--name', 'one']);
test.after(async () => {
  worker.child.kill('SIGTERM');
  await worker.outcome;
  await fleet[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
});

const work = (name: string) => ({ input: clip, output: join(folder, name), fromCues: sheet });

test('a recording is decorated; submitted twice, it runs once', async () => {
  const first = await fleet.submit(work('a.mkv'));
  assert.is(first.known, false);
  assert.equal(await fleet.submit(work('a.mkv')), { id: first.id, known: true });
  const { result, attempts } = await reaches(fleet, first.id, 'done');
  assert.is(attempts, 1);
  assert.is(result?.effects, 1);
  assert.ok(existsSync(join(folder, 'a.mkv')));
  assert.equal(await fleet.submit(work('a.mkv')), { id: first.id, known: true });
  const lines = (await fleet.logs(first.id)).join('\n');
  assert.match(lines, /attempt 1 on one/);
  assert.match(lines, /done: 1 effects/);
});

test('what trying cannot mend is dead at once, with its line and its log', async () => {
  const { id } = await fleet.submit({ ...work('b.mkv'), input: join(folder, 'missing.mkv') });
  const { attempts, error } = await reaches(fleet, id, 'dead');
  assert.is(attempts, 1);
  assert.match(error ?? '', /There is no file .*missing\.mkv\. Check its name\./);
  assert.match((await fleet.logs(id)).join('\n'), /failed: There is no file/);
  assert.not.ok(existsSync(join(folder, 'b.mkv')));
});

test('by the command line: submit, status, logs, drain', async () => {
  const env = { REDIS_URL: redis.url };
  const words = ['submit', 'decorate', 'clip.mkv', '-o', 'c.mkv', '--from-cues', 'cues.json', '--key', 'c'];
  const submitted = await runCli(words, { env, cwd: folder });
  assert.is(submitted.code, 0, submitted.stderr);
  assert.match(submitted.stdout, /^j[0-9a-f]{20} submitted\.\n$/);
  await reaches(fleet, 'c', 'done');
  assert.match((await runCli(words, { env, cwd: folder })).stdout, /is known, and is done/);
  await rests(fleet, 'one');
  const { stdout } = await runCli(['fleet', 'status'], { env });
  assert.match(stdout, /Recordings: 0 waiting, 0 delayed, 0 running, 2 done, 1 dead/);
  assert.match(stdout, /one: 0 of 2/);
  const dead = await runCli(['fleet', 'status', '--jobs', 'dead', '--json'], { env });
  assert.match((JSON.parse(dead.stdout) as { error: string }).error, /There is no file/);
  assert.match((await runCli(['fleet', 'logs', 'c'], { env })).stdout, /done c {2}1 effects/);
  const nobody = await runCli(['fleet', 'drain', 'two'], { env });
  assert.is(nobody.code, 2);
  assert.match(nobody.stderr, /There is no worker two\. Those that run: one\./);
});

test('faults of what is submitted are told by whoever submits', async () => {
  await rejects(
    Promise.resolve().then(() => fleet.submit({ input: clip, output: 'x.xyz' })),
    /no container/,
  );
  // The second is the name of a key of BullMQ's own.
  for (const name of ['nothing', 'id']) await rejects(fleet.job(name), /There is no job (nothing|id)/);
});

test('what may mend itself is tried again, later; what does not mend is dead in the end', async () => {
  store.refuse(503);
  const patience = { attempts: 2, firstWaitMs: 400 };
  const mended = { input: clip, output: store.url('mended.mkv'), fromCues: sheet };
  const { id } = await fleet.submit(mended, { attempts: 5, firstWaitMs: 400 });
  const waiting = await reaches(fleet, id, 'delayed');
  assert.match(waiting.error ?? '', /did not take the output \(503\)/);
  const lost = await fleet.submit({ ...mended, output: store.url('lost.mkv') }, patience);
  const dead = await reaches(fleet, lost.id, 'dead');
  assert.is(dead.attempts, 2);
  store.refuse(undefined);
  const done = await reaches(fleet, id, 'done');
  assert.ok(done.attempts > 1);
  assert.is(store.puts('mended.mkv'), 1);
  // Whoever has mended what was wrong lets it run again.
  await fleet.again(lost.id);
  await reaches(fleet, lost.id, 'done');
  assert.is(store.puts('lost.mkv'), 1);
});

test('a job that runs is stopped, and leaves nothing', async () => {
  store.hold();
  const output = join(folder, 'stopped.mkv');
  const { id } = await fleet.submit({ input: store.url('clip.mkv'), output, fromCues: sheet });
  await until(() => store.waiting() > 0, 20_000, 'the job reads its input');
  assert.is(await fleet.stop(id), 'stopping');
  const { error } = await reaches(fleet, id, 'dead');
  assert.match(error ?? '', /Stopped by `momentfx fleet stop`/);
  assert.not.ok(existsSync(output));
  assert.is(await fleet.stop(id), 'over');
});

test('nothing unfinished is left', () => {
  assert.equal(
    readdirSync(folder).filter((name) => name.includes('.part')),
    [],
  );
});

test.run();
