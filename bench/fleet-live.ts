/**
 * Live sessions on a fleet: one worker of three is killed, one stands still, one stands still with all its sessions, as its
 * machine would; then Redis goes away. How long until each session sends again, whether two ever send one stream, and what
 * becomes of effects. Redis, the workers and an RTMP server run here; each session plays a tiny clip by the clock and takes
 * its words from a captions file that grows by a sentence every five seconds. Recordings are made beside them. One analysis
 * process serves the sessions of a worker. Writes bench/fleet-live.svg.
 *
 *   node scripts/run.mjs bench/fleet-live.ts [--sessions 40] [--jobs 200] [--still 20] [--away 30] [--settle 20]
 *
 * `--still`, `--away`: seconds (0: none); `--settle`: seconds that all run before and after each. Ends with code 1 where an
 * effect came twice, one that was due was lost, two sent one stream, or a session began anew while Redis was away.
 */
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectFleet } from '../src/plugin/fleet/client.ts';
import { makeWork, startWorker, type TestWorker } from '../test/plugin/fleet/support.ts';
import { startRtmpServer } from '../test/support/nginx.ts';
import { startRedis } from '../test/support/redis.ts';
import { ffmpeg } from '../test/support/talk.ts';
import { startRelay, type Published } from './support/fleet-relay.ts';
import { becameOf, linesOf, submitShow, writeWords, type Show } from './support/fleet-show.ts';
import { timeline, type Happening, type Row } from './support/fleet-timeline.ts';
import { load, machine, numberOption } from './support/live-process.ts';

/** No session is waited for longer than this, in ms. */
const STUCK_MS = 300_000;
const WORKERS = 3;
const HOUR_MS = 3_600_000;

const [sessions, jobs] = [numberOption('sessions', 40), numberOption('jobs', 200)];
const [still, away, settle] = [
  numberOption('still', 20),
  numberOption('away', 30),
  numberOption('settle', 20),
];

const folder = await mkdtemp(join(tmpdir(), 'momentfx-bench-fleet-live-'));
const clip = join(folder, 'loop.mkv');
ffmpeg(`-f lavfi -i testsrc2=s=64x48:r=5 -f lavfi -i sine=440 -t 60 -c:v libx264 -g 5 -c:a aac ${clip}`);
const { clip: recording, sheet } = makeWork(folder);
const redis = await startRedis(folder);
const fleet = await connectFleet({ redis: redis.url });
// As servers are set that take a stream again soon after its sender fell silent.
const server = await startRtmpServer(folder, () => false, ['drop_idle_publisher 3s;']);
const relay = await startRelay(server.port);
const shows: Show[] = [];
const running = new Map<string, TestWorker>();
const happenings: Happening[] = [];
const faults: string[] = [];
const rows: [what: string, figure: string][] = [];
const loads: number[] = [];

async function waitFor(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + STUCK_MS;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`${what}: not within ${STUCK_MS / 1_000} s`);
    await sleep(50);
  }
}

/** Who has sent this show, in order. */
const sendersOf = ({ stream }: Show): readonly Published[] =>
  relay.connections.filter((one) => one.stream === stream && one.began !== undefined);
const sendsAfter = (show: Show, moment: number): Published | undefined =>
  sendersOf(show).find(({ began = 0 }) => began > moment);

async function begin(name: string): Promise<void> {
  const keys = Array.from({ length: sessions }, (_, at) => [`KEY_${at}`, `show-${at}`] as const);
  // Workers of one machine that are to be as three machines: what others take does not count.
  const most = String(Math.ceil(sessions / (WORKERS - 1)) + 1);
  const words = ['--name', name, '--kinds', 'batch,live', '--concurrency', '1', '--sessions', most];
  const runtime = join(folder, name);
  await mkdir(runtime, { mode: 0o700 });
  const worker = await startWorker(redis.url, [...words, '--cores', '64', '--memory', '20'], {
    longer: HOUR_MS,
    env: {
      ...Object.fromEntries(keys),
      ...{ MOMENTFX_ANALYSIS: 'shared', XDG_RUNTIME_DIR: runtime },
      // An installed program need not translate its sources.
      NODE_COMPILE_CACHE: join(folder, 'compiled'),
    },
  });
  running.set(name, worker);
}

