/**
 * Ends a session whose lease has run out: its worker is dead, stands still, or was told to, and an heir is about to begin.
 * A thread of its own looks, since the main thread may be busy; and whoever is about to send looks himself, since a process
 * that wakes may be quicker to send than its thread is to look.
 */
import { Worker } from 'node:worker_threads';
import { monotonicMs } from './protocol.ts';

/** How often the thread looks, in ms. */
const LOOK_MS = 25;

/** The fence of this process. */
export interface Fence {
  /** The session may send until then, in ms of `monotonicMs`. */
  extend(until: number): void;
  /** Does not return once the session may not send any more: the process ends here. Call it right before anything leaves. */
  check(): void;
}

/** Raises the fence: from now on the process ends at `until` unless that is extended. */
export function raiseFence(until: number): Fence {
  // Ms since now: 32 bits hold 24 days of them, and a lease is renewed twice a second.
  const began = monotonicMs();
  const shared = new Int32Array(new SharedArrayBuffer(4));
  shared[0] = until - began;
  const thread = new Worker(`(${watch.toString()})()`, {
    eval: true,
    workerData: { shared, began, lookMs: LOOK_MS, pid: process.pid },
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 },
  });
  // Without it nobody would end the session in time.
  thread.on('error', () => process.kill(process.pid, 'SIGKILL'));
  thread.unref();
  // An answer that Redis owed while it was away may name an earlier time than what was allowed meanwhile.
  return {
    extend: (next) => void Atomics.store(shared, 0, Math.max(next - began, Atomics.load(shared, 0))),
    check() {
      // The system ends a process that sends this signal to itself before the call returns.
      if (monotonicMs() - began > Atomics.load(shared, 0)) process.kill(process.pid, 'SIGKILL');
    },
  };
}

interface Watch {
  readonly shared: Int32Array<SharedArrayBuffer>;
  readonly began: number;
  readonly lookMs: number;
  readonly pid: number;
}

/** What the thread does. Its text is all that the thread gets: nothing outside of it may be named. */
function watch(): void {
  const threads = process.getBuiltinModule('node:worker_threads');
  const { uptime } = process.getBuiltinModule('node:os');
  const { shared, began, lookMs, pid } = threads.workerData as Watch;
  // As `monotonicMs`.
  const clock =
    process.platform === 'linux'
      ? () => uptime() * 1_000
      : () => Number(process.hrtime.bigint() / 1_000_000n);
  setInterval(() => {
    if (clock() - began > Atomics.load(shared, 0)) process.kill(pid, 'SIGKILL');
  }, lookMs);
}
