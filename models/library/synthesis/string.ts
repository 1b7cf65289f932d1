import type { Random } from './random.ts';
import { RATE, samples, type Signal } from './signal.ts';

/** How the string sounds. */
export interface PluckOptions {
  /** Seconds until the fundamental is 60 dB down. */
  readonly t60: number;
  /** 0 (dull, thumb) to 1 (bright, nail). */
  readonly brightness: number;
}

/**
 * A plucked string (Karplus and Strong 1983, tuned as by Jaffe and Smith): a burst of noise goes round a delay line
 * with an averaging loss filter; an all-pass supplies the part of the delay that is no whole sample.
 */
export function pluck(random: Random, seconds: number, frequency: number, options: PluckOptions): Signal {
  const period = RATE / frequency;
  // The averaging filter below delays by half a sample; the all-pass takes 0.1 to 1.1 samples.
  const length = Math.max(2, Math.floor(period - 0.5 - 0.1));
  const rest = period - 0.5 - length;
  const tune = (1 - rest) / (1 + rest);
  const loss = 10 ** (-3 / (frequency * options.t60));
  const line = new Float64Array(length);
  let smooth = 0;
  for (let i = 0; i < length; i++) {
    smooth += (0.15 + 0.85 * options.brightness) * (random.range(-1, 1) - smooth);
    line[i] = smooth;
  }
  const mean = line.reduce((sum, value) => sum + value, 0) / length;
  for (let i = 0; i < length; i++) line[i] = (line[i] ?? 0) - mean;
  const out = new Float64Array(samples(seconds));
  let [before, inBefore, outBefore] = [0, 0, 0];
  for (let i = 0; i < out.length; i++) {
    const value = line[i % length] ?? 0;
    out[i] = value;
    const averaged = loss * 0.5 * (value + before);
    before = value;
    outBefore = tune * averaged + inBefore - tune * outBefore;
    inBefore = averaged;
    line[i % length] = outBefore;
  }
  return out;
}
