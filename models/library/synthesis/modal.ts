import { mix, RATE, samples, type Signal } from './signal.ts';

/** One way a body rings: frequency relative to the base, strength, seconds until 60 dB down. */
export type Mode = readonly [ratio: number, gain: number, t60: number];

/** A struck body: the sum of its modes, each an exponentially dying sine from time 0. Modes above 20 kHz are left out. */
export function struck(seconds: number, base: number, modes: readonly Mode[], attack = 0.0008): Signal {
  const out = new Float64Array(samples(seconds));
  for (const [ratio, gain, t60] of modes) {
    const frequency = base * ratio;
    if (frequency >= 20_000) continue;
    const angle = (2 * Math.PI * frequency) / RATE;
    const loss = 10 ** (-3 / (t60 * RATE));
    let level = gain;
    for (let i = 0; i < out.length && level > 1e-6; i++) {
      out[i] = (out[i] ?? 0) + level * Math.sin(angle * i);
      level *= loss;
    }
  }
  const rise = samples(attack);
  for (let i = 0; i < rise && i < out.length; i++) out[i] = ((out[i] ?? 0) * i) / rise;
  return out;
}

/** A clear metal bar or small bell (glockenspiel ratios 1 : 2.76 : 5.40 of a free bar). */
export function bell(seconds: number, frequency: number, t60: number, brightness = 1): Signal {
  return struck(seconds, frequency, [
    [1, 1, t60],
    [2.756, 0.3 * brightness, t60 * 0.45],
    [5.404, 0.12 * brightness, t60 * 0.2],
    [8.933, 0.05 * brightness, t60 * 0.1],
  ]);
}

/** A wooden bar tuned 1 : 4 : 10, as marimba makers cut it. */
export function woodenBar(seconds: number, frequency: number, t60: number): Signal {
  return struck(seconds, frequency, [
    [1, 1, t60],
    [4, 0.28, t60 * 0.3],
    [9.9, 0.1, t60 * 0.1],
  ]);
}

/** A drum's skin (modes of a round membrane) whose pitch sinks a little after the blow. */
export function drum(seconds: number, frequency: number, t60: number): Signal {
  const skin: readonly Mode[] = [
    [1, 1, t60],
    [1.59, 0.5, t60 * 0.6],
    [2.14, 0.3, t60 * 0.45],
    [2.65, 0.2, t60 * 0.35],
  ];
  // The blow stretches the skin: a second, higher copy that dies at once gives the falling pitch.
  const blow = skin.map(([ratio, gain]): Mode => [ratio * 1.25, gain * 0.6, t60 * 0.15]);
  return mix(seconds, [[struck(seconds, frequency, skin)], [struck(seconds, frequency, blow)]]);
}
