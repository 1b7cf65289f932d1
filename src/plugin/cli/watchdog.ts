/**
 * Ends a process whose main thread hangs. A signal is heard by that thread alone, so one that hangs hears none: only
 * another thread can tell, by the heartbeats that no longer come.
 */
import { Worker } from 'node:worker_threads';
import { partsUnderWay } from '../../core/part-files.ts';
import { countedBetween, type ThreadLook } from './thread-work.ts';

/** How often the main thread gives a sign of life, and how often the other one looks, ms. */
const BEAT_MS = 500;
/**
 * Time without a heartbeat after which the process is ended, ms: half a minute, which no honest work in one turn takes.
 * Only what counts does (see `countedBetween`): a process that is starved of processor time may take hours.
 */
const MOST_MS = 30_000;
/**
 * Looks without a heartbeat where it was told to end, and ends one way or the other: 3 s. Looks are counted here, and not
 * the time, which also passes while the whole process is stopped.
 */
const MOST_LOOKS_IN_HURRY = 6;

interface Watch {
  /** Heartbeats; and whether there is hurry. */
  readonly shared: Int32Array<SharedArrayBuffer>;
  readonly pid: number;
  readonly lookMs: number;
  readonly mostMs: number;
  readonly mostInHurry: number;
}

/** The watchdog of this process. */
export interface Watchdog {
  /** The process is to end: from now on it is given less time. */
  hurry(): void;
}

/** Starts the watchdog. It keeps no process alive. `mostMs`: for tests. */
export function startWatchdog(mostMs: number = MOST_MS): Watchdog {
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const limits = { lookMs: BEAT_MS, mostMs, mostInHurry: MOST_LOOKS_IN_HURRY };
  const workerData: Watch = { shared, pid: process.pid, ...limits };
  // As text: the thread then needs neither loader nor types taken out, which would cost it 20 MB.
  const thread = new Worker(`(${watch.toString()})(${countedBetween.toString()})`, {
    eval: true,
    workerData,
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 },
  });
  // Without it the process lives on as well.
  thread.on('error', () => undefined);
  thread.unref();
  let known = '';
  setInterval(() => {
    Atomics.add(shared, 0, 1);
    const parts = partsUnderWay();
    if (known === (known = parts.join('\0'))) return;
    thread.postMessage(parts);
  }, BEAT_MS).unref();
  return { hurry: () => void Atomics.store(shared, 1, 1) };
}

/** What the thread does. Its text is all that the thread gets: nothing outside of it may be named. */
function watch(counted: typeof countedBetween): void {
  const { readFileSync, readdirSync, readlinkSync, rmSync, write } = process.getBuiltinModule('node:fs');
  const threads = process.getBuiltinModule('node:worker_threads');
  const { parentPort } = threads;
  const { shared, pid, lookMs, mostMs, mostInHurry } = threads.workerData as Watch;
  let parts: readonly string[] = [];
  parentPort?.on('message', (names: readonly string[]) => (parts = names));
  parentPort?.unref();

  /** The threads of the process but this one; none where the system has no /proc. */
  function look(): ThreadLook[] {
    try {
      const own = readlinkSync('/proc/thread-self').split('/').at(-1);
      const ids = readdirSync('/proc/self/task').filter((id) => id !== own);
      return ids.flatMap((id) => lookAt(id));
    } catch {
      return [];
    }
  }

  function lookAt(id: string): ThreadLook[] {
    try {
      // The second field is a name in brackets, in which anything may stand.
      const text = readFileSync(`/proc/self/task/${id}/stat`, 'latin1');
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      // User and system time, in the system's ticks of 10 ms.
      const gotMs = 10 * (Number(fields[11]) + Number(fields[12]));
      return [{ id: Number(id), runs: fields[0] === 'R', gotMs }];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  }

  let heartbeat = 0;
  let looks = 0;
  let countedMs = 0;
  let before: ThreadLook[] | undefined;
  setInterval(() => {
    const beats = Atomics.load(shared, 0);
    if (beats !== heartbeat) {
      [heartbeat, looks, countedMs, before] = [beats, 0, 0, undefined];
      return;
    }
    looks += 1;
    const now = look();
    // What was before the first look without a heartbeat is not known.
    if (before !== undefined) countedMs += counted(before, now, { main: pid, lookMs });
    before = now;
    const hurry = Atomics.load(shared, 1) === 1;
    if (hurry ? looks < mostInHurry : countedMs < mostMs) return;
    looks = countedMs = -Infinity;
    for (const part of parts)
      try {
        rmSync(part, { recursive: true, force: true });
      } catch {
        // The next start sweeps.
        continue;
      }
    const what = hurry ? 'It did not end when told to' : 'internal: it has hung for half a minute';
    write(2, `momentfx: ${what}, and was ended by force. Nothing more was written.\n`, () => undefined);
    // Whoever reads standard error may be what hangs: it is not waited for.
    setTimeout(() => process.kill(pid, 'SIGKILL'), 200);
  }, lookMs);
}
