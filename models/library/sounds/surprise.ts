import type { SURPRISE } from '../effects/surprise.ts';
import type { Recipe } from '../recipe.ts';
import {
  bell,
  brassChord,
  brown,
  cymbal,
  decay,
  driven,
  drum,
  dust,
  filtered,
  full,
  generate,
  glide,
  hold,
  line,
  mix,
  type Mode,
  note,
  type Part,
  pink,
  type Random,
  reverb,
  saw,
  shaped,
  type Signal,
  snare,
  square,
  struck,
  tick,
  tone,
  white,
  within,
} from '../synthesis/index.ts';
import { crowdSounds } from './crowd.ts';

const hall = (sound: Signal, seconds: number, wet: number): Signal =>
  reverb(sound, seconds, { t60: 1.8, wet, damp: 0.45 });

const blast = (seconds: number): Signal => {
  const pitch = glide([0, 0.93], [0.03, 1], [seconds - 0.05, 1], [seconds, 0.92]);
  const horns = [note(69), note(73), note(69) * 1.007].map((frequency): Part => [
    tone(seconds, (t) => frequency * pitch(t), saw),
    0,
    0.4,
  ]);
  const horn = driven(filtered(mix(seconds, horns), 'low', 3600, 1), 2);
  return shaped(
    mix(seconds, [[horn], [filtered(horn, 'band', 1500, 2), 0, 0.5]]),
    hold(seconds - 0.04, 0.006, 0.03),
  );
};

/** A low orchestral stroke: brass, a drum and the hall. */
const stroke = (random: Random, seconds: number, notes: readonly number[]): Signal =>
  mix(seconds, [
    [brassChord(seconds, notes, line([0, 0], [0.02, 0.85], [seconds * 0.4, 0.6], [seconds, 0]))],
    [drum(seconds, 68, 0.7), 0, 0.25],
    [tick(random, 200, 2500, 0.08), 0, 0.2],
  ]);

