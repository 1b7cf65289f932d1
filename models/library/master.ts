/** Makes a raw sound into a library entry: exact length, no clicks at its ends, common loudness, bounded peak, 16 bits. */
import { integratedLoudness, truePeak } from '../../src/library/loudness.ts';
import { filtered, generate, peak, samples, type Signal } from './synthesis/index.ts';

/** Common loudness of the bundled effects, LUFS. */
const TARGET_LUFS = -18;
/** Highest true peak, dBTP. */
const CEILING_DBTP = -1;
/** Sample peaks are held this much lower, since the true peak lies between samples. */
const HEADROOM_DB = 0.3;
const FADE_IN = 0.0005;
/** Long enough that a cut tail does not click, short against the shortest effect (0.2 s). */
const FADE_OUT = 0.04;
/** The limiter looks this far both ways; it is symmetric because nothing here is live. */
const LOOK = samples(0.0015);
const ROUNDS = 12;

const decibels = (value: number): number => 10 ** (value / 20);

function fitted(sound: Signal, seconds: number): Signal {
  const centred = filtered(sound, 'high', 20);
  return generate(seconds, (t, i) => {
    const fade = Math.min(1, t / FADE_IN, (seconds - t) / FADE_OUT);
    return (centred[i] ?? 0) * (0.5 - 0.5 * Math.cos(Math.PI * fade));
  });
}

/** Gains that keep |x| ≤ ceiling: the least needed gain within reach, smoothed over the same reach. */
function limited(signal: Signal, ceiling: number): Signal {
  const least = signal.map((_, i) => {
    let most = ceiling;
    for (let k = Math.max(0, i - LOOK); k <= Math.min(signal.length - 1, i + LOOK); k++)
      most = Math.max(most, Math.abs(signal[k] ?? 0));
    return ceiling / most;
  });
  return signal.map((value, i) => {
    let sum = 0;
    for (let k = i - LOOK; k <= i + LOOK; k++) sum += least[Math.min(least.length - 1, Math.max(0, k))] ?? 1;
    return (value * sum) / (2 * LOOK + 1);
  });
}

/**
 * The sound as 16-bit samples, exactly `seconds` long, at −18 LUFS with true peaks of at most −1 dBTP. A sound that
 * is too spiky for both is limited, which a listener hears as a harder attack.
 */
export function mastered(sound: Signal, seconds: number): Int16Array {
  const clean = fitted(sound, seconds);
  let gain = decibels(TARGET_LUFS - integratedLoudness([clean]));
  let ceiling = decibels(CEILING_DBTP - HEADROOM_DB);
  let out = clean;
  for (let round = 0; round < ROUNDS; round++) {
    const scaled = clean.map((value) => value * gain);
    out = peak(scaled) > ceiling ? limited(scaled, ceiling) : scaled;
    const short = TARGET_LUFS - integratedLoudness([out]);
    const over = truePeak([out]) - CEILING_DBTP;
    if (over > 0) ceiling *= decibels(-over - 0.05);
    else if (Math.abs(short) < 0.1) break;
    gain *= decibels(short);
  }
  return Int16Array.from(out, (value) => Math.round(value * 32767));
}
