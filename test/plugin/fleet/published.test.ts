/**
 * That an output is at its address is told before its process has ended, which takes a while: so that a worker can write it down at
 * once, and whoever goes on with the job sends nothing again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { prepareJob } from '../../../src/plugin/fleet/submission.ts';
import { startJob } from '../../../src/plugin/fleet/worker/start-job.ts';
import { startRedis } from '../../support/redis.ts';
import { scratch } from '../../support/scratch.ts';
import { within } from '../../support/within.ts';
import { connectFleet, crash, makeWork, reaches, startStore, startWorker } from './support.ts';

const folder = scratch('fleet-published');
const { clip, sheet } = makeWork(folder);

test('it is told once the server has it, while the process still runs', async () => {
  await using store = await startStore(clip);
  const { intent } = prepareJob(
    { input: clip, output: store.url('out.mkv'), fromCues: sheet },
    { folder, key: undefined },
  );
  const told: string[] = [];
  const job = startJob(
    intent,
    { claim: undefined, state: undefined, until: 0, version: '0', takeSpare: () => undefined },
    {
      ...{ onProgress: () => undefined, onLine: () => undefined, onState: () => undefined },
      onFigures: () => undefined,
      mayPublish: () => Promise.resolve(true),
      onPublished: () => {
        assert.ok(job.pid !== undefined && process.kill(job.pid, 0));
        told.push(`published, put ${store.puts('out.mkv')} times`);
      },
    },
  );
  const { type } = await within(job.outcome, 60_000, 'it ends');
  told.push(type);
  assert.equal(told, ['published, put 1 times', 'done']);
});

/** Times that a worker is killed: it may have told the end of the job, too, before the kill reaches it. */
const TRIES = 6;

test('a worker that is killed right after that: its heir sends nothing again', async () => {
  await using redis = await startRedis(folder);
  await using store = await startStore(clip);
  await using fleet = await connectFleet({ redis: redis.url });
  const reader = new Redis(redis.url);
  let attempts = 1;
  try {
    for (let round = 0; attempts === 1 && round < TRIES; round++) {
      const worker = await startWorker(redis.url, ['--name', `w${round}`]);
      const output = `once-${round}.mkv`;
      const { id } = await fleet.submit({ input: clip, output: store.url(output), fromCues: sheet });
      const [key = ''] = await within(keysOf(reader, id), 20_000, 'the job is known');
      await within(isNoted(reader, key), 60_000, 'it is noted that the output is published');
      crash(worker);
      const heir = await startWorker(redis.url, ['--name', `heir${round}`]);
      ({ attempts } = await reaches(fleet, id, 'done'));
      assert.is(store.puts(output), 1);
      if (attempts > 1)
        assert.match((await fleet.logs(id)).join('\n'), /an earlier attempt has published the output/);
      heir.child.kill('SIGTERM');
      await heir.outcome;
    }
  } finally {
    reader.disconnect();
  }
  assert.ok(attempts > 1, `in ${TRIES} rounds no worker was killed before it had told the end`);
});

async function keysOf(reader: Redis, id: string): Promise<string[]> {
  for (;;) {
    const keys = await reader.keys(`*:${id}`);
    if (keys.length > 0) return keys;
    await sleep(5);
  }
}

async function isNoted(reader: Redis, key: string): Promise<void> {
  while (!((await reader.hget(key, 'momentfxClaim')) ?? '').includes('"published":true')) await sleep(1);
}

test.run();
