/** Notices that another side has gone silent: a sender that is there and sends nothing, a process that hangs. */
import type { Clock } from './clock.ts';

/** How often the watchdog looks, in ms: small beside the limits. */
const LOOK_MS = 500;

/**
 * Calls `onSilence` once when nothing was heard for `limitMs`. Looks are counted and not the time, which also passes while
 * this process or the whole machine sleeps: nobody is judged by that.
 */
export class Watchdog {
  readonly #clock: Clock;
  readonly #silent: (limitMs: number) => void;
  readonly #stop = new AbortController();
  #limitMs: number;
  /** Looks since something was heard. */
  #looks = 0;

  constructor(clock: Clock, limitMs: number, onSilence: (limitMs: number) => void) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#silent = onSilence;
  }

  /** Begins to watch; the time counts from now. */
  start(): void {
    this.heard();
    void this.#look();
  }

  /** Something came. */
  heard(): void {
    this.#looks = 0;
  }

  /** From now on another limit holds. */
  allow(limitMs: number): void {
    this.#limitMs = limitMs;
    this.heard();
  }

  /** Ends the watch: silence is told no more. */
  stop(): void {
    this.#stop.abort();
  }

  async #look(): Promise<void> {
    const { signal } = this.#stop;
    for (;;) {
      await this.#clock.sleep(LOOK_MS, signal);
      if (signal.aborted) return;
      this.#looks += 1;
      if (this.#looks * LOOK_MS <= this.#limitMs) continue;
      this.#silent(this.#limitMs);
      return;
    }
  }
}