export const surpriseSounds: Record<(typeof SURPRISE)[number]['id'], Recipe> = {
  ...crowdSounds,

  tada: (random) => {
    const chord = [60, 64, 67, 72, 76];
    return hall(
      mix(1.5, [
        [brassChord(0.17, chord, line([0, 0], [0.015, 0.9], [0.11, 0.7], [0.16, 0]))],
        [
          brassChord(1.2, [...chord, 79], line([0, 0], [0.02, 1], [0.3, 0.75], [0.75, 0.8], [1.15, 0])),
          0.19,
          1.2,
        ],
        [cymbal(random, 1, 1), 0.19, 0.12],
      ]),
      1.5,
      0.15,
    );
  },

  impact: (random) => {
    const boom = shaped(tone(1.5, glide([0, 130], [0.12, 58], [1.5, 34])), decay(1.5, 0.002));
    const overtone = shaped(tone(1.5, glide([0, 260], [0.12, 116], [1.5, 70])), decay(0.8, 0.002));
    const hit = shaped(
      filtered(white(random, 0.5), 'low', glide([0, 7000], [0.4, 200])),
      decay(0.45, 0.0008),
    );
    const dry = driven(
      mix(1.5, [
        [boom, 0, 1],
        [overtone, 0, 0.5],
        [hit, 0, 0.8],
      ]),
      1.4,
    );
    return hall(dry, 1.5, 0.3);
  },

  explosion: (random) => {
    const burst = shaped(
      filtered(white(random, 1.8), 'low', glide([0, 9000], [0.15, 2200], [1.8, 350])),
      decay(1.9, 0.001),
    );
    const rumble = shaped(within(brown(random, 1.8), 70, 550), glide([0, 1], [0.3, 0.9], [1.8, 0.05]));
    const debris = shaped(
      filtered(dust(random, 1.8, glide([0, 900], [1.8, 60])), 'band', 1800, 0.8),
      glide([0, 0.6], [0.2, 1], [1.8, 0.05]),
    );
    return driven(
      mix(1.8, [
        [burst, 0, 1.3],
        [full(rumble), 0, 0.9],
        [debris, 0, 1.2],
      ]),
      1.8,
    );
  },

  thunder: (random) => {
    const cracks = [0, 0.035, 0.06, 0.11, 0.17].map((t): Part => [
      shaped(filtered(white(random, 0.2), 'high', 900), decay(0.14, 0.0006)),
      t,
      random.range(0.5, 1),
    ]);
    const roll = generate(2.3, () => 0);
    let level = 0;
    for (let i = 0; i < roll.length; i++) {
      level += 0.0004 * ((i % 5000 < 2400 ? random.range(0.2, 1.4) : random.range(0.1, 0.7)) - level);
      roll[i] = level;
    }
    const rumble = within(brown(random, 2.3), 60, glide([0, 1600], [0.5, 750], [2.3, 180]));
    const rolling = full(rumble).map((value, i) => value * (roll[i] ?? 0) * 1.8);
    return mix(2.3, [
      ...cracks,
      [shaped(rolling, line([0, 0.5], [0.25, 1], [1.2, 0.7], [2.3, 0]))],
      [shaped(filtered(pink(random, 0.8), 'low', 2500), decay(0.8)), 0.02, 0.5],
    ]);
  },

  gong: (random) => {
    const low = struck(2.6, 98, [
      [1, 1, 3.6],
      [1.51, 0.7, 3],
      [2.04, 0.8, 2.8],
      [2.71, 0.6, 2.3],
      [3.36, 0.5, 2],
    ]);
    // A gong's high modes wake up after the blow: they rise for a third of a second.
    const shimmer = struck(
      2.6,
      98,
      Array.from({ length: 44 }, (): Mode => {
        const ratio = random.range(4, 34);
        return [ratio, 1 / Math.sqrt(ratio), random.range(1, 2.2)];
      }),
    );
    const bloom = line([0, 0.15], [0.3, 1], [2.6, 0.8]);
    return mix(2.6, [
      [full(low)],
      [shaped(full(shimmer), bloom), 0, 0.8],
      [shaped(filtered(white(random, 0.12), 'low', 500), decay(0.1, 0.002)), 0, 0.4],
    ]);
  },

  'drum-roll': (random) => {
    const hits: Part[] = [];
    for (let i = 0, t = 0; t < 1.5; i++, t += 0.036 + random.range(-0.002, 0.002))
      hits.push([snare(random, 0.16), t, (i % 2 === 0 ? 0.5 : 0.42) * glide([0, 0.3], [1.5, 1])(t)]);
    return reverb(
      mix(2.2, [
        ...hits,
        [snare(random, 0.3), 1.52, 0.5],
        [drum(0.4, 62, 0.3), 1.52, 0.3],
        [cymbal(random, 0.68, 1.5), 1.52, 0.8],
      ]),
      2.2,
      { t60: 0.7, wet: 0.1 },
    );
  },

  sparkle: (random) => {
    const scale = [0, 2, 4, 7, 9];
    const stars = Array.from({ length: 26 }, (_, i): Part => {
      const midi = 91 + 12 * Math.floor(i / 9) + (scale[(i * 3) % 5] ?? 0);
      return [
        bell(0.5, note(midi), random.range(0.25, 0.5), 0.5),
        0.036 * i + (i === 0 ? 0 : random.range(0, 0.02)),
        random.range(0.4, 1),
      ];
    });
    return hall(mix(1.4, stars), 1.4, 0.25);
  },

  'level-up': () => {
    const run = [72, 76, 79, 84, 88, 91, 96];
    return mix(
      1.1,
      run.flatMap((midi, i): Part[] => {
        const long = i === run.length - 1;
        const gain = long ? decay(0.8, 0.002) : decay(0.25, 0.002);
        return [
          [shaped(tone(long ? 0.6 : 0.2, note(midi), square), gain), 0.07 * i, 0.4],
          [shaped(tone(long ? 0.6 : 0.2, note(midi - 12), square), gain), 0.07 * i, 0.2],
        ];
      }),
    );
  },

  'power-up': () => {
    const climb = (t: number): number =>
      glide([0, 160], [0.85, 1500])(t) *
      (1 + 0.09 * (Math.sin(2 * Math.PI * (9 * t + 8 * t * t)) > 0 ? 1 : -1));
    const body = mix(1, [
      [tone(1, climb, square), 0, 0.5],
      [tone(1, (t) => climb(t) / 2, saw), 0, 0.4],
    ]);
    return shaped(
      filtered(body, 'low', glide([0, 900], [0.85, 9000]), 1.2),
      line([0, 0.5], [0.02, 0.7], [0.85, 1], [0.97, 0]),
    );
  },

  'air-horn': () => mix(1.3, [[blast(0.17)], [blast(0.17), 0.22], [blast(0.75), 0.46]]),

  'dramatic-sting': (random) =>
    hall(
      mix(2, [
        [stroke(random, 0.32, [39, 46, 51, 54])],
        [stroke(random, 0.32, [38, 45, 50, 53]), 0.36],
        [stroke(random, 1.2, [33, 39, 45, 48, 51]), 0.74, 1.3],
      ]),
      2,
      0.2,
    ),

  'party-popper': (random) => {
    const bang = mix(0.2, [
      [tick(random, 500, 9000, 0.18), 0, 0.8],
      [shaped(tone(0.12, glide([0, 420], [0.1, 120])), decay(0.08)), 0, 0.7],
    ]);
    const paper = shaped(
      filtered(dust(random, 1, glide([0, 1500], [1, 120])), 'band', glide([0, 4200], [1, 6500]), 1),
      line([0, 1], [0.9, 0.15], [1, 0]),
    );
    const fizz = shaped(within(white(random, 0.8), 3500, 11000), line([0, 1], [0.3, 0.35], [0.8, 0]));
    return reverb(mix(1.1, [[bang], [paper, 0.07, 1.6], [fizz, 0.03, 0.4]]), 1.1, { t60: 0.5, wet: 0.08 });
  },
};
