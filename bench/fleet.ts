/**
 * A catalogue on a fleet whose workers are killed again and again: each good recording is to be published exactly once,
 * each broken one to be dead with its line, and no process is to grow. Redis, the workers and the store that takes PUTs
 * run here; half of the outputs are files, half addresses. A cue sheet is mixed, so that a job takes a second or two.
 *
 *   node scripts/run.mjs bench/fleet.ts [--jobs 1000] [--broken 10] [--workers 2] [--concurrency 2] [--kill 20]
 *
 * `--broken`: percent of the inputs that hold no media; `--kill`: seconds between two `kill -9` (0: none). Ends with
 * code 1 where something was lost, made twice, or died without a line.
 */
import { writeFileSync, watch } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectFleet, type FleetStatus } from '../src/plugin/fleet/client.ts';
import { startRedis } from '../test/support/redis.ts';
import { makeWork, startStore, startWorker, type TestWorker } from '../test/plugin/fleet/support.ts';
import { heldBy, load, machine, numberOption } from './support/live-process.ts';

const MIB = 2 ** 20;
const LOOK_MS = 2_000;
/** No job is waited for longer than this once nothing has moved. */
const STUCK_MS = 120_000;

const [jobs, broken] = [numberOption('jobs', 1_000), numberOption('broken', 10)];
const [workers, concurrency] = [numberOption('workers', 2), numberOption('concurrency', 2)];
const killEvery = numberOption('kill', 20);

const folder = await mkdtemp(join(tmpdir(), 'momentfx-bench-fleet-'));
const { clip, sheet } = makeWork(folder);
const text = join(folder, 'text.mkv');
writeFileSync(text, 'no media at all\n'.repeat(100));
const redis = await startRedis(folder);
const store = await startStore(clip);
store.release();

/** How often each file got its name. */
const named = new Map<string, number>();
const watcher = watch(folder, (event, name) => {
  if (event === 'rename' && name !== null && /^out-\d+\.mkv$/.test(name))
    named.set(name, (named.get(name) ?? 0) + 1);
});

const isBroken = (index: number): boolean => (index * broken) % 100 < broken;
const outputOf = (index: number): string => `out-${index}.mkv`;
/** In pairs, so that of the broken ones, too, some go to files and some to addresses. */
const toFile = (index: number): boolean => index % 4 < 2;
const fleet = await connectFleet({ redis: redis.url });
const prepared = Array.from({ length: jobs }, (_, index) =>
  fleet.prepare({
    input: isBroken(index) ? text : store.url('clip.mkv'),
    output: toFile(index) ? join(folder, outputOf(index)) : store.url(outputOf(index)),
    fromCues: sheet,
    key: `job-${index}`,
  }),
);
const began = performance.now();
for (let at = 0; at < jobs; at += 200) await fleet.submitPrepared(prepared.slice(at, at + 200));
const submitting = performance.now() - began;

let count = 0;
const start = (): Promise<TestWorker> =>
  startWorker(redis.url, ['--name', `w${(count += 1)}`, '--concurrency', String(concurrency)], {
    longer: 24 * 3600_000,
  });
const running: TestWorker[] = [];
for (let at = 0; at < workers; at += 1) running.push(await start());

const overOf = ({ jobs: { done, dead } }: FleetStatus): number => done + dead;
let [kills, most, last, moved] = [0, 0, 0, performance.now()];
const redisFirst = heldBy(redis.pid).rss;
let killed = performance.now();
let status = await fleet.status();
while (overOf(status) < jobs) {
  await sleep(LOOK_MS);
  status = await fleet.status();
  for (const { child } of running) most = Math.max(most, heldBy(child.pid ?? 0).rss);
  if (overOf(status) !== last) [last, moved] = [overOf(status), performance.now()];
  if (performance.now() - moved > STUCK_MS) break;
  if (killEvery === 0 || performance.now() - killed < killEvery * 1_000) continue;
  const victim = running.shift();
  victim?.child.kill('SIGKILL');
  kills += 1;
  killed = performance.now();
  running.push(await start());
  console.log(`${last} of ${jobs} over, ${kills} kills`);
}
const seconds = (performance.now() - began) / 1_000;

const faults: string[] = [];
let again = 0;
for (const [index, { id }] of prepared.entries()) {
  const job = await fleet.job(id);
  const output = outputOf(index);
  const times = toFile(index) ? (named.get(output) ?? 0) : store.puts(output);
  if (isBroken(index)) {
    if (job.state !== 'dead' || !/no recording that FFmpeg can read/.test(job.error ?? ''))
      faults.push(`${id} is ${job.state} (${job.error ?? 'no line'})`);
    if (times > 0) faults.push(`${id}: a broken one was published`);
    continue;
  }
  if (job.state !== 'done') faults.push(`${id} is ${job.state} (${job.error ?? ''})`);
  if (times !== 1)
    faults.push(`${id}: published ${times} times, to ${toFile(index) ? 'a file' : 'an address'}`);
  if (job.attempts > 1) again += 1;
}
const memory = `worker at most ${(most / MIB).toFixed(0)} MiB, Redis ${(redisFirst / MIB).toFixed(0)} → ${(heldBy(redis.pid).rss / MIB).toFixed(0)} MiB`;
console.log(
  `${machine()}, load ${load()}: ${jobs} jobs (${jobs - [...prepared.keys()].filter(isBroken).length} good), ${workers} workers × ${concurrency}, ${kills} kills: ${seconds.toFixed(0)} s, ${again} begun more than once; submitted in ${submitting.toFixed(0)} ms; ${memory}`,
);
console.log(
  faults.length === 0
    ? 'each good one published once, each broken one dead with its line'
    : faults.join('\n'),
);

for (const { child } of running) child.kill('SIGKILL');
watcher.close();
await fleet[Symbol.asyncDispose]();
await redis[Symbol.asyncDispose]();
await store[Symbol.asyncDispose]();
await rm(folder, { recursive: true, force: true });
process.exitCode = faults.length === 0 ? 0 : 1;
