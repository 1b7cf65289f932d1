/** A show whose words come from outside, and whose workers die: no effect twice, none lost that is due once it runs again. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeState } from '../../../src/plugin/live/show-state.ts';
import { testWithModel } from '../../support/model.ts';
import { startRedis } from '../../support/redis.ts';
import { scratch } from '../../support/scratch.ts';
import { isPrice, saidBySeller } from '../../support/told-prices.ts';
import { until } from '../../support/until.ts';
import { connectFleet, crash, makeWork, reaches, startWorker, type TestWorker } from './support.ts';

const folder = scratch('fleet-handover');
const { clip } = makeWork(folder);
const redis = await startRedis(folder);
const fleet = await connectFleet({ redis: redis.url });
const reader = new Redis(redis.url);
const workers: TestWorker[] = [];
test.after(async () => {
  for (const { child } of workers) child.kill('SIGKILL');
  reader.disconnect();
  await fleet[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

async function begin(name: string): Promise<TestWorker> {
  const worker = await startWorker(redis.url, ['--name', name, '--kinds', 'live', '--sessions', '1']);
  workers.push(worker);
  return worker;
}

/** Seconds from one sentence to the next. */
const EVERY = 4;

/** A program that writes captions while the show runs, one each four seconds since `began`. `told`: the prices. */
function writeCaptions(file: string, began: number): { readonly told: readonly number[]; stop(): void } {
  const told: number[] = [];
  writeFileSync(file, '');
  let count = 0;
  const stamp = (seconds: number): string =>
    `${new Date(seconds * 1_000).toISOString().slice(11, 23).replace('.', ',')}`;
  const timer = setInterval(() => {
    const now = (performance.now() - began) / 1_000;
    const at = (count + 1) * EVERY;
    if (at + 2 > now) return;
    if (isPrice(count)) told.push(at);
    const text = saidBySeller(count, at);
    count += 1;
    appendFileSync(file, `${count}\n${stamp(at)} --> ${stamp(at + 2)}\n${text}\n\n`);
  }, 100);
  return { told, stop: () => clearInterval(timer) };
}

testWithModel(
  'a worker is killed: the show goes on with what it knew, and no effect comes twice',
  async () => {
    const first = await begin('first');
    const captions = join(folder, 'words.srt');
    const out = join(folder, 'out.mkv');
    writeFileSync(captions, '');
    const settings = { asr: `follow:${captions}`, delay: '3', threshold: '0.02', density: '60' };
    const { id } = await fleet.submitLive({
      ...{ input: clip, to: [out], realtime: true, loop: true, key: 'show', settings },
    });
    const lines = async (): Promise<string> => (await fleet.logs(id)).join('\n');
    const said = async (pattern: RegExp, ms: number, what: string): Promise<void> => {
      const end = performance.now() + ms;
      while (!pattern.test(await lines())) {
        if (performance.now() > end) throw new Error(`${what}: not within ${ms} ms\n${await lines()}`);
        await sleep(100);
      }
    };
    await said(/input connected/, 60_000, 'the show runs');
    const words = writeCaptions(captions, performance.now());
    const effects = async (): Promise<readonly number[]> =>
      [...(await lines()).matchAll(/ effect .*It costs just (\d+) dollars/g)].map(([, at]) => Number(at));
    await said(/ effect .*just 8 dollars/, 60_000, 'effects come');
    await until(() => words.told.length > 2, 20_000, 'words come');
    const stateNow = async (): Promise<string> =>
      (await reader.hget(`momentfx:live:${id}`, 'momentfxState')) ?? '';
    const played = async (): Promise<boolean> =>
      (decodeState(await stateNow())?.earlier.moments.length ?? 0) > 0;
    const knownBy = performance.now() + 60_000;
    while (!(await played()) && performance.now() < knownBy) await sleep(100);
    assert.ok(await played(), 'an effect has played, and is known');
    assert.not.match(JSON.stringify(decodeState(await stateNow())), 'dollars');
    const heir = await begin('heir');
    crash(first);
    await until(() => heir.said().includes(`${id} begins`), 30_000, 'the heir takes it');
    const taken = words.told.at(-1) ?? 0;
    await said(/The show goes on: \d+ effects played/, 30_000, 'the heir knows of before');
    const after = async (): Promise<readonly number[]> => (await effects()).filter((at) => at > taken);
    const end = performance.now() + 90_000;
    while ((await after()).length < 3 && performance.now() < end) await sleep(200);
    words.stop();
    const heard = await effects();
    assert.is(new Set(heard).size, heard.length, `twice: ${heard.join(' ')}\n${await lines()}`);
    // From the first one on that the heir has heard.
    const [from = Infinity, , to = 0] = await after();
    const due = words.told.filter((at) => at >= from && at <= to);
    assert.ok(due.length >= 3, `${heard.join(' ')}\n${await lines()}`);
    for (const at of due)
      assert.ok(heard.includes(at), `${at} is missing in ${heard.join(' ')}\n${await lines()}`);
    await fleet.stop(id);
    await reaches(fleet, id, 'done');
    assert.is(await reader.hget(`momentfx:live:${id}`, 'momentfxState'), null);
  },
);

test.run();
