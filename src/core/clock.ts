/** The wall clock, passed in as a value: real, faster than real for long measurements, or moved by a test. */

/** The wall clock as everything sees it that waits or measures lateness. Only the composition root makes a real one. */
export interface Clock {
  /** Milliseconds since some fixed point; never goes back. */
  now(): number;
  /**
   * Milliseconds since 1970 that belong to `now`, for records and for captions in wall-clock time. It may be set, forward
   * and back, while `now` goes on.
   */
  epoch(): number;
  /** Resolves after `ms` of this clock, or at once when `signal` fires (it never rejects). */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's clock, `speed` times as fast (1: real time). */
export function systemClock(speed = 1): Clock {
  const [began, beganEpoch] = [performance.now(), Date.now()];
  const passed = (): number => (performance.now() - began) * speed;
  return {
    now: passed,
    // Other programs' words in wall-clock time go by the clock as it is set now.
    epoch: () => (speed === 1 ? Date.now() : beganEpoch + passed()),
    sleep: (ms, signal) => sleepReal(ms / speed, signal),
  };
}

function sleepReal(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.max(0, ms));
    signal?.addEventListener('abort', done, { once: true });
  });
}

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Moves on by `ms`, waking each sleeper at its time; lets promises run in between. */
  advance(ms: number): Promise<void>;
}

/**
 * A clock for tests: time stands still until `advance`. `epoch`: the milliseconds since 1970 at which it starts.
 * @internal The port comes with its fake: the tests of every room share this one.
 */
export function fakeClock(epoch = 1_700_000_000_000): FakeClock {
  let now = 0;
  let sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    now: () => now,
    epoch: () => epoch + now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const sleeper = { at: now + Math.max(0, ms), wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          resolve();
        });
      }),
    async advance(ms) {
      const until = now + ms;
      await settle();
      for (;;) {
        const next = sleepers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        sleepers = sleepers.filter((other) => other !== next);
        now = Math.max(now, next.at);
        next.wake();
        await settle();
      }
      now = until;
      await settle();
    },
  };
}
