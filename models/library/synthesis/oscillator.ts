/** Oscillators: a phase that a frequency curve drives, and a wave over the phase. */
import { at, type Curve, generate, RATE, type Signal } from './signal.ts';

/** A wave's value at `phase` (0 ≤ phase < 1), advancing by `step` a sample. */
export type Wave = (phase: number, step: number) => number;

/** Rounds a jump of height 2 at phase 0 over one sample on either side (polyBLEP), which keeps aliases down. */
function jump(phase: number, step: number): number {
  if (phase < step) return -((phase / step - 1) ** 2);
  if (phase > 1 - step) return ((phase - 1) / step + 1) ** 2;
  return 0;
}

/** A sine over the phase, which counts periods. */
export const sine: Wave = (phase) => Math.sin(2 * Math.PI * phase);
/** A triangle in phase with the sine. It is not band-limited; its overtones fall off quickly enough. */
export const triangle: Wave = (phase) => 1 - 4 * Math.abs(((phase + 0.25) % 1) - 0.5);
/** A falling saw-tooth, smoothed at its jump (PolyBLEP) so that it hardly aliases. */
export const saw: Wave = (phase, step) => 2 * phase - 1 - jump(phase, step);

/** A rectangle that is high for `duty` of the period. */
export function pulse(duty: number): Wave {
  return (phase, step) =>
    (phase < duty ? 1 : -1) + jump(phase, step) - jump((phase + 1 - duty) % 1, step) - (2 * duty - 1);
}
/** A square wave, smoothed in the same way. */
export const square: Wave = pulse(0.5);

/** A tone of the wave at the frequency curve (Hz). */
export function tone(seconds: number, frequency: Curve, wave: Wave = sine, phase = 0): Signal {
  let turn = phase;
  return generate(seconds, (t) => {
    const step = Math.min(0.5, Math.max(0, at(frequency, t) / RATE));
    const value = wave(turn, step || 1e-9);
    turn = (turn + step) % 1;
    return value;
  });
}

/** Frequency modulation: sin(φ + index · sin(ratio · φ)), the carrier at the frequency curve. */
export function fm(seconds: number, frequency: Curve, ratio: number, index: Curve): Signal {
  let turn = 0;
  return generate(seconds, (t) => {
    const value = Math.sin(2 * Math.PI * turn + at(index, t) * Math.sin(2 * Math.PI * ratio * turn));
    turn += at(frequency, t) / RATE;
    return value;
  });
}
