/**
 * What a session of a fleet costs: cores and memory of its processes, what its worker does for it, and what Redis has to do
 * (`INFO commandstats` before and after). Then what one Redis can do: leases renewed a second, and how long it takes to look
 * for jobs without an owner. `bench/fleet-model.ts` computes with these figures.
 *
 *   node scripts/run.mjs bench/fleet-cost.ts [--kinds none,captions,moonshine] [--sessions 3] [--seconds 60] [--size 1080]
 *
 * `--size 360`: a small picture instead of 1080p30 of 6 Mbit/s. Linux only.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'bullmq';
import { connectRedis, redisPlace } from '../src/plugin/fleet/connection.ts';
import { connectFleet } from '../src/plugin/fleet/client.ts';
import { renewLease } from '../src/plugin/fleet/scripts.ts';
import { PREFIX } from '../src/plugin/fleet/names.ts';
import { usageOf } from '../src/plugin/fleet/admission/usage.ts';
import { startRtmpServer } from '../test/support/nginx.ts';
import { startRedis, type TestRedis } from '../test/support/redis.ts';
import { startWorker } from '../test/plugin/fleet/support.ts';
import { until } from '../test/support/until.ts';
import { sentence } from './support/caption-sender.ts';
import { load, machine, numberOption, textOption } from './support/live-process.ts';
import { cpuSecondsOf } from './support/process-tree.ts';
import { benchStream } from './support/recording.ts';

/** V8 goes on compiling for half a minute after the first packet; that counts as start-up. */
const SETTLE_S = 35;
const MB = 1e6;
/** How often jobs without an owner are looked for. */
const LOOKS = 3;

const kinds = (textOption('kinds') ?? 'none,captions,moonshine').split(',').filter(Boolean);
const [sessions, seconds] = [numberOption('sessions', 3), numberOption('seconds', 60)];
const folder = await mkdtemp(join(tmpdir(), 'momentfx-fleet-cost-'));
const clip = numberOption('size', 1080) === 360 ? small(await benchStream()) : await benchStream();
/** Sentences for longer than a run lasts. */
const words = join(folder, 'words.srt');
writeFileSync(words, Array.from({ length: 300 }, (_, turn) => srt(turn)).join('\n'));

function small(whole: string): string {
  const file = whole.replace('1080p30', '360p30');
  const scaled = ['-vf', 'scale=640:360', '-c:v', 'libx264', '-b:v', '700k', '-g', '60', '-c:a', 'copy'];
  if (!existsSync(file)) execFileSync('ffmpeg', ['-v', 'error', '-i', whole, ...scaled, file]);
  return file;
}

function srt(turn: number): string {
  const { start, end, text } = sentence(turn);
  const time = (at: number): string =>
    `${new Date(at * 1_000).toISOString().slice(11, 23).replace('.', ',')}`;
  return `${turn + 1}\n${time(start)} --> ${time(end)}\n${text}\n`;
}

/** What Redis has done so far. */
interface Done {
  readonly calls: ReadonlyMap<string, number>;
  readonly cpu: number;
  readonly memory: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

function doneBy({ port }: TestRedis): Done {
  const info = execFileSync('redis-cli', ['-p', String(port), 'info', 'everything'], { encoding: 'utf8' });
  const field = (name: string): number => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1] ?? 0);
  const rows = [...info.matchAll(/^cmdstat_(\S+?):calls=(\d+)/gm)];
  return {
    calls: new Map(rows.map(([, name = '', calls]) => [name, Number(calls)])),
    cpu: field('used_cpu_sys') + field('used_cpu_user'),
    memory: field('used_memory'),
    bytesIn: field('total_net_input_bytes'),
    bytesOut: field('total_net_output_bytes'),
  };
}

/** What clients ask: what scripts call inside of them is Redis's own work. */
const ASKED = new Set(['evalsha', 'eval', 'exec', 'hget', 'hset', 'bzpopmin', 'get', 'hgetall']);

/** So many sessions on one worker, from its start; 0 sessions: what a worker asks anyway. */
async function measure(kind: string, count: number) {
  await using redis = await startRedis(folder, { words: ['--appendfsync', 'everysec'] });
  await using server = await startRtmpServer(folder);
  await using fleet = await connectFleet({ redis: redis.url });
  const empty = doneBy(redis).memory;
  const keys = Array.from({ length: count }, (_, at) => `KEY${at}`);
  const worker = await startWorker(redis.url, ['--kinds', 'live', '--sessions', String(count || 1)], {
    longer: 3_600_000,
    env: Object.fromEntries(keys.map((key) => [key, `${kind}-${key}`])),
  });
  try {
    const asr = kind === 'captions' ? `captions:${words}` : kind;
    for (const key of keys)
      await fleet.submitLive({
        ...{ input: clip, to: [server.url(`{env:${key}}`)], realtime: true, loop: true },
        settings: { asr, delay: '8' },
      });
    await until(() => server.recordings().length >= count, 240_000, 'all sessions send');
    await sleep(SETTLE_S * 1_000);
    const pid = worker.child.pid ?? 0;
    const own = (): number => usageOf(pid).cpuSeconds;
    const alone = (): number => cpuSecondsOf(`/proc/${pid}/stat`);
    const [redisBefore, cpuBefore, aloneBefore] = [doneBy(redis), own(), alone()];
    const began = performance.now();
    await sleep(seconds * 1_000);
    const took = (performance.now() - began) / 1_000;
    const after = doneBy(redis);
    const rate = (calls: ReadonlyMap<string, number>): Map<string, number> =>
      new Map([...calls].map(([name, all]) => [name, (all - (redisBefore.calls.get(name) ?? 0)) / took]));
    return {
      cores: (own() - cpuBefore - (alone() - aloneBefore)) / took,
      workerCores: (alone() - aloneBefore) / took,
      bytes: usageOf(pid).bytes,
      calls: rate(after.calls),
      redisCores: (after.cpu - redisBefore.cpu) / took,
      redisBytes: after.memory - empty,
      redisBits: (8 * (after.bytesIn + after.bytesOut - redisBefore.bytesIn - redisBefore.bytesOut)) / took,
    };
  } finally {
    worker.child.kill('SIGKILL');
    await sleep(1_000);
  }
}

