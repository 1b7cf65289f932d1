/**
 * What the heirs of a killed worker's sessions need until they send again: a worker with sessions is killed beside one that runs
 * none. Tells of each session when its attempt began, and when its media came to the server, since the kill; and the processor
 * time of the heir's worker with its processes until the last one sent, which a busy machine changes little. Shared analysis,
 * which is no child of the worker, is not in it.
 *
 *   node scripts/run.mjs bench/fleet-heirs.ts [--sessions 3] [--times 1] [--log]
 *
 * `--times`: so often one after the other; `--log`: shows what the sessions say as they begin.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { usageOf } from '../src/plugin/fleet/admission/usage.ts';
import { connectFleet } from '../src/plugin/fleet/client.ts';
import { startWorker, type TestWorker } from '../test/plugin/fleet/support.ts';
import { startRtmpServer } from '../test/support/nginx.ts';
import { startRedis } from '../test/support/redis.ts';
import { ffmpeg } from '../test/support/talk.ts';
import { startRelay } from './support/fleet-relay.ts';
import { linesOf, submitShow, type Show } from './support/fleet-show.ts';
import { load, machine, numberOption } from './support/live-process.ts';

const STUCK_MS = 120_000;
/** Since its start a worker takes over after eight seconds; has its spare processes after some twenty. */
const SETTLED_MS = 30_000;

const [sessions, times] = [numberOption('sessions', 3), numberOption('times', 1)];
const folder = await mkdtemp(join(tmpdir(), 'momentfx-bench-fleet-heirs-'));
const clip = join(folder, 'loop.mkv');
ffmpeg(`-f lavfi -i testsrc2=s=64x48:r=5 -f lavfi -i sine=440 -t 60 -c:v libx264 -g 5 -c:a aac ${clip}`);
const redis = await startRedis(folder);
const fleet = await connectFleet({ redis: redis.url });
const server = await startRtmpServer(folder, () => false, ['drop_idle_publisher 3s;']);
const relay = await startRelay(server.port);

const sendsAfter = ({ stream }: Show, moment: number): number | undefined =>
  relay.connections.find((one) => one.stream === stream && (one.began ?? 0) > moment)?.began;

async function all(shows: readonly Show[], moment: number): Promise<void> {
  const end = performance.now() + STUCK_MS;
  while (!shows.every((show) => sendsAfter(show, moment) !== undefined)) {
    if (performance.now() > end) throw new Error(`not all send within ${STUCK_MS / 1_000} s`);
    await sleep(20);
  }
}

async function begin(name: string): Promise<TestWorker> {
  const runtime = join(folder, name);
  await mkdir(runtime, { mode: 0o700 });
  const words = ['--name', name, '--kinds', 'live', '--cores', '64', '--memory', '20'];
  return startWorker(redis.url, words, {
    longer: 3_600_000,
    env: {
      ...Object.fromEntries(Array.from({ length: 99 }, (_, at) => [`KEY_${at}`, `show-${at}`])),
      ...{ MOMENTFX_ANALYSIS: 'shared', XDG_RUNTIME_DIR: runtime },
      // An installed program need not translate its sources.
      NODE_COMPILE_CACHE: join(folder, 'compiled'),
    },
  });
}

let count = 0;
async function submit(): Promise<Show> {
  const at = Date.now();
  const show = await submitShow(fleet, (count += 1), { clip, folder, port: relay.port });
  await all([show], at);
  return show;
}

const text = (ms: readonly number[]): string =>
  ms
    .map((one) => (one / 1_000).toFixed(1))
    .sort((a, b) => Number(a) - Number(b))
    .join(' … ');

let doomed = await begin('w0');
const lost = [await submit()];
for (let at = 1; at < sessions; at += 1) lost.push(await submit());
for (let turn = 1; turn <= times; turn += 1) {
  const heir = await begin(`w${turn}`);
  await sleep(SETTLED_MS);
  const pid = heir.child.pid ?? 0;
  const at = Date.now();
  const before = usageOf(pid).cpuSeconds;
  const busy = load();
  doomed.child.kill('SIGKILL');
  await all(lost, at);
  const spent = usageOf(pid).cpuSeconds - before;
  const begun: number[] = [];
  for (const show of lost) {
    const lines = (await linesOf(fleet, show)).filter((line) => line.at > at);
    begun.push((lines.find((line) => line.text.startsWith('attempt '))?.at ?? at) - at);
    if (process.argv.includes('--log'))
      for (const line of lines)
        console.log(`${show.stream} ${((line.at - at) / 1_000).toFixed(2)} ${line.text}`);
  }
  console.log(
    `load ${busy}: ${sessions} sessions begun elsewhere after ${text(begun)} s, sending after ${text(lost.map((show) => (sendsAfter(show, at) ?? at) - at))} s; ${spent.toFixed(1)} s of processor time`,
  );
  doomed = heir;
}
console.log(machine());

doomed.child.kill('SIGKILL');
await fleet[Symbol.asyncDispose]();
await redis[Symbol.asyncDispose]();
await relay[Symbol.asyncDispose]();
await server[Symbol.asyncDispose]();
// Shared analysis outlives its sessions for a while, and writes there.
await rm(folder, { recursive: true, force: true, maxRetries: 20 });
