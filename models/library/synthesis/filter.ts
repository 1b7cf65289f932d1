import { at, type Curve, RATE, type Signal } from './signal.ts';

/** What leaves the filter. `band` has unit gain at its centre. */
export type Band = 'low' | 'band' | 'high';

/**
 * State-variable filter (12 dB an octave) whose cutoff (Hz) and quality may move while it runs; the trapezoidal
 * form stays stable under modulation. `quality` 0.7 is flat, above it resonates.
 */
export function filtered(signal: Signal, kind: Band, cutoff: Curve, quality: Curve = 0.7): Signal {
  let first = 0;
  let second = 0;
  return signal.map((input, i) => {
    const t = i / RATE;
    const g = Math.tan(Math.PI * Math.min(0.49, Math.max(5, at(cutoff, t)) / RATE));
    const k = 1 / at(quality, t);
    const high = (input - (k + g) * first - second) / (1 + g * (g + k));
    const band = g * high + first;
    const low = g * band + second;
    first = band + g * high;
    second = low + g * band;
    return kind === 'low' ? low : kind === 'high' ? high : k * band;
  });
}

/** Low and high pass in one: what lies between the two cutoffs (Hz). */
export function within(signal: Signal, low: Curve, high: Curve): Signal {
  return filtered(filtered(signal, 'high', low), 'low', high);
}
