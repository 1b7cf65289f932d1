/**
 * Where the sound's samples belong: they are counted by the sender's audio clock, their time stamps by another one.
 * Pure: errors in, decisions out.
 *
 * Small errors are rounding or jitter of the stamps and mean nothing. A sudden large one is missing (or doubled) sound.
 * One that stays or grows is a clock that runs fast or slow; from then on the sound is resampled, by a rate that keeps
 * the error near 0. Inputs whose two clocks agree are never touched.
 */

/** What to do with a block of sound whose time stamp differs from where the last block ended. */
export type Decision =
  /** The block goes where the last one ended. */
  | 'follow'
  /** Sound is missing before the block: fill the whole error. */
  | 'gap'
  /** The block begins before the last one ended: cut the whole error. */
  | 'overlap';

/** The smallest error that can be a lost packet, in seconds; codecs' packets are 20 ms long and more. */
const LEAST_STEP = 0.01;
/** More than this is always missing sound, however much the stamps jitter. */
const MOST_STEP = 0.1;
/** A step stands out from the jitter by this factor. */
const STANDS_OUT = 4;
/** Weight of a new block in the estimate of jitter: learned fast, forgotten slowly. */
const JITTER_RISES = 0.1;
const JITTER_FALLS = 0.02;
/** A step that is taken back within this many seconds was jitter; lost sound does not come back. */
const TAKEN_BACK_S = 1;
/** The error is averaged over bins of this length, and a lasting one is seen over this many: 2 s. */
const BIN_S = 0.25;
const LASTING_BINS = 8;
/** Bins that tell the drift's speed: 8 s. */
const SLOPE_BINS = 32;
/** An average error from which it is taken out, in seconds. Rounding to 1 ms stays below; 5 ms would be too late. */
const ENGAGE = 0.002;
/** The average of jittering stamps is uncertain by this part of their jitter. */
const JITTER_LEFT = 0.3;
/** The loop: what is wrong now is gone in 8 s; what keeps coming back is learned in 32 s. */
const NOW_S = 8;
const LEARN_S = 32;
/** Smoothing of the error inside the loop, in seconds. */
const SMOOTH_S = 1;
/** No sound card is off by more, in parts of 1; what is more is cut or filled. */
const MOST_RATE = 0.002;

interface Bin {
  sum: number;
  count: number;
  /** Its length so far, in seconds. */
  length: number;
}

/** Compares the sender's audio clock with the time stamps of its sound, and decides block by block. Pure. */
export class Drift {
  #bins: Bin[] = [];
  #jitter = 0.0005;
  /** The direction of the last step, and the seconds of sound since then. */
  #step = 0;
  #sinceStep = Infinity;
  #engaged = false;
  #smooth = 0;
  #learned = 0;
  #rate = 0;

  /** Whether the sound has to be resampled. */
  get engaged(): boolean {
    return this.#engaged;
  }

  /** How much longer the sound has to become, as a part of 1 (0.0005: 500 ppm). */
  get rate(): number {
    return this.#engaged ? this.#rate : 0;
  }

  /** A block of `length` seconds whose stamp lies `error` seconds after the end of what has come so far. */
  next(error: number, length: number): Decision {
    const expected = this.#expected();
    const off = error - expected;
    const limit = Math.min(MOST_STEP, Math.max(LEAST_STEP, STANDS_OUT * this.#jitter));
    this.#sinceStep += length;
    if (Math.abs(off) > limit) {
      if (this.#sinceStep < TAKEN_BACK_S && Math.sign(off) !== this.#step) this.#learn(Math.abs(off));
      this.#step = Math.sign(off);
      this.#sinceStep = 0;
      this.#restart();
      return error > 0 ? 'gap' : 'overlap';
    }
    this.#learn(Math.abs(off));
    const full = this.#collect(error, length);
    if (this.#engaged) this.#control(error, length);
    else if (full) this.#judge();
    return 'follow';
  }

  /** A block that is known to lie `error` seconds after the end of what has come so far, and why. */
  step(error: number): Decision {
    this.#restart();
    return error > 0 ? 'gap' : 'overlap';
  }

  #learn(off: number): void {
    this.#jitter += (off > this.#jitter ? JITTER_RISES : JITTER_FALLS) * (off - this.#jitter);
  }

  /** What the error should be by what is known. */
  #expected(): number {
    if (this.#engaged) return this.#smooth;
    const [last, before] = [this.#bins.at(-1), this.#bins.at(-2)];
    if (last === undefined) return 0;
    return (last.sum + (before?.sum ?? 0)) / (last.count + (before?.count ?? 0));
  }

  #restart(): void {
    this.#bins = [];
    this.#smooth = 0;
  }

  /** Whether a bin is full and a new one begins. */
  #collect(error: number, length: number): boolean {
    const bin = this.#bins.at(-1);
    if (bin === undefined || bin.length >= BIN_S) {
      this.#bins.push({ sum: error, count: 1, length });
      if (this.#bins.length > SLOPE_BINS) this.#bins.shift();
      return true;
    }
    bin.sum += error;
    bin.count += 1;
    bin.length += length;
    return false;
  }

  #judge(): void {
    const full = this.#bins.slice(0, -1);
    if (full.length < LASTING_BINS) return;
    const means = full.map((bin) => bin.sum / bin.count);
    const recent = means.slice(-LASTING_BINS);
    const average = recent.reduce((sum, mean) => sum + mean, 0) / LASTING_BINS;
    if (Math.abs(average) < Math.max(ENGAGE, JITTER_LEFT * this.#jitter)) return;
    this.#engaged = true;
    this.#smooth = means.at(-1) ?? 0;
    this.#learned = clamp(slope(means, full));
    this.#rate = clamp(this.#learned + this.#smooth / NOW_S);
  }

  #control(error: number, length: number): void {
    this.#smooth += Math.min(1, length / SMOOTH_S) * (error - this.#smooth);
    this.#learned = clamp(this.#learned + (this.#smooth * length) / (NOW_S * LEARN_S));
    this.#rate = clamp(this.#learned + this.#smooth / NOW_S);
  }
}

const clamp = (rate: number): number => Math.max(-MOST_RATE, Math.min(MOST_RATE, rate));

/** Growth of the bins' means in seconds a second, by least squares; 0 while there are too few. */
function slope(means: readonly number[], bins: readonly Bin[]): number {
  if (means.length < LASTING_BINS) return 0;
  let time = 0;
  const times = bins.map((bin) => {
    time += bin.length;
    return time - bin.length / 2;
  });
  const middle = times.reduce((sum, at) => sum + at, 0) / times.length;
  const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
  let [up, down] = [0, 0];
  for (const [index, at] of times.entries()) {
    up += (at - middle) * ((means[index] ?? mean) - mean);
    down += (at - middle) ** 2;
  }
  return down === 0 ? 0 : up / down;
}
