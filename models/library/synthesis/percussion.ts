/** Things that are hit. */
import { decay } from './envelope.ts';
import { filtered, within } from './filter.ts';
import { drum, type Mode, struck } from './modal.ts';
import { white } from './noise.ts';
import type { Random } from './random.ts';
import { full, mix, shaped, type Signal } from './signal.ts';

/** A short hit of noise between two cutoffs (Hz): what a hard thing says when it is touched. */
export function tick(random: Random, low: number, high: number, t60: number): Signal {
  return shaped(within(white(random, t60), low, high), decay(t60, 0.0003));
}

/** A cymbal: dense inharmonic metal under bright noise. */
export function cymbal(random: Random, seconds: number, t60: number): Signal {
  const modes = Array.from({ length: 60 }, (): Mode => {
    const ratio = random.range(1, 22);
    return [ratio, random.range(0.2, 1), t60 * random.range(0.3, 1)];
  });
  const wash = shaped(filtered(white(random, seconds), 'high', 5200), decay(t60 * 0.8));
  return mix(seconds, [
    [full(struck(seconds, 480, modes)), 0, 0.6],
    [wash, 0, 0.8],
  ]);
}

/** A snare drum: a short skin and rattling wires. */
export function snare(random: Random, seconds: number): Signal {
  const wires = shaped(within(white(random, seconds), 1200, 9000), decay(0.16, 0.0006));
  return mix(seconds, [
    [drum(seconds, 190, 0.14), 0, 0.5],
    [wires, 0, 0.8],
  ]);
}

/** A blow on wood, cardboard or a floor: a few low modes and the touch. */
export function knock(random: Random, pitch: number, t60: number): Signal {
  const seconds = t60 * 1.2;
  return mix(seconds, [
    [
      struck(seconds, pitch, [
        [1, 1, t60],
        [1.72, 0.6, t60 * 0.7],
        [2.9, 0.4, t60 * 0.45],
        [5.1, 0.25, t60 * 0.25],
      ]),
    ],
    [tick(random, 400, 4500, t60 * 0.3), 0, 0.5],
  ]);
}

/** A clack of a small machine: hard modes and a bright touch. */
export function clack(random: Random, pitch: number, t60 = 0.1): Signal {
  return mix(t60 * 1.5, [
    [
      struck(t60 * 1.5, pitch, [
        [1, 1, t60],
        [2.4, 0.7, t60 * 0.6],
        [4.6, 0.5, t60 * 0.35],
        [7.9, 0.3, t60 * 0.2],
      ]),
    ],
    [tick(random, 900, 8000, t60 * 0.5), 0, 0.8],
  ]);
}

/** One pair of hands. */
export function clap(random: Random): Signal {
  const centre = random.range(900, 2400);
  const hands = shaped(
    filtered(white(random, 0.07), 'band', centre, 1.4),
    decay(random.range(0.03, 0.07), 0.0006),
  );
  return mix(0.07, [[hands], [tick(random, 1500, 7000, 0.012), 0, 0.4]]);
}