const showsOf = async (name: string): Promise<readonly Show[]> => {
  const owners = await Promise.all(shows.map(({ id }) => fleet.job(id)));
  return shows.filter((_, at) => owners[at]?.worker === name);
};
const childrenOf = (pid: number): readonly number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);

const figures = (times: readonly number[]): string => {
  const sorted = times.map((ms) => ms / 1_000).sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  return `${sorted[0]?.toFixed(1)} … ${middle?.toFixed(1)} … ${sorted.at(-1)?.toFixed(1)} s`;
};

/** Does something to a worker, and tells how long its sessions took to send elsewhere. */
async function takeOver(
  name: string,
  label: string,
  act: (pid: number) => Promise<void> | void,
): Promise<void> {
  const lost = await showsOf(name);
  const pid = running.get(name)?.child.pid ?? 0;
  const at = Date.now();
  console.log(`${label}: ${name} with ${lost.length} sessions, load ${load()}`);
  const acted = Promise.resolve(act(pid));
  await waitFor(() => lost.every((show) => sendsAfter(show, at) !== undefined), 'all sessions send again');
  const begun = await Promise.all(
    lost.map(async (show) =>
      (await linesOf(fleet, show)).find((line) => line.at > at && /^attempt /.test(line.text)),
    ),
  );
  rows.push([`${label}: sessions`, `${lost.length}`]);
  rows.push([
    `${label}: begun elsewhere after (least … middle … most)`,
    figures(begun.map((line) => (line?.at ?? at) - at)),
  ]);
  rows.push([
    `${label}: sending again after`,
    figures(lost.map((show) => (sendsAfter(show, at)?.began ?? at) - at)),
  ]);
  await acted;
  happenings.push({ label, from: at, to: name === 'w0' ? at : at + 1_000 * still });
  await sleep(settle * 1_000);
}

/** Stops processes for a while; awake again, none of their streams may get another byte from them. */
async function standStill(label: string, pids: readonly number[], of: readonly Show[]): Promise<void> {
  const old = of.flatMap((show) => sendersOf(show).slice(-1));
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  await sleep(still * 1_000);
  const bytes = old.map((one) => one.bytes);
  for (const pid of [...pids].reverse())
    try {
      process.kill(pid, 'SIGCONT');
    } catch {
      // A session whose worker stood still has ended.
    }
  await sleep(5_000);
  const late = old.filter((one, at) => one.bytes !== bytes[at]).length;
  rows.push([`${label}: sessions of it that sent a byte when it went on`, `${late}`]);
  if (late > 0) faults.push(`${label}: ${late} of the old sessions sent`);
}

const attempts = async (): Promise<readonly number[]> =>
  Promise.all(shows.map(async ({ id }) => (await fleet.job(id)).attempts));

for (let at = 0; at < WORKERS; at += 1) await begin(`w${at}`);
for (let at = 0; at < sessions; at += 1) {
  const show = await submitShow(fleet, at, { clip, folder, port: relay.port });
  shows.push(show);
  // One after the other: starting all at once is another measurement.
  await waitFor(() => sendsAfter(show, 0) !== undefined, `session ${at} sends`);
  const opened = (await linesOf(fleet, show)).find(({ text }) => text.includes('input connected'));
  show.began = opened?.at ?? Date.now();
  if (at % 5 === 4) console.log(`${at + 1} of ${sessions} sessions send, load ${load()}`);
}
const began = Date.now();
const writing = setInterval(() => shows.forEach(writeWords), 100);
const looking = setInterval(() => loads.push(Number(load())), 5_000);
await sleep(settle * 1_000);
const prepared = Array.from({ length: jobs }, (_, at) =>
  fleet.prepare({
    input: recording,
    output: join(folder, `made-${at}.mkv`),
    fromCues: sheet,
    key: `job-${at}`,
  }),
);
if (jobs > 0) await fleet.submitPrepared(prepared);

