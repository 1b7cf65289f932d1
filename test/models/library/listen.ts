/** Ears for the tests: reads the bundled files and measures what is heard. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const RATE = 48_000;
export const BUNDLED = join(import.meta.dirname, '../../../models/library/bundled');

/** The samples of a bundled effect, 16-bit integers as they lie in the file. */
export function bundledPcm(id: string): Int16Array {
  const bytes = readFileSync(join(BUNDLED, `${id}.wav`));
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset + 44, bytes.byteOffset + bytes.length));
}

/** A bundled effect at full scale ±1. */
export const bundled = (id: string): Float64Array =>
  Float64Array.from(bundledPcm(id), (value) => value / 32_768);

export const peakOf = (signal: Float64Array): number =>
  signal.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** Root mean square between two times (seconds). */
export function level(signal: Float64Array, from = 0, to = signal.length / RATE): number {
  const part = signal.subarray(Math.round(from * RATE), Math.round(to * RATE));
  return Math.sqrt(part.reduce((sum, value) => sum + value * value, 0) / part.length);
}

/** Power of the signal (Hann-windowed) at `frequency`, by Goertzel's recurrence; comparable only at equal lengths. */
export function powerAt(signal: Float64Array, frequency: number): number {
  const turn = 2 * Math.cos((2 * Math.PI * frequency) / RATE);
  let [one, two] = [0, 0];
  for (let i = 0; i < signal.length; i++) {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / signal.length);
    [two, one] = [one, (signal[i] ?? 0) * window + turn * one - two];
  }
  return one * one + two * two - turn * one * two;
}

/** The strongest frequency (Hz) between two limits, within a tenth of a semitone, between two times (seconds). */
export function pitch(signal: Float64Array, from: number, to: number, low = 60, high = 6000): number {
  const part = signal.subarray(Math.round(from * RATE), Math.round(to * RATE));
  let best = low;
  let most = -1;
  for (let frequency = low; frequency <= high; frequency *= 2 ** (1 / 120)) {
    const power = powerAt(part, frequency);
    if (power > most) [most, best] = [power, frequency];
  }
  return best;
}

/** Third-octave band centres, 63 Hz to 16 kHz. */
export const BANDS: readonly number[] = Array.from({ length: 25 }, (_, i) => 63 * 2 ** (i / 3));

function fft(real: Float64Array, imaginary: Float64Array): void {
  const n = real.length;
  if (n === 1) return;
  const half = n / 2;
  const split = (source: Float64Array, odd: number): Float64Array =>
    Float64Array.from({ length: half }, (_, i) => source[2 * i + odd] ?? 0);
  const [evenRe, evenIm, oddRe, oddIm] = [
    split(real, 0),
    split(imaginary, 0),
    split(real, 1),
    split(imaginary, 1),
  ];
  fft(evenRe, evenIm);
  fft(oddRe, oddIm);
  for (let k = 0; k < half; k++) {
    const [c, s] = [Math.cos((-2 * Math.PI * k) / n), Math.sin((-2 * Math.PI * k) / n)];
    const re = c * (oddRe[k] ?? 0) - s * (oddIm[k] ?? 0);
    const im = c * (oddIm[k] ?? 0) + s * (oddRe[k] ?? 0);
    real[k] = (evenRe[k] ?? 0) + re;
    imaginary[k] = (evenIm[k] ?? 0) + im;
    real[k + half] = (evenRe[k] ?? 0) - re;
    imaginary[k + half] = (evenIm[k] ?? 0) - im;
  }
}

const SIZE = 2048;

/** Power of each frequency bin (23.4 Hz wide) of 2,048 samples from `start`, Hann-windowed. */
export function spectrum(signal: Float64Array, start: number): Float64Array {
  const real = Float64Array.from(
    { length: SIZE },
    (_, i) => (signal[start + i] ?? 0) * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / SIZE)),
  );
  const imaginary = new Float64Array(SIZE);
  fft(real, imaginary);
  return real.subarray(0, SIZE / 2).map((value, k) => value * value + (imaginary[k] ?? 0) ** 2);
}

/** Spectral centroid (Hz, on a logarithmic axis, which is how brightness is heard) around a time (seconds). */
export function brightness(signal: Float64Array, time: number): number {
  const powers = spectrum(signal, Math.max(0, Math.round(time * RATE) - SIZE / 2));
  let [sum, weight] = [0, 0];
  powers.forEach((power, k) => {
    if (k < 2) return;
    sum += power * Math.log2((k * RATE) / SIZE);
    weight += power;
  });
  return 2 ** (sum / weight);
}

/** Third-octave levels (dB) in `frames` equal slices of the sound: what tells one effect from another. */
export function picture(signal: Float64Array, frames = 8): number[] {
  const values: number[] = [];
  for (let frame = 0; frame < frames; frame++) {
    const powers = spectrum(signal, Math.round((frame * Math.max(0, signal.length - SIZE)) / (frames - 1)));
    for (const centre of BANDS) {
      const [from, to] = [centre * 2 ** (-1 / 6), centre * 2 ** (1 / 6)].map((hz) =>
        Math.round((hz * SIZE) / RATE),
      );
      let power = 1e-9;
      for (let k = from ?? 0; k <= (to ?? 0); k++) power += powers[k] ?? 0;
      values.push(10 * Math.log10(power));
    }
  }
  return values;
}
