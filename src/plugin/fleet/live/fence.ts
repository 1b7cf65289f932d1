/**
 * Ends a session whose lease has run out: its worker is dead, stands still, or was told to, and an heir is about to begin.
 * A thread of its own looks, since the main thread may be busy; and whoever is about to send looks himself, since a process
 * that wakes may be quicker to send than its thread is to look.
 */
import { Worker } from 'node:worker_threads';
import { monotonicMs } from './protocol.ts';

/** How often the thread looks, in ms. */
const LOOK_MS = 25;
/** When it looks first, in ms: leases that came while the process started have been read by then. */
const FIRST_LOOK_MS = 250;

/** The fence of this process. */
export interface Fence {
  /** Does not return once the session may not send any more: the process ends here. Call it right before anything leaves. */
  check(): void;
}

/**
 * Raises the fence: from now on the process ends at `until` (ms of `monotonicMs`) unless a later time comes by `leases`, the
 * number of an open pipe of lines. The thread reads them itself: a main thread that is busy for seconds, as when it loads
 * models, loses no lease.
 */
export function raiseFence(until: number, leases?: number): Fence {
  // A session may last for months: 32 bits hold 24 days of milliseconds.
  const shared = new BigInt64Array(new SharedArrayBuffer(8));
  shared[0] = BigInt(until);
  const thread = new Worker(`(${watch.toString()})()`, {
    eval: true,
    workerData: {
      shared,
      leases,
      lookMs: LOOK_MS,
      firstLookMs: FIRST_LOOK_MS,
      pid: process.pid,
    } satisfies Watch,
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1 },
  });
  // Without it nobody would end the session in time.
  thread.on('error', () => process.kill(process.pid, 'SIGKILL'));
  thread.unref();
  return {
    check() {
      // The system ends a process that sends this signal to itself before the call returns.
      if (monotonicMs() > Atomics.load(shared, 0)) process.kill(process.pid, 'SIGKILL');
    },
  };
}

interface Watch {
  /** Until when the session may send, in ms of `monotonicMs`. */
  readonly shared: BigInt64Array<SharedArrayBuffer>;
  readonly leases: number | undefined;
  readonly lookMs: number;
  readonly firstLookMs: number;
  readonly pid: number;
}

/** What the thread does. Its text is all that the thread gets: nothing outside of it may be named. */
function watch(): void {
  const threads = process.getBuiltinModule('node:worker_threads');
  const { uptime } = process.getBuiltinModule('node:os');
  const { Socket } = process.getBuiltinModule('node:net');
  const { shared, leases, lookMs, firstLookMs, pid } = threads.workerData as Watch;
  // As `monotonicMs`.
  const clock =
    process.platform === 'linux'
      ? () => uptime() * 1_000
      : () => Number(process.hrtime.bigint() / 1_000_000n);
  const look = (): void => {
    if (clock() > Atomics.load(shared, 0)) process.kill(pid, 'SIGKILL');
  };
  setTimeout(() => setInterval(look, lookMs), firstLookMs);
  if (leases === undefined) return;
  let rest = '';
  const pipe = new Socket({ fd: leases, readable: true, writable: false });
  // A worker that is gone names no later time.
  pipe.on('error', () => undefined);
  pipe.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    // What Redis answers while it was away may name an earlier time than what was allowed meanwhile.
    for (const line of lines)
      if (/^\d{1,15}$/.test(line) && BigInt(line) > Atomics.load(shared, 0))
        Atomics.store(shared, 0, BigInt(line));
  });
}
