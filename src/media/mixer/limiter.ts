/**
 * A true-peak limiter with look-ahead. GStreamer's own limiters bend the sound far below their ceiling and know sample
 * peaks only, so this one stands behind the mixer: what needs no limiting passes bit for bit, and what comes out has as
 * many samples as went in, in the same places.
 *
 * need[n] = min(1, ceiling / peak[n]) with peak[n] the true peak around frame n (BS.1770 annex 2: polyphase
 * interpolation); hold[n] = min(need[n … n+L]); the applied gain is the mean of the last L+1 released holds, which is
 * never above need[n].
 */
import { newSamples, type AudioFormat, type Samples } from '../pcm.ts';
import { HALF, TruePeak } from './true-peak.ts';

/** −1 dBTP, with 0.1 dB to spare for peaks between the interpolated points. */
const CEILING = 10 ** (-1.1 / 20);
const LOOK_AHEAD_S = 0.002;
/** From full limiting back to none; shorter distorts low notes. */
const RELEASE_S = 0.15;
/**
 * Keeps true peaks at or below −1 dBTP. It gives as many frames as it takes, delayed by its look-ahead until the end.
 */
export class Limiter {
  /** Frames whose level was changed. */
  limited = 0;
  readonly #format: AudioFormat;
  readonly #peaks: TruePeak;
  readonly #look: number;
  readonly #release: number;
  /** Frames that are not out yet, after HALF frames of what went before (for the interpolation). */
  #held: Samples;
  /** Frames at the front of `held` that are already out. */
  #past = 0;
  #released = 1;
  readonly #recent: Float64Array;
  #slot = 0;
  /** Entries of `recent` that are below 1. */
  #low = 0;

  constructor(format: AudioFormat) {
    this.#format = format;
    this.#peaks = new TruePeak(format);
    this.#look = Math.max(1, Math.round(LOOK_AHEAD_S * format.rate));
    this.#release = 1 / (RELEASE_S * format.rate);
    this.#held = newSamples(format.precision, 0);
    this.#recent = new Float64Array(this.#look + 1).fill(1);
  }

  /** Takes samples and gives back those that are certain: the same ones, `HALF + look-ahead` frames later. */
  push(samples: Samples): Samples {
    const joined = newSamples(this.#format.precision, this.#held.length + samples.length);
    joined.set(this.#held);
    joined.set(samples, this.#held.length);
    this.#held = joined;
    return this.#take(this.#frames - this.#past - HALF - this.#look);
  }

  /** The rest; nothing may be pushed afterwards. */
  end(): Samples {
    const left = this.#frames - this.#past;
    const tail = newSamples(this.#format.precision, (HALF + this.#look) * this.#format.channels);
    const out = this.push(tail);
    return out.subarray(0, left * this.#format.channels);
  }

  get #frames(): number {
    return this.#held.length / this.#format.channels;
  }

  #take(count: number): Samples {
    const { channels } = this.#format;
    if (count <= 0) return newSamples(this.#format.precision, 0);
    const first = this.#past;
    const out = this.#held.slice(first * channels, (first + count) * channels);
    this.#limit(out, first, count);
    const keep = Math.max(0, first + count - HALF);
    this.#held = this.#held.slice(keep * channels);
    this.#past = first + count - keep;
    return out;
  }

  #isNeutral(): boolean {
    return this.#low === 0 && this.#released === 1;
  }

  #limit(out: Samples, first: number, count: number): void {
    let hold: Float64Array | undefined;
    this.#peaks.above(this.#held, first, count + this.#look, CEILING, (frame, peak) => {
      hold ??= new Float64Array(count).fill(1);
      const at = frame - first;
      const need = CEILING / peak;
      for (let i = Math.max(0, at - this.#look); i <= Math.min(at, count - 1); i += 1)
        if (need < (hold[i] ?? 1)) hold[i] = need;
    });
    if (hold === undefined && this.#isNeutral()) return;
    const { channels } = this.#format;
    for (let frame = 0; frame < count; frame += 1) {
      const gain = this.#smooth(hold?.[frame] ?? 1);
      if (gain === 1) continue;
      this.limited += 1;
      for (let at = frame * channels; at < (frame + 1) * channels; at += 1) out[at] = (out[at] ?? 0) * gain;
    }
  }

  #smooth(hold: number): number {
    this.#released = Math.min(hold, this.#released + this.#release, 1);
    const before = this.#recent[this.#slot] ?? 1;
    this.#recent[this.#slot] = this.#released;
    this.#slot = (this.#slot + 1) % this.#recent.length;
    this.#low += Number(this.#released < 1) - Number(before < 1);
    if (this.#low === 0) return 1;
    let sum = 0;
    for (let i = 0; i < this.#recent.length; i += 1) sum += this.#recent[i] ?? 1;
    return sum / this.#recent.length;
  }
}
