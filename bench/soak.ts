/**
 * Hours of live media at the fastest pace at which delay and deadlines still hold: memory, descriptors, threads, delay
 * and sync of sound and picture, once a media minute, with their slopes after the first half hour. A clip with flashes
 * and beeps loops through a session with captions into a recording in segments of a minute, each of which is looked at
 * and deleted. Every minute is a JSON line in runs/soak. Writes bench/soak.svg.
 *
 *   node scripts/run.mjs bench/soak.ts [--hours 8] [--speed 20] [--skip 30] [--delay 10]
 *   node scripts/run.mjs bench/soak.ts --read runs/soak/FILE.jsonl [--skip 30]     the figures of a run, also a broken-off one
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../test/support/ports.ts';
import { sendCaptions } from './support/caption-sender.ts';
import { lineChart } from '../models/util/chart.ts';
import {
  filesOf,
  heldBy,
  load,
  machine,
  numberOption,
  textOption,
  type Held,
} from './support/live-process.ts';
import { cpuSecondsOf } from './support/process-tree.ts';
import { soakClip, syncOf } from './support/soak-clip.ts';
import { faultsOf, type SoakReport } from './support/soak-report.ts';

const MINUTE = 60;
const MIB = 2 ** 20;
/** Until the first report comes. */
const START_MS = 60_000;
/** Media minutes without a report: it hangs. */
const HANGS_MS = 60_000;

interface Minute extends SoakReport {
  /** Seconds of the wall clock since the start. */
  readonly wall: number;
  readonly session: Held;
  readonly others: Held;
  /** Processor seconds so far, of the session and the analysis process. */
  readonly cpu: number;
  /** Farthest that the delay was from what was asked in this minute, in seconds. */
  readonly worst: number;
  /** Seconds by which a beep came after its flash in the segment that ended last. */
  readonly sync?: number;
}

const hours = numberOption('hours', 8);
const speed = numberOption('speed', 20);
const delay = numberOption('delay', 10);
const skip = numberOption('skip', 30);

/** The finished segments are looked at, the newest one, and all are deleted; the one that is written stays. */
async function takeSegments(folder: string): Promise<number | undefined> {
  const done = readdirSync(folder)
    .filter((name) => name.endsWith('.mkv'))
    .sort()
    .slice(0, -1);
  const newest = done.at(-1);
  const sync = newest === undefined ? undefined : await syncOf(join(folder, newest), folder);
  for (const name of done) rmSync(join(folder, name));
  return sync;
}

async function soak(log: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'momentfx-soak-'));
  const port = await freePort();
  const child = fork(
    join(import.meta.dirname, 'support/soak-session.ts'),
    [
      await soakClip(),
      join(folder, 'show.mkv'),
      join(folder, 'show.jsonl'),
      ...[String(speed), String(delay), `ws://127.0.0.1:${port}/captions`],
    ],
    {
      env: { ...process.env, UV_THREADPOOL_SIZE: '16' },
      execArgv: ['--disable-warning=ExperimentalWarning'],
    },
  );
  const ended = once(child, 'exit');
  let last: { readonly report: SoakReport; readonly at: number } | undefined;
  let worst = 0;
  child.on('message', (report: SoakReport) => {
    last = { report, at: performance.now() };
    if (report.playhead > 0 && Math.abs(report.actual - report.asked) > Math.abs(worst))
      worst = report.actual - report.asked;
  });
  /** Media seconds that have arrived. */
  const arrived = (): number =>
    last === undefined ? 0 : last.report.playhead + delay + ((performance.now() - last.at) / 1000) * speed;
  try {
    using captions = await sendCaptions(port, arrived);
    void captions;
    const began = performance.now();
    for (let minute = 1; minute <= hours * 60 && child.exitCode === null; minute += 1) {
      while ((last?.report.playhead ?? 0) < minute * MINUTE && child.exitCode === null) {
        await sleep(100);
        if (performance.now() - (last?.at ?? began) > (last === undefined ? START_MS : HANGS_MS))
          throw new Error('the session says nothing more');
      }
      if (last === undefined || child.pid === undefined || child.exitCode !== null) break;
      const { report } = last;
      const sync = await takeSegments(folder);
      const line: Minute = {
        ...report,
        wall: (performance.now() - began) / 1000,
        session: heldBy(child.pid),
        others: heldBy(report.analysis),
        cpu: cpuSecondsOf(`/proc/${child.pid}/stat`) + cpuSecondsOf(`/proc/${report.analysis}/stat`),
        worst,
        ...(sync === undefined ? {} : { sync }),
      };
      worst = 0;
      appendFileSync(log, `${JSON.stringify(line)}\n`);
      if (minute % 10 === 0 || minute <= 3) tell(line);
    }
    if (child.pid !== undefined && child.exitCode === null) {
      console.log(
        `descriptors: ${[...filesOf(child.pid)].map(([what, count]) => `${count} ${what}`).join(', ')}`,
      );
      child.send('stop');
    }
    await Promise.race([ended, sleep(20_000)]);
  } finally {
    if (child.exitCode === null) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
}

