/** Exact conversion between a stream's ticks and microseconds, on plain numbers. */
import type { IRational } from 'node-av/lib';
import { micros, type Micros } from '../../streams/time.ts';

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

/** One stream's time base. Exact for stamps of centuries: a product stays below 2^53. */
export class TimeBase {
  readonly #up: number;
  readonly #down: number;

  constructor({ num, den }: Pick<IRational, 'num' | 'den'>) {
    const common = divisor(num * 1_000_000, den);
    this.#up = (num * 1_000_000) / common;
    this.#down = den / common;
  }

  /** Microseconds of so many ticks, rounded to the nearest. */
  toMicros(ticks: number): Micros {
    return micros(Math.round((ticks * this.#up) / this.#down));
  }

  /** Ticks of so many microseconds, rounded to the nearest. */
  fromMicros(time: number): number {
    return Math.round((time * this.#down) / this.#up);
  }
}
