import { mix, RATE, samples, type Signal } from './signal.ts';

/** A room. */
export interface ReverbOptions {
  /** Seconds until the room's sound is 60 dB down. */
  readonly t60: number;
  /** Share of room sound in what leaves, 0 to 1. */
  readonly wet: number;
  /** How fast high tones die in the walls, 0 (never) to 1. */
  readonly damp?: number;
}

/** Prime delays between 17 and 47 ms: no common echo, so no ringing pitch. */
const DELAYS = [827, 1013, 1171, 1301, 1483, 1667, 1949, 2239] as const;

/** A room: eight delay lines that feed each other through a Householder mirror (2/N · 1 − I), each with wall damping. */
export function reverb(signal: Signal, seconds: number, options: ReverbOptions): Signal {
  const length = samples(seconds);
  const lines = DELAYS.map((delay) => new Float64Array(delay));
  const walls = DELAYS.map(() => 0);
  const losses = DELAYS.map((delay) => 10 ** ((-3 * delay) / (options.t60 * RATE)));
  const damp = options.damp ?? 0.3;
  const room = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const input = signal[i] ?? 0;
    let sum = 0;
    for (let k = 0; k < lines.length; k++) {
      const heard = lines[k]?.[i % (DELAYS[k] ?? 1)] ?? 0;
      walls[k] = (1 - damp) * heard + damp * (walls[k] ?? 0);
      sum += walls[k] ?? 0;
    }
    for (let k = 0; k < lines.length; k++) {
      const line = lines[k];
      if (!line) continue;
      line[i % line.length] = input + (losses[k] ?? 0) * ((2 / lines.length) * sum - (walls[k] ?? 0));
    }
    room[i] = sum / lines.length;
  }
  return mix(seconds, [
    [signal, 0, 1 - options.wet],
    [room, 0, options.wet * 2],
  ]);
}
