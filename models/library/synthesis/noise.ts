import type { Random } from './random.ts';
import { at, type Curve, generate, RATE, type Signal } from './signal.ts';

/** White noise, uniform in ±1. */
export function white(random: Random, seconds: number): Signal {
  return generate(seconds, () => random.range(-1, 1));
}

/** Pink noise (−3 dB an octave): rows of white noise, each renewed half as often as the one before (Voss–McCartney). */
export function pink(random: Random, seconds: number): Signal {
  const rows = Array.from({ length: 12 }, () => random.range(-1, 1));
  return generate(seconds, (_, i) => {
    const row = Math.min(rows.length - 1, Math.clz32(1) - Math.clz32(i & -i || 1));
    rows[row] = random.range(-1, 1);
    return rows.reduce((sum, value) => sum + value, random.range(-1, 1)) / 6;
  });
}

/** Brown noise (−6 dB an octave), leaky so that it stays around zero. */
export function brown(random: Random, seconds: number): Signal {
  let level = 0;
  return generate(seconds, () => {
    level = 0.998 * level + 0.06 * random.range(-1, 1);
    return level;
  });
}

/** Single random impulses, on average `density` a second: crackle, drops, grains. */
export function dust(random: Random, seconds: number, density: Curve): Signal {
  return generate(seconds, (t) => (random.next() < at(density, t) / RATE ? random.range(-1, 1) : 0));
}