await takeOver('w0', 'kill -9', (pid) => void process.kill(pid, 'SIGKILL'));
await begin('w3');
if (still > 0) {
  const first = await showsOf('w1');
  await takeOver('w1', 'worker still', (pid) => standStill('worker still', [pid], first));
  const second = await showsOf('w2');
  await takeOver('w2', 'worker and sessions still', (pid) =>
    standStill('worker and sessions still', [pid, ...childrenOf(pid)], second),
  );
}
const before = await attempts();
if (away > 0) {
  const at = Date.now();
  await redis.stop();
  await sleep(away * 1_000);
  await redis.start();
  happenings.push({ label: 'Redis away', from: at, to: Date.now() });
  await sleep(10_000);
}
const anew = (await attempts()).filter((count, at) => count !== before[at]).length;
rows.push([`${away} s without Redis: sessions begun anew, of ${sessions}`, String(anew)]);
clearInterval(writing);
await sleep(8_000);
clearInterval(looking);

let [effects, twice, due, missing, both] = [0, 0, 0, 0, 0];
const drawn: Row[] = [];
const seconds = (ms: number): number => Math.max(0, (ms - began) / 1_000);
for (const show of shows) {
  const senders = sendersOf(show);
  const told = await becameOf(fleet, show, senders);
  effects += told.effects.length;
  [twice, due, missing] = [twice + told.twice, due + told.due, missing + told.missing.length];
  if (told.missing.length > 0) faults.push(`${show.stream}: ${told.missing.join(' ')} s are missing`);
  both += senders.filter(({ last }, at) => last > (senders[at + 1]?.began ?? Infinity)).length;
  drawn.push({
    spans: senders.map((one, turn) => ({ from: seconds(one.began ?? 0), to: seconds(one.last), turn })),
    effects: told.effects.map(seconds),
  });
}
if (jobs > 0) await waitFor(async () => (await fleet.status()).jobs.done >= jobs, 'all recordings are done');
const made = await Promise.all(prepared.map(({ id }) => fleet.job(id)));
rows.push(
  ['effects; of them twice', `${effects}; ${twice}`],
  ['due while somebody ran the show; without an effect', `${due}; ${missing}`],
  ['streams that two sent at once', String(both)],
  [
    'recordings done beside them; begun more than once',
    `${made.filter(({ state }) => state === 'done').length}; ${made.filter((job) => job.attempts > 1).length}`,
  ],
);
console.log(
  `${machine()}, load of the last minute ${Math.min(...loads).toFixed(1)} … ${Math.max(...loads).toFixed(1)}; ${sessions} sessions, ${WORKERS} workers`,
);
for (const [what, figure] of rows) console.log(`| ${what} | ${figure} |`);
if (faults.length > 0) console.log(faults.join('\n'));
const title = `${sessions} sessions on ${WORKERS} workers: who sends, and effects (white)`;
await writeFile(
  join(import.meta.dirname, 'fleet-live.svg'),
  timeline(
    title,
    drawn,
    happenings.map(({ label, from, to }) => ({ label, from: seconds(from), to: seconds(to) })),
  ),
);

for (const { child } of running.values()) child.kill('SIGKILL');
await fleet[Symbol.asyncDispose]();
await redis[Symbol.asyncDispose]();
await relay[Symbol.asyncDispose]();
await server[Symbol.asyncDispose]();
// Processes that end now still write what Node has compiled.
await rm(folder, { recursive: true, force: true, maxRetries: 10 });
process.exitCode = twice + anew + both + faults.length === 0 ? 0 : 1;
