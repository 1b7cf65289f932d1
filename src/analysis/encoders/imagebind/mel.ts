/**
 * Log-mel filter banks as `torchaudio.compliance.kaldi.fbank` computes them for ImageBind (and Kaldi's `compute-fbank-feats`):
 * 16 kHz, windows of 25 ms each 10 ms that lie whole inside the sound, a symmetric Hann window, no dither. Each window loses its
 * mean and gets pre-emphasis; power goes through triangles that are even in mel between 20 Hz and 8 kHz.
 */
import { SPEECH_RATE } from '../../../core/formats.ts';

/** Samples of a window, and from one to the next. */
export const WINDOW = 0.025 * SPEECH_RATE;
const HOP = 0.01 * SPEECH_RATE;
/** Windows are filled up with zeros to the next power of two. */
const SIZE = 512;
const PRE_EMPHASIS = 0.97;
const LOWEST_HZ = 20;
const HIGHEST_HZ = SPEECH_RATE / 2;
/** The least power that has a logarithm: the step of float32 at 1. */
const FLOOR = 2 ** -23;

const HANN = Float64Array.from(
  { length: WINDOW },
  (_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / (WINDOW - 1)),
);
const toMel = (hz: number): number => 1127 * Math.log(1 + hz / 700);

/** One triangle: its first frequency bin, and the weights from there on. */
interface Triangle {
  readonly first: number;
  readonly weights: readonly number[];
}

/** The triangles of `count` bands over the bins 0 … 255; Kaldi leaves the Nyquist frequency out. */
function triangles(count: number): readonly Triangle[] {
  const lowest = toMel(LOWEST_HZ);
  const step = (toMel(HIGHEST_HZ) - lowest) / (count + 1);
  return Array.from({ length: count }, (_, band) => {
    const [left, centre, right] = [0, 1, 2].map((side) => lowest + (band + side) * step) as [
      number,
      number,
      number,
    ];
    const all = Array.from({ length: SIZE / 2 }, (__, bin) => {
      const mel = toMel((bin * SPEECH_RATE) / SIZE);
      return Math.max(0, Math.min((mel - left) / (centre - left), (right - mel) / (right - centre)));
    });
    const first = Math.max(
      0,
      all.findIndex((weight) => weight > 0),
    );
    const last = all.findLastIndex((weight) => weight > 0);
    return { first, weights: all.slice(first, last + 1) };
  });
}

/** Filter banks for one number of bands. */
export class MelBanks {
  readonly #triangles: readonly Triangle[];
  readonly #real = new Float64Array(SIZE);
  readonly #imaginary = new Float64Array(SIZE);

  constructor(bands: number) {
    this.#triangles = triangles(bands);
  }

  /** Frames of a sound: 0 where it is shorter than a window. */
  static frames(length: number): number {
    return length < WINDOW ? 0 : 1 + Math.floor((length - WINDOW) / HOP);
  }

  /** The natural logarithms of the bands' powers in frame `index`. */
  logPowers(sound: Float32Array, index: number): readonly number[] {
    this.#load(sound.subarray(index * HOP, index * HOP + WINDOW));
    transform(this.#real, this.#imaginary);
    return this.#triangles.map(({ first, weights }) => {
      const power = weights.reduce(
        (sum, weight, at) =>
          sum + weight * ((this.#real[first + at] ?? 0) ** 2 + (this.#imaginary[first + at] ?? 0) ** 2),
        0,
      );
      return Math.log(Math.max(power, FLOOR));
    });
  }

  /** A window without its mean, with pre-emphasis, windowed, filled up. */
  #load(samples: Float32Array): void {
    const mean = samples.reduce((sum, sample) => sum + sample, 0) / WINDOW;
    this.#real.fill(0);
    this.#imaginary.fill(0);
    // Before the first sample lies the same again.
    let before = (samples[0] ?? 0) - mean;
    for (const [at, sample] of samples.entries()) {
      const centred = sample - mean;
      this.#real[at] = (centred - PRE_EMPHASIS * before) * (HANN[at] ?? 0);
      before = centred;
    }
  }
}

const COSINES = Float64Array.from({ length: SIZE / 2 }, (_, at) => Math.cos((2 * Math.PI * at) / SIZE));
const SINES = Float64Array.from({ length: SIZE / 2 }, (_, at) => Math.sin((2 * Math.PI * at) / SIZE));

/** The discrete Fourier transform in place, by Cooley and Tukey (radix 2). */
function transform(real: Float64Array, imaginary: Float64Array): void {
  for (let at = 0, mirrored = 0; at < SIZE; at += 1) {
    if (at < mirrored) {
      [real[at], real[mirrored]] = [real[mirrored]!, real[at]!];
      [imaginary[at], imaginary[mirrored]] = [imaginary[mirrored]!, imaginary[at]!];
    }
    let bit = SIZE / 2;
    for (; (mirrored & bit) !== 0; bit /= 2) mirrored ^= bit;
    mirrored |= bit;
  }
  for (let half = 1; half < SIZE; half *= 2)
    for (let block = 0; block < SIZE; block += 2 * half)
      for (let at = 0; at < half; at += 1) {
        const [cosine, sine] = [COSINES[(at * SIZE) / (2 * half)]!, SINES[(at * SIZE) / (2 * half)]!];
        const [upper, lower] = [block + at, block + at + half];
        const turnedReal = real[lower]! * cosine + imaginary[lower]! * sine;
        const turnedImaginary = imaginary[lower]! * cosine - real[lower]! * sine;
        real[lower] = real[upper]! - turnedReal;
        imaginary[lower] = imaginary[upper]! - turnedImaginary;
        real[upper]! += turnedReal;
        imaginary[upper]! += turnedImaginary;
      }
}
