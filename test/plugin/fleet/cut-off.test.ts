/**
 * A worker that alone has lost Redis: its sessions end before others begin them; a Redis that is gone for all ends none, nor
 * does silence.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { messageOf } from '../../../src/core/errors.ts';
import { testWithModel } from '../../support/model.ts';
import { startRtmpServer } from '../../support/nginx.ts';
import { startRedis } from '../../support/redis.ts';
import { scratch } from '../../support/scratch.ts';
import { startTap } from '../../support/tap.ts';
import { until } from '../../support/until.ts';
import { connectFleet, makeWork, reaches, startWorker, type TestWorker } from './support.ts';

const folder = scratch('fleet-cut-off');
const { clip } = makeWork(folder);
const redis = await startRedis(folder);
const way = await startTap(redis.port);
const fleet = await connectFleet({ redis: redis.url });
const reader = new Redis(redis.url);
const server = await startRtmpServer(folder);
const tap = await startTap(server.port);
const workers: (TestWorker & { readonly name: string })[] = [];
test.after(async () => {
  for (const { child } of workers) child.kill('SIGKILL');
  reader.disconnect();
  await fleet[Symbol.asyncDispose]();
  await way[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
  await tap[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

async function begin(name: string, url: string): Promise<TestWorker> {
  const worker = await startWorker(url, ['--name', name, '--kinds', 'live', '--sessions', '1'], {
    env: { STREAM_KEY: 'stream' },
  });
  workers.push({ ...worker, name });
  return worker;
}

const story = async (): Promise<string> =>
  [...workers.map(({ said }) => said()), ...(await fleet.logs('show')).slice(-20)].join('\n');

const runs = async (times: number): Promise<void> => {
  await until(
    () => server.recordings().length >= times,
    120_000,
    `the stream is published for the ${times}. time`,
  ).catch(async (error: unknown) => {
    throw new Error(`${messageOf(error)}\n${await story()}`);
  });
  const before = tap.connections.at(-1)?.bytes ?? 0;
  await until(() => (tap.connections.at(-1)?.bytes ?? 0) > before, 30_000, 'media arrive');
};

/** All workers can be asked, and have looked for each other since. */
async function know(): Promise<void> {
  const names = workers.map(({ name }) => `momentfx:fleet:peer:${name}`);
  const end = performance.now() + 20_000;
  while ((await reader.exists(...names)) < names.length) {
    if (performance.now() > end) throw new Error(`they do not know each other\n${await story()}`);
    await sleep(100);
  }
  await sleep(3_000);
}

testWithModel(
  'Redis stands still for all, longer than a lock lives: with nobody to ask, and with another worker, the session goes on',
  async () => {
    await begin('apart', `redis://127.0.0.1:${way.port}`);
    await fleet.submitLive({
      ...{
        input: clip,
        to: [`rtmp://127.0.0.1:${tap.port}/live/{env:STREAM_KEY}`],
        realtime: true,
        loop: true,
        key: 'show',
      },
      settings: { asr: 'none', delay: '0' },
    });
    await runs(1);
    const [first] = tap.connections;
    assert.ok(first);
    for (const isAlone of [true, false]) {
      if (!isAlone) {
        await begin('heir', redis.url);
        await know();
      }
      process.kill(redis.pid, 'SIGSTOP');
      // Longer than a connection may hang.
      await sleep(6_500);
      const { bytes } = first;
      process.kill(redis.pid, 'SIGCONT');
      await until(() => first.bytes > bytes, 30_000, 'the show goes on');
      // Longer than all owners have to take their jobs again.
      if (!isAlone) await sleep(10_000);
      assert.is(server.recordings().length, 1, await story());
      assert.is((await fleet.job('show')).attempts, 1);
    }
  },
);

testWithModel('Redis and the only other worker fall silent together: the session goes on', async () => {
  const [first] = tap.connections;
  const [, heir] = workers;
  assert.ok(first !== undefined && heir !== undefined);
  heir.child.kill('SIGSTOP');
  way.cut();
  // Longer than a lock lives.
  await sleep(5_000);
  const { bytes } = first;
  await until(() => first.bytes > bytes, 30_000, 'the show goes on');
  way.mend();
  const lock = `momentfx:live:${(await fleet.job('show')).id}:lock`;
  const end = performance.now() + 10_000;
  while ((await reader.exists(lock)) === 0 && performance.now() < end) await sleep(50);
  heir.child.kill('SIGCONT');
  // So long he who stood still has to have Redis before he says yes.
  await sleep(6_000);
  assert.is(server.recordings().length, 1, await story());
  assert.is((await fleet.job('show')).attempts, 1);
});

testWithModel('one worker alone is cut off: its session has ended before the heir begins', async () => {
  const [apart] = workers;
  assert.ok(apart);
  const [old] = tap.connections.slice(-1);
  assert.ok(old);
  way.cut();
  await until(
    () => /Redis answers other workers, and not this one/.test(apart.said()),
    30_000,
    'it finds out',
  );
  await runs(2);
  const heirs = tap.connections.at(-1);
  assert.ok(heirs !== undefined && heirs !== old);
  assert.ok(old.last < heirs.begun, 'the old one had ended before');
  const { bytes } = old;
  way.mend();
  await until(() => apart.said().includes("is another worker's now"), 30_000, 'it is told when it is back');
  assert.is(old.bytes, bytes, 'nothing of the old one has come since');
  assert.is(tap.connections.at(-1), heirs);
  await fleet.stop('show');
  await reaches(fleet, (await fleet.job('show')).id, 'done');
});

test.run();
