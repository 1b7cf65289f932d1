/** When a lost output or device is tried again: soon, then ever more rarely, never in step with others. */

/** Waits of 1, 2, 4, 8, 16, 32 s give six tries in the first minute, the first one included. */
const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;
/** Up to this share is added at random, never taken away, so that the limits hold. */
const JITTER = 0.25;
/** A disk does not empty itself in seconds. */
const FULL_DISK_MS = 60_000;

export class Backoff {
  readonly #random: () => number;
  #tries = 0;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Losses in a row. */
  get tries(): number {
    return this.#tries;
  }

  /** How long to wait after another loss. */
  next(diskFull = false): number {
    const base = diskFull ? FULL_DISK_MS : Math.min(LONGEST_MS, FIRST_MS * 2 ** this.#tries);
    this.#tries += 1;
    return Math.round(base * (1 + JITTER * this.#random()));
  }

  /** The connection has proved itself. */
  reset(): void {
    this.#tries = 0;
  }
}