function tell(line: Minute): void {
  const { session, others } = line;
  const mib = (bytes: number): string => (bytes / MIB).toFixed(0);
  console.log(
    `${(line.playhead / 3600).toFixed(2)} h after ${line.wall.toFixed(0)} s: session ${mib(session.rss)} MiB (${mib(session.pss)} own; heap ${mib(line.heap)}, outside ${mib(line.external)}), analysis ${mib(others.rss)} MiB, ${session.files} files, ${session.threads} threads, delay off by ${(1000 * line.worst).toFixed(0)} ms${line.sync === undefined ? '' : `, sync ${(1000 * line.sync).toFixed(1)} ms`}, ${line.events['played'] ?? 0} played; ${JSON.stringify(faultsOf(line))}`,
  );
}

/** Growth of y for each step of x, by least squares. */
function slope(points: readonly { readonly x: number; readonly y: number }[]): number {
  const mean = (of: (point: { x: number; y: number }) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const down = points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  return points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0) / Math.max(down, 1e-12);
}

function judge(minutes: readonly Minute[]): string {
  const steady = minutes.filter(({ playhead }) => playhead >= skip * MINUTE);
  const [first, last] = [steady[0], steady.at(-1)];
  if (first === undefined || last === undefined || first === last)
    throw new Error(`nothing was measured after the first ${skip} media minutes`);
  const per = (value: (minute: Minute) => number): number =>
    slope(steady.map((minute) => ({ x: minute.playhead / 3600, y: value(minute) })));
  const range = (value: (minute: Minute) => number): string =>
    `${Math.min(...steady.map(value))} to ${Math.max(...steady.map(value))}`;
  // Resident memory: the proportional share changes whenever another Node process starts or ends.
  const growth = {
    session: per(({ session }) => session.rss / MIB),
    analysis: per(({ others }) => others.rss / MIB),
  };
  console.log(
    `${(last.playhead / 3600).toFixed(2)} h of media, figures after the first ${skip} min: memory grows by ${growth.session.toFixed(2)} MiB an hour (session), ${growth.analysis.toFixed(2)} MiB an hour (analysis); bar 1`,
  );
  console.log(
    `  most: session ${(Math.max(...steady.map(({ session }) => session.rss)) / 1e6).toFixed(0)} MB resident, analysis ${(Math.max(...steady.map(({ others }) => others.rss)) / 1e6).toFixed(0)} MB`,
  );
  console.log(
    `  JavaScript heap ${per(({ heap }) => heap / MIB).toFixed(2)} MiB an hour, outside of it ${per(({ external }) => external / MIB).toFixed(2)}`,
  );
  console.log(
    `  descriptors ${range(({ session }) => session.files)}, threads ${range(({ session }) => session.threads)}`,
  );
  const off = steady.map(({ worst }) => 1000 * worst);
  console.log(`  delay off by ${Math.min(...off).toFixed(0)} to ${Math.max(...off).toFixed(0)} ms of media`);
  const syncs = steady.flatMap(({ sync }) => (sync === undefined ? [] : [1000 * sync]));
  console.log(
    syncs.length === 0
      ? '  sync was not measured'
      : `  sound after picture ${Math.min(...syncs).toFixed(1)} to ${Math.max(...syncs).toFixed(1)} ms (${syncs.length} segments)`,
  );
  console.log(
    `  ${last.connections} rounds of the clip, ${last.events['played'] ?? 0} effects, faults ${JSON.stringify(faultsOf(last))}`,
  );
  console.log(
    `  ${(((last.cpu - first.cpu) / (last.playhead - first.playhead)) * 1000).toFixed(0)} ms of processor time a second of media`,
  );
  return `${(last.playhead / 3600).toFixed(1)} h of media: session ${growth.session.toFixed(2)}, analysis ${growth.analysis.toFixed(2)} MiB an hour after the first ${skip} min`;
}

const given = textOption('read');
const runs = join(import.meta.dirname, '..', 'runs', 'soak');
const log = given ?? join(runs, `${new Date().toISOString().replaceAll(/[:.]/g, '-')}-${speed}x.jsonl`);
if (given === undefined) {
  mkdirSync(runs, { recursive: true });
  console.log(`${machine()}, load ${load()}; ${hours} h at ${speed} ×, delay ${delay} s; ${log}`);
  await soak(log);
}
if (!existsSync(log)) throw new Error(`${log} is empty: the session did not last a minute`);
const minutes = readFileSync(log, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Minute);
const title = judge(minutes);
const line = (label: string, value: (minute: Minute) => number) => ({
  label,
  points: minutes.map((minute) => ({ x: minute.playhead / 3600, y: value(minute) / MIB })),
});
await writeFile(
  join(import.meta.dirname, 'soak.svg'),
  lineChart(
    title,
    'hours of media',
    'MiB',
    [
      line('session', ({ session }) => session.rss),
      line('analysis', ({ others }) => others.rss),
      line('heap', ({ heap }) => heap),
    ],
    { plain: true },
  ),
);
