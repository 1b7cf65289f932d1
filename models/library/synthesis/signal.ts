/** Signals are mono arrays at 48 kHz; curves are numbers or functions of the time in seconds. */
export const RATE = 48_000;
/** Mono samples at 48 kHz; full scale is ±1. */
export type Signal = Float64Array;
/** A value that stays, or one for each time in seconds. */
export type Curve = number | ((t: number) => number);

/** The curve's value at `t` seconds. */
export function at(curve: Curve, t: number): number {
  return typeof curve === 'number' ? curve : curve(t);
}

/** Whole samples in that many seconds. */
export function samples(seconds: number): number {
  return Math.max(0, Math.round(seconds * RATE));
}

/** A signal whose samples are computed one after the other. */
export function generate(seconds: number, sample: (t: number, index: number) => number): Signal {
  const out = new Float64Array(samples(seconds));
  for (let i = 0; i < out.length; i++) out[i] = sample(i / RATE, i);
  return out;
}

/** A new signal, each sample mapped with its time. */
export function mapped(signal: Signal, map: (value: number, t: number) => number): Signal {
  return signal.map((value, i) => map(value, i / RATE));
}

/** The signal times a gain curve. */
export function shaped(signal: Signal, gain: Curve): Signal {
  return mapped(signal, (value, t) => value * at(gain, t));
}

/** Sample by sample: tanh(drive · x), which adds odd harmonics and keeps within ±1. */
export function driven(signal: Signal, drive: number): Signal {
  return signal.map((value) => Math.tanh(drive * value));
}

/** The signal played backwards. */
export function reversed(signal: Signal): Signal {
  return signal.slice().reverse();
}

/** The largest absolute sample. */
export function peak(signal: Signal): number {
  return signal.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** The signal scaled to a peak of 1; silence stays silence. */
export function full(signal: Signal): Signal {
  const most = peak(signal);
  return most === 0 ? signal.slice() : signal.map((value) => value / most);
}

/** One part of a mix: what, from which second on, how loud (default 1). */
export type Part = readonly [signal: Signal, from?: number, gain?: number];

/** The sum of the parts, `seconds` long; what reaches past the end is cut. */
export function mix(seconds: number, parts: readonly Part[]): Signal {
  const out = new Float64Array(samples(seconds));
  for (const [signal, from = 0, gain = 1] of parts) {
    const start = samples(from);
    const end = Math.min(out.length, start + signal.length);
    for (let i = start; i < end; i++) out[i] = (out[i] ?? 0) + gain * (signal[i - start] ?? 0);
  }
  return out;
}

/** The signal as a tape would play it at `speed(t)` (1 = as recorded, negative = backwards), linearly interpolated. */
export function played(signal: Signal, seconds: number, speed: Curve, from = 0): Signal {
  let position = from * RATE;
  return generate(seconds, (t) => {
    const index = Math.floor(position);
    const part = position - index;
    const value = (signal[index] ?? 0) * (1 - part) + (signal[index + 1] ?? 0) * part;
    position += at(speed, t);
    return value;
  });
}
