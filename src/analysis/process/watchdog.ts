/** Notices that the other side has gone silent. */

/**
 * How often silence is checked; a check that comes much later means that this process slept, not that the other was
 * silent.
 */
const LOOK_MS = 500;
const ASLEEP_MS = 5_000;

/** Watches for silence; see `createWatchdog`. */
export interface Watchdog {
  /** Something was heard. */
  heard(): void;
  /** From now on another limit holds. */
  allow(limitMs: number): void;
  /** Ends the watch; `silent` is not called any more. */
  stop(): void;
}

/**
 * Calls `silent` once when nothing was heard for `limitMs`. Time that this process or machine slept does not count.
 */
export function createWatchdog(limitMs: number, silent: (limitMs: number) => void): Watchdog {
  let limit = limitMs;
  let last = performance.now();
  let looked = last;
  const timer = setInterval(() => {
    const now = performance.now();
    // After a suspended machine or a blocked thread of ours, the other side gets its full time again.
    if (now - looked > LOOK_MS + ASLEEP_MS) last = now;
    looked = now;
    if (now - last < limit) return;
    clearInterval(timer);
    silent(limit);
  }, LOOK_MS);
  return {
    heard: () => void (last = performance.now()),
    allow(next) {
      limit = next;
      last = performance.now();
    },
    stop: () => clearInterval(timer),
  };
}
