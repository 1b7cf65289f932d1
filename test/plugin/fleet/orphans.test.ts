/** Sessions whose owner was lost, and a worker that is not sure of Redis: it has told others that it takes none. */
import { Worker } from 'bullmq';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Admission } from '../../../src/plugin/fleet/admission/admission.ts';
import { connectRedis, redisPlace } from '../../../src/plugin/fleet/connection.ts';
import { PREFIX } from '../../../src/plugin/fleet/names.ts';
import { jobOptions, openQueue } from '../../../src/plugin/fleet/queues.ts';
import { isOrphan, readBefore } from '../../../src/plugin/fleet/scripts.ts';
import { prepareShow } from '../../../src/plugin/fleet/submission.ts';
import { QueueRunner } from '../../../src/plugin/fleet/worker/queue-runner.ts';
import { startRedis } from '../../support/redis.ts';
import { scratch } from '../../support/scratch.ts';
import { until } from '../../support/until.ts';

const folder = scratch('fleet-orphans');

test('a worker that is not sure of Redis takes no session of a lost owner, whoever has found it', async () => {
  await using redis = await startRedis(folder);
  const connection = await connectRedis(await redisPlace({ redis: redis.url }));
  const queue = openQueue('live', connection);
  await using all = new AsyncDisposableStack();
  all.defer(() => connection.disconnect());
  all.defer(() => queue.close());
  const admission = all.use(
    new Admission({
      ...{ redis: connection, defaults: { asr: { type: 'none' }, analysis: 'own' } },
      capacity: { cores: 64, bytes: 64e9, most: { batch: 0, live: 9 } },
    }),
  );
  const { id, intent } = prepareShow(
    { input: 'rtmp://127.0.0.1:1/a', to: ['rtmp://127.0.0.1:1/x'], settings: { asr: 'none' } },
    { folder, key: undefined },
  );
  await queue.add('live', intent, jobOptions(id, 'live'));
  // Its owner falls silent.
  const lost = Promise.withResolvers<void>();
  const owner = new Worker('live', () => lost.promise, {
    ...{ connection, prefix: PREFIX, lockDuration: 500, skipLockRenewal: true, skipStalledCheck: true },
  }).on('error', () => undefined);
  all.defer(() => owner.close(true));
  await until(async () => (await queue.getActiveCount()) === 1, 20_000, 'it has an owner');
  await owner.pause(true);
  let mayTakeOver = false;
  const runner = new QueueRunner({
    ...{ redis: connection, queue: 'live', worker: 'unsure', version: '0', concurrency: 9, admission },
    ...{ judgeMs: 100, tell: () => undefined, takeSpare: () => undefined, mayTakeOver: () => mayTakeOver },
  });
  all.defer(async () => {
    runner.kill();
    await runner.close();
  });
  // As any other worker finds that the owner is lost.
  const judging = setInterval(() => void runner.judge().catch(() => undefined), 100);
  all.defer(() => clearInterval(judging));
  await until(
    async () => runner.counts.begun > 0 || (await queue.getDelayedCount()) === 1,
    20_000,
    'it comes to a worker',
  );
  await sleep(100);
  assert.is(runner.counts.begun, 0, 'it was left to others');
  // What was never anybody else's is not.
  const fresh = prepareShow(
    { input: 'rtmp://127.0.0.1:1/b', to: ['rtmp://127.0.0.1:1/y'], settings: { asr: 'none' } },
    { folder, key: undefined },
  );
  await queue.add('live', fresh.intent, jobOptions(fresh.id, 'live'));
  const opening = setInterval(() => runner.beat(), 100);
  all.defer(() => clearInterval(opening));
  await until(() => runner.counts.begun === 1, 20_000, 'a new session is begun');
  assert.not(runner.running.includes(id));
  mayTakeOver = true;
  await until(() => runner.counts.takenOver === 1, 20_000, 'it is taken over');
  const job = await queue.getJob(id);
  assert.ok(job !== undefined && job.stalledCounter > 0);
  await readBefore(connection, 'live', id);
  assert.not(await isOrphan(connection, job), 'an attempt has begun since');
});

test.run();
