/** True peaks after ITU-R BS.1770 annex 2: the largest value at samples and at interpolated points between them. */
import type { Samples } from '../pcm.ts';

/** Taps on either side of an interpolated point. */
export const HALF = 6;
/** Frames looked at together when deciding whether interpolation can matter at all. */
const STRETCH = 16;

/** Interpolation at fractions of a sample: Hann-windowed sinc, one row for each point between two samples. */
function interpolators(rate: number): Float64Array[] {
  const factor = rate < 96_000 ? 4 : rate < 192_000 ? 2 : 1;
  return Array.from({ length: factor - 1 }, (_, row) => {
    const point = (row + 1) / factor;
    return Float64Array.from({ length: 2 * HALF }, (__, tap) => {
      const x = tap - (HALF - 1) - point;
      return (Math.sin(Math.PI * x) / (Math.PI * x)) * (0.5 + 0.5 * Math.cos((Math.PI * x) / HALF));
    });
  });
}

/** Finds true peaks in a running sound, frame by frame over all channels. */
export class TruePeak {
  readonly #channels: number;
  readonly #rows: readonly Float64Array[];
  /** How much an interpolated point can exceed the samples around it. */
  readonly #reach: number;
  readonly #near = new Float64Array(STRETCH + 2 * HALF);
  readonly #peaks = new Float64Array(STRETCH);

  constructor(format: { readonly rate: number; readonly channels: number }) {
    this.#channels = format.channels;
    this.#rows = interpolators(format.rate);
    this.#reach = Math.max(1, ...this.#rows.map((row) => row.reduce((sum, tap) => sum + Math.abs(tap), 0)));
  }

  /**
   * Calls `found` for every frame of `first … first + count − 1` around which the true peak (at the frame, or between
   * it and its neighbours, over all channels) exceeds `ceiling`. `samples` holds HALF frames more on either side, or
   * silence is assumed there.
   */
  above(
    samples: Samples,
    first: number,
    count: number,
    ceiling: number,
    found: (frame: number, peak: number) => void,
  ): void {
    for (let from = first; from < first + count; from += STRETCH) {
      const size = Math.min(STRETCH, first + count - from);
      if (this.#samplePeak(samples, from - HALF, from + size + HALF) * this.#reach <= ceiling) continue;
      this.#peaks.fill(0);
      for (let channel = 0; channel < this.#channels; channel += 1) {
        this.#copy(samples, channel, from - HALF);
        for (const row of this.#rows) this.#interpolate(row);
        for (let i = 0; i < size; i += 1) this.#raise(i, Math.abs(this.#near[i + HALF] as number));
      }
      for (let i = 0; i < size; i += 1) {
        const peak = this.#peaks[i] as number;
        if (peak > ceiling) found(from + i, peak);
      }
    }
  }

  /** One channel of the stretch and its surroundings, silence where there is nothing. */
  #copy(samples: Samples, channel: number, from: number): void {
    for (let i = 0, at = from * this.#channels + channel; i < this.#near.length; i += 1, at += this.#channels)
      this.#near[i] = at >= 0 && at < samples.length ? (samples[at] as number) : 0;
  }

  /** Each interpolated point counts for the frames on both its sides. */
  #interpolate(row: Float64Array): void {
    const near = this.#near;
    // Point i lies between frames i − 1 and i of the stretch.
    for (let i = 0; i <= STRETCH; i += 1) {
      let sum = 0;
      for (let tap = 0; tap < 2 * HALF; tap += 1) sum += (row[tap] as number) * (near[i + tap] as number);
      const value = Math.abs(sum);
      if (i > 0) this.#raise(i - 1, value);
      if (i < STRETCH) this.#raise(i, value);
    }
  }

  #raise(frame: number, value: number): void {
    if (value > (this.#peaks[frame] as number)) this.#peaks[frame] = value;
  }

  #samplePeak(samples: Samples, from: number, until: number): number {
    let peak = 0;
    const last = Math.min(samples.length, until * this.#channels);
    for (let i = Math.max(0, from * this.#channels); i < last; i += 1) {
      const value = Math.abs(samples[i] as number);
      if (value > peak) peak = value;
    }
    return peak;
  }
}
