/** The watchdog of a connection, for a sender that is there and sends nothing. */
import type { Clock } from '../../core/clock.ts';

/** How often the watchdog looks, in ms: small beside the limits. */
const LOOK_MS = 500;

/** Breaks off a read that has brought nothing for `limitMs`. */
export class Watchdog {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #break: () => void;
  readonly #stop = new AbortController();
  #fedMs = 0;
  #reason: string | undefined;

  constructor(clock: Clock, limitMs: number, onSilence: () => void) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#break = onSilence;
  }

  /** Why the read was broken; undefined when it was not. */
  get reason(): string | undefined {
    return this.#reason;
  }

  /** Begins to watch; the time counts from now. */
  start(): void {
    this.fed();
    void this.#look();
  }

  /** Something came. */
  fed(): void {
    this.#fedMs = this.#clock.now();
  }

  /** Ends the watch: silence breaks nothing off any more. */
  stop(): void {
    this.#stop.abort();
  }

  async #look(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#clock.sleep(LOOK_MS, signal);
      if (signal.aborted || this.#clock.now() - this.#fedMs < this.#limitMs) continue;
      this.#reason = `nothing came for ${this.#limitMs / 1000} s`;
      this.#break();
      return;
    }
  }
}
