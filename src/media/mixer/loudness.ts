/**
 * Loudness after ITU-R BS.1770: K-weighting, then mean square, −0.691 + 10·log10 Σ Gᵢ·zᵢ (LUFS). The running estimate
 * looks back a fixed number of steps on the sample clock, so it depends on the sound alone, not on how it was cut.
 */
import type { AudioFormat, Samples } from '../pcm.ts';
import { speakers } from './speakers.ts';

/** Step of the running estimate, in seconds. */
const STEP_S = 0.1;
/** The estimate covers this many steps: long enough to bridge pauses of speech, short enough to follow a change of scene. */
const STEPS = 100;
/** Quieter steps are pauses (absolute gate, LUFS), as are those this far below the rest (relative gate, LU). */
const SILENCE_LUFS = -60;
const RELATIVE_GATE_LU = 10;
/** Of sound that has not lasted for this many steps yet, `ASSUMED_LUFS` is assumed. */
const LEAST_STEPS = 4;
/** The loudness that effects are matched to until enough of the original sound was measured: the target of EBU R 128. */
const ASSUMED_LUFS = -23;

interface Section {
  readonly b: readonly [number, number, number];
  readonly a: readonly [number, number];
}

/** The two sections of the K-weighting at any rate (BS.1770-4 gives them at 48 kHz; these are their analogue originals). */
function kWeighting(rate: number): readonly [Section, Section] {
  const shelf = Math.tan((Math.PI * 1681.974450955533) / rate);
  const q1 = 0.7071752369554196;
  const vh = 10 ** (3.999843853973347 / 20);
  const vb = vh ** 0.4996667741545416;
  const d1 = 1 + shelf / q1 + shelf * shelf;
  const high = Math.tan((Math.PI * 38.13547087602444) / rate);
  const q2 = 0.5003270373238773;
  const d2 = 1 + high / q2 + high * high;
  return [
    {
      b: [
        (vh + (vb * shelf) / q1 + shelf * shelf) / d1,
        (2 * (shelf * shelf - vh)) / d1,
        (vh - (vb * shelf) / q1 + shelf * shelf) / d1,
      ],
      a: [(2 * (shelf * shelf - 1)) / d1, (1 - shelf / q1 + shelf * shelf) / d1],
    },
    { b: [1, -2, 1], a: [(2 * (high * high - 1)) / d2, (1 - high / q2 + high * high) / d2] },
  ];
}

/** Loudness of a mean square that is K-weighted and summed over the channels; silence counts as 1e-12 (−120.7 LUFS). */
const toLufs = (weightedMeanSquare: number): number =>
  -0.691 + 10 * Math.log10(Math.max(weightedMeanSquare, 1e-12));

/** BS.1770's weights: front 1, surround 1.41, LFE 0. */
const channelWeight = (speaker: bigint): number =>
  speaker === 8n ? 0 : speaker >= 16n && speaker <= 1024n && speaker !== 64n && speaker !== 128n ? 1.41 : 1;

/** Measures the loudness of a running sound, block by block. Feed it every sample, in order. */
export class LoudnessMeter {
  readonly #channels: number;
  readonly #weights: readonly number[];
  readonly #sections: readonly [Section, Section];
  readonly #step: number;
  /** Four delays a channel, two a section. */
  readonly #state: Float64Array;
  readonly #recent: number[] = [];
  #sum = 0;
  #filled = 0;

  constructor(format: Pick<AudioFormat, 'rate' | 'channels' | 'mask'>) {
    this.#channels = format.channels;
    this.#weights = speakers(format).map(channelWeight);
    this.#sections = kWeighting(format.rate);
    this.#step = Math.max(1, Math.round(STEP_S * format.rate));
    this.#state = new Float64Array(format.channels * 4);
  }

  /** Takes the next interleaved samples. */
  add(samples: Samples): void {
    const frames = samples.length / this.#channels;
    for (let from = 0; from < frames;) {
      const count = Math.min(frames - from, this.#step - this.#filled);
      for (let channel = 0; channel < this.#channels; channel += 1)
        this.#sum += (this.#weights[channel] ?? 1) * this.#energy(samples, channel, from, count);
      from += count;
      this.#filled += count;
      if (this.#filled === this.#step) this.#close();
    }
  }

  /** Gated loudness of about the last ten seconds, in LUFS; ASSUMED_LUFS until there is something to go by. */
  get loudness(): number {
    const heard = this.#recent.filter((energy) => toLufs(energy) > SILENCE_LUFS);
    if (heard.length < LEAST_STEPS) return ASSUMED_LUFS;
    const gate = toLufs(mean(heard)) - RELATIVE_GATE_LU;
    return toLufs(mean(heard.filter((energy) => toLufs(energy) > gate)));
  }

  /** Loudness of the loudest 0.4 s so far (as far as the running estimate looks back), in LUFS. */
  get loudest(): number {
    const steps = this.#filled > 0 ? [...this.#recent, this.#sum / this.#filled] : this.#recent;
    let best = 0;
    for (let i = 0; i < steps.length; i += 1)
      best = Math.max(best, mean(steps.slice(Math.max(0, i - 3), i + 1)));
    return toLufs(best);
  }

  #close(): void {
    this.#recent.push(this.#sum / this.#step);
    if (this.#recent.length > STEPS) this.#recent.shift();
    this.#sum = 0;
    this.#filled = 0;
  }

  /** Sum of squares of `count` weighted samples of one channel (direct form II transposed, two sections). */
  #energy(samples: Samples, channel: number, from: number, count: number): number {
    const [one, two] = this.#sections;
    const [b10, b11, b12] = one.b;
    const [a11, a12] = one.a;
    const [b20, b21, b22] = two.b;
    const [a21, a22] = two.a;
    const at = channel * 4;
    const state = this.#state;
    let [s1 = 0, s2 = 0, s3 = 0, s4 = 0] = state.subarray(at, at + 4);
    let sum = 0;
    for (let i = from * this.#channels + channel, n = 0; n < count; n += 1, i += this.#channels) {
      const x = samples[i] ?? 0;
      const y = b10 * x + s1;
      s1 = b11 * x - a11 * y + s2;
      s2 = b12 * x - a12 * y;
      const z = b20 * y + s3;
      s3 = b21 * y - a21 * z + s4;
      s4 = b22 * y - a22 * z;
      sum += z * z;
    }
    // Denormals in a long silence cost a hundred times more than zeros.
    state[at] = Math.abs(s1) < 1e-30 ? 0 : s1;
    state[at + 1] = Math.abs(s2) < 1e-30 ? 0 : s2;
    state[at + 2] = Math.abs(s3) < 1e-30 ? 0 : s3;
    state[at + 3] = Math.abs(s4) < 1e-30 ? 0 : s4;
    return sum;
  }
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
