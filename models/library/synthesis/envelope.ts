/** Envelopes and sweeps: functions of the time in seconds. */
export type Envelope = (t: number) => number;
/** A corner of a curve: at the time `t` in seconds it has the value. */
export type Point = readonly [t: number, value: number];

/** Struck and left alone: full after `attack`, 60 dB down `t60` seconds later. */
export function decay(t60: number, attack = 0.001): Envelope {
  return (t) => (t < attack ? t / attack : 10 ** ((-3 * (t - attack)) / t60));
}

/** Held: rises in `attack`, stays until `until`, falls in `release`; zero afterwards. */
export function hold(until: number, attack = 0.005, release = 0.02): Envelope {
  return (t) => Math.max(0, Math.min(1, t / attack, 1 - (t - until) / release));
}

/** Swells to 1 at `top` and fades until `end` (raised cosines); `floor` is where it starts, so that it is heard at once. */
export function swell(top: number, end: number, floor = 0.16): Envelope {
  return (t) => {
    if (t >= end) return 0;
    const phase = t < top ? t / top : 1 - (t - top) / (end - top);
    const rise = 0.5 - 0.5 * Math.cos(Math.PI * phase);
    return t < top ? floor + (1 - floor) * rise : rise;
  };
}

function between(points: readonly Point[], t: number, blend: (a: number, b: number, part: number) => number) {
  const next = points.findIndex(([time]) => time > t);
  const b = points[next === -1 ? points.length - 1 : next];
  const a = points[next - 1] ?? b;
  if (!a || !b) return 0;
  return a === b || next === -1 ? (next === -1 ? b[1] : a[1]) : blend(a[1], b[1], (t - a[0]) / (b[0] - a[0]));
}

/** Straight lines through the points; constant before the first and after the last. */
export function line(...points: readonly Point[]): Envelope {
  return (t) => between(points, t, (a, b, part) => a + (b - a) * part);
}

/** Exponential segments through the points (all positive): even steps in pitch or decibels. */
export function glide(...points: readonly Point[]): Envelope {
  return (t) => between(points, t, (a, b, part) => a * (b / a) ** part);
}

/** 1 + depth · sin(2π · rate · t), to multiply a pitch or a gain with. */
export function wobble(rate: number, depth: number): Envelope {
  return (t) => 1 + depth * Math.sin(2 * Math.PI * rate * t);
}

/** Equal-tempered pitch in Hz of a MIDI note (69 = A4 = 440 Hz). */
export function note(midi: number): number {
  return 440 * 2 ** ((midi - 69) / 12);
}
