/**
 * Ends a process whose main thread hangs. A signal is heard by that thread alone, so one that hangs hears none: only
 * another thread can tell, by the heartbeats that no longer come.
 */
import { Worker } from 'node:worker_threads';
import { partsUnderWay } from '../../core/part-files.ts';

/** How often the main thread gives a sign of life, and how often the other one looks, ms. */
const BEAT_MS = 500;
/**
 * Looks without a heartbeat after which the process is ended: half a minute, which no honest work in one turn takes; where it
 * was told to end, 3 s. Looks are counted and not the time, which also passes while the whole process is stopped.
 */
const MOST_LOOKS = 60;
const MOST_LOOKS_IN_HURRY = 6;

interface Watch {
  /** Heartbeats; and whether there is hurry. */
  readonly shared: Int32Array<SharedArrayBuffer>;
  readonly pid: number;
  readonly lookMs: number;
  readonly most: number;
  readonly mostInHurry: number;
}

/** The watchdog of this process. */
export interface Watchdog {
  /** The process is to end: from now on it is given less time. */
  hurry(): void;
}

/** Starts the watchdog. It keeps no process alive. */
export function startWatchdog(): Watchdog {
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const limits = { lookMs: BEAT_MS, most: MOST_LOOKS, mostInHurry: MOST_LOOKS_IN_HURRY };
  const workerData: Watch = { shared, pid: process.pid, ...limits };
  // As text: the thread then needs neither loader nor types taken out, which would cost it 20 MB.
  const thread = new Worker(`(${watch.toString()})()`, {
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
function watch(): void {
  const { rmSync, write } = process.getBuiltinModule('node:fs');
  const threads = process.getBuiltinModule('node:worker_threads');
  const { parentPort } = threads;
  const { shared, pid, lookMs, most, mostInHurry } = threads.workerData as Watch;
  let parts: readonly string[] = [];
  parentPort?.on('message', (names: readonly string[]) => (parts = names));
  parentPort?.unref();
  let heartbeat = 0;
  let looks = 0;
  setInterval(() => {
    const now = Atomics.load(shared, 0);
    looks = now === heartbeat ? looks + 1 : 0;
    heartbeat = now;
    const hurry = Atomics.load(shared, 1) === 1;
    if (looks < (hurry ? mostInHurry : most)) return;
    looks = -Infinity;
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