const asked = (calls: ReadonlyMap<string, number>): number =>
  [...calls].reduce((all, [name, rate]) => (ASKED.has(name) ? all + rate : all), 0);

async function sessionCosts(): Promise<void> {
  const idle = await measure('none', 0);
  console.log(
    `a worker without a session: ${asked(idle.calls).toFixed(1)} commands/s, ${(idle.workerCores * 1_000).toFixed(1)} ms/s, ${(idle.bytes / MB).toFixed(0)} MB; Redis ${(idle.redisCores * 1_000).toFixed(1)} ms/s`,
  );
  for (const kind of kinds) {
    const cost = await measure(kind, sessions);
    const each = (whole: number, without: number): number => (whole - without) / sessions;
    console.log(
      `${kind}: a session takes ${each(cost.cores, 0).toFixed(3)} cores, ${(each(cost.bytes, idle.bytes) / MB).toFixed(0)} MB; its worker ${(1_000 * each(cost.workerCores, idle.workerCores)).toFixed(2)} ms/s for it; Redis ${each(asked(cost.calls), asked(idle.calls)).toFixed(2)} commands/s, ${(1_000 * each(cost.redisCores, idle.redisCores)).toFixed(2)} ms/s, ${(each(cost.redisBits, idle.redisBits) / 1_000).toFixed(1)} kbit/s, ${(each(cost.redisBytes, idle.redisBytes) / 1_000).toFixed(1)} kB`,
    );
    const most = [...cost.calls].filter(([, rate]) => rate > 0.05).sort(([, a], [, b]) => b - a);
    console.log(`  ${most.map(([name, rate]) => `${name} ${(rate / sessions).toFixed(2)}`).join(', ')}`);
  }
}

/** Leases renewed a second by as many connections as keep Redis busy. */
async function renewals(): Promise<void> {
  await using redis = await startRedis(folder, { words: ['--appendfsync', 'everysec'] });
  const place = await redisPlace({ redis: redis.url });
  const connections = await Promise.all(Array.from({ length: 4 }, () => connectRedis(place)));
  const before = doneBy(redis);
  const began = performance.now();
  let count = 0;
  await Promise.all(
    connections.flatMap((connection, index) =>
      Array.from({ length: 50 }, async (_, lane) => {
        const attempt = { queue: 'live', id: `s${index}-${lane}`, token: 'x'.repeat(36), number: 1 };
        await connection.set(`momentfx:live:${attempt.id}:lock`, attempt.token);
        while (performance.now() - began < 10_000) {
          await renewLease(connection, attempt, 3_000);
          count += 1;
        }
      }),
    ),
  );
  const took = (performance.now() - began) / 1_000;
  const cores = (doneBy(redis).cpu - before.cpu) / took;
  console.log(
    `Redis: ${(count / took).toFixed(0)} leases/s with ${cores.toFixed(2)} cores: ${((1e6 * cores * took) / count).toFixed(0)} µs each`,
  );
  for (const connection of connections) connection.disconnect();
}

/** How long Redis stands still, each second, while it looks for jobs without an owner. */
async function stalledChecks(): Promise<void> {
  await using redis = await startRedis(folder, { words: ['--appendfsync', 'everysec'] });
  const connection = await connectRedis(await redisPlace({ redis: redis.url }));
  // As a worker of ours looks for them, which BullMQ's own would not.
  const judges = new Worker('live', undefined, {
    ...{ connection, prefix: PREFIX, autorun: false, stalledInterval: 1_000, maxStalledCount: 1_000 },
  });
  for (const active of [100, 10_000, 100_000, 1_000_000]) {
    await connection.eval(
      "for i = redis.call('LLEN', KEYS[1]) + 1, tonumber(ARGV[1]) do redis.call('RPUSH', KEYS[1], 's' .. i) redis.call('SET', 'momentfx:live:s' .. i .. ':lock', 'x') end",
      ...[1, 'momentfx:live:active', String(active)],
    );
    await sleep(1_100);
    await judges.backend.moveStalledJobsToWait();
    const before = doneBy(redis).cpu;
    for (let times = 0; times < LOOKS; times += 1) {
      await sleep(1_100);
      await judges.backend.moveStalledJobsToWait();
    }
    const each = (1_000 * (doneBy(redis).cpu - before)) / LOOKS;
    console.log(
      `Redis: looking for jobs without an owner among ${active} that run: ${each.toFixed(1)} ms of processor time`,
    );
  }
  await judges.close();
  connection.disconnect();
}

console.log(
  `${machine()}, load ${load()}; ${sessions} sessions at once of ${clip.replace(/^.*\//, '')}, ${seconds} s after ${SETTLE_S} s`,
);
try {
  if (kinds.length > 0) await sessionCosts();
  await renewals();
  await stalledChecks();
  console.log(`load at the end ${load()}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
