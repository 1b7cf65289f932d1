/** Voice-like sounds: a source with a pitch, or breath, through the resonances of a mouth. */
import { filtered } from './filter.ts';
import { white } from './noise.ts';
import { saw, tone } from './oscillator.ts';
import type { Random } from './random.ts';
import { at, type Curve, mix, RATE, type Signal } from './signal.ts';

/** One resonance: centre (Hz), bandwidth (Hz), gain. */
export type Formant = readonly [centre: Curve, width: number, gain: number];

/** Resonances of common vowels (after Peterson and Barney's averages for adults). */
export const VOWELS = {
  a: [
    [760, 90, 1],
    [1250, 110, 0.6],
    [2600, 170, 0.25],
    [3500, 250, 0.1],
  ],
  e: [
    [550, 80, 1],
    [1900, 120, 0.45],
    [2550, 170, 0.3],
    [3600, 250, 0.1],
  ],
  o: [
    [500, 80, 1],
    [900, 100, 0.5],
    [2450, 170, 0.12],
    [3400, 250, 0.05],
  ],
  u: [
    [330, 70, 1],
    [800, 100, 0.3],
    [2300, 170, 0.08],
    [3300, 250, 0.03],
  ],
} as const satisfies Record<string, readonly Formant[]>;

/** Passes the source through the resonances in parallel; `scale` > 1 makes the mouth smaller. */
export function spoken(source: Signal, formants: readonly Formant[], scale = 1): Signal {
  const seconds = source.length / RATE;
  return mix(
    seconds,
    formants.map(([centre, width, gain]) => {
      const frequency = (t: number): number => at(centre, t) * scale;
      return [
        filtered(source, 'band', frequency, (t) => Math.max(1, frequency(t) / width)),
        0,
        gain,
      ] as const;
    }),
  );
}

/** A hummed source: a sawtooth with the glottis's extra 6 dB an octave, some jitter and breath mixed in. */
export function glottis(random: Random, seconds: number, pitch: Curve, breath = 0.05): Signal {
  let drift = 0;
  const jittered = (t: number): number => {
    drift = 0.999 * drift + random.range(-1, 1) * 0.0008;
    return at(pitch, t) * (1 + drift);
  };
  const hum = filtered(tone(seconds, jittered, saw), 'low', 900, 0.5);
  const air = filtered(white(random, seconds), 'high', 400);
  return mix(seconds, [[hum], [air, 0, breath]]);
}
