import type { OTHERS } from '../effects/others.ts';
import type { Recipe } from '../recipe.ts';
import {
  bell,
  clack,
  decay,
  driven,
  filtered,
  fm,
  glide,
  hold,
  line,
  mix,
  note,
  type Part,
  reverb,
  saw,
  shaped,
  type Signal,
  square,
  struck,
  swell,
  tick,
  tone,
} from '../synthesis/index.ts';
import { natureSounds } from './nature.ts';

const bloop = (pitch: number, seconds: number): Signal =>
  shaped(
    tone(seconds, glide([0, pitch], [seconds * 0.7, pitch * 2.1], [seconds, pitch * 2.4])),
    swell(seconds * 0.25, seconds, 0.08),
  );

const thud = (pitch: number): Signal =>
  mix(0.25, [
    [shaped(tone(0.25, glide([0, pitch * 1.5], [0.08, pitch])), decay(0.2, 0.006))],
    [shaped(tone(0.25, glide([0, pitch * 3.2], [0.08, pitch * 2])), decay(0.13, 0.004)), 0, 0.6],
  ]);

const gongs = (seconds: number): Signal =>
  mix(seconds, [
    [
      struck(seconds, 1180, [
        [1, 1, 0.35],
        [2.41, 0.6, 0.22],
        [3.96, 0.35, 0.15],
      ]),
    ],
    [
      struck(seconds, 1420, [
        [1, 0.9, 0.35],
        [2.38, 0.6, 0.22],
        [3.9, 0.3, 0.15],
      ]),
    ],
  ]);

export const othersSounds: Record<(typeof OTHERS)[number]['id'], Recipe> = {
  ...natureSounds,

  'water-drop': (random) =>
    reverb(
      mix(0.5, [
        [tick(random, 2500, 9000, 0.004), 0, 0.15],
        [shaped(tone(0.14, glide([0, 620], [0.02, 720], [0.14, 1750])), decay(0.14, 0.003)), 0.002],
      ]),
      0.5,
      { t60: 0.6, wet: 0.25 },
    ),

  bubbles: (random) =>
    filtered(
      mix(
        1.2,
        Array.from({ length: 17 }, (_, i): Part => [
          bloop(random.range(190, 520), random.range(0.06, 0.14)),
          i === 0 ? 0 : 0.062 * i + random.range(-0.02, 0.02),
          random.range(0.5, 1),
        ]),
      ),
      'low',
      2600,
    ),

  heartbeat: () => mix(1.4, [[thud(62)], [thud(74), 0.24, 0.75], [thud(62), 0.82], [thud(74), 1.06, 0.75]]),

  'clock-tick': (random) => {
    const beat = (pitch: number): Signal =>
      mix(0.17, [[clack(random, pitch, 0.11)], [struck(0.1, pitch * 2.7, [[1, 0.5, 0.06]])]]);
    return reverb(
      mix(
        1.6,
        [0, 0.4, 0.8, 1.2].map((t, i): Part => [beat(i % 2 === 0 ? 1350 : 1020), t]),
      ),
      1.6,
      { t60: 0.3, wet: 0.1 },
    );
  },

  'phone-ring': () => {
    const blows = Array.from({ length: 20 }, (_, i): Part => [gongs(0.5), 0.05 * i, i % 2 === 0 ? 0.6 : 0.5]);
    return mix(1.5, blows);
  },

  doorbell: () => {
    const bar = (frequency: number, seconds: number): Signal =>
      mix(seconds, [
        [
          struck(seconds, frequency, [
            [1, 1, 1.5],
            [2, 0.3, 0.9],
            [3, 0.18, 0.5],
            [5.4, 0.1, 0.15],
          ]),
        ],
      ]);
    return reverb(mix(1.4, [[bar(note(76), 1.4)], [bar(note(72), 0.95), 0.45, 1.1]]), 1.4, {
      t60: 0.6,
      wet: 0.12,
    });
  },

  'error-buzz': () => {
    const reed = mix(0.7, [
      [tone(0.7, 116, square), 0, 0.5],
      [tone(0.7, 123, saw), 0, 0.5],
    ]);
    return shaped(driven(filtered(reed, 'low', 2600, 0.9), 1.6), hold(0.62, 0.004, 0.03));
  },

  laser: () => {
    const fall = glide([0, 3600], [0.12, 1300], [0.42, 180]);
    const beam = mix(0.5, [
      [fm(0.5, fall, 1.5, line([0, 2.5], [0.4, 0.3]))],
      [tone(0.5, fall, saw), 0, 0.35],
    ]);
    return shaped(beam, line([0, 1], [0.1, 0.9], [0.42, 0.12], [0.46, 0]));
  },

  'music-box': (random) => {
    const tune = [84, 88, 91, 96, 95, 91, 93, 96];
    return reverb(
      mix(
        2,
        tune.map((midi, i): Part => [
          mix(0.9, [[bell(0.9, note(midi), 0.7, 0.7)], [tick(random, 3500, 10000, 0.006), 0, 0.12]]),
          0.19 * i,
          i % 4 === 0 ? 1 : 0.8,
        ]),
      ),
      2,
      { t60: 0.8, wet: 0.15 },
    );
  },

  'wind-chimes': (random) => {
    const tubes = [84, 86, 88, 91, 93, 96] as const;
    const blows = Array.from({ length: 13 }, (_, i): Part => {
      const tube = struck(1.6, note(random.pick(tubes)), [
        [1, 1, 1.8],
        [2.76, 0.55, 0.9],
        [5.4, 0.2, 0.4],
      ]);
      return [tube, i === 0 ? 0 : 1.5 * (i / 13) + random.range(-0.05, 0.05), random.range(0.3, 1)];
    });
    return reverb(mix(2, blows), 2, { t60: 1, wet: 0.15 });
  },
};
