import type { TRANSITION } from '../effects/transition.ts';
import type { Recipe } from '../recipe.ts';
import {
  brown,
  clack,
  type Curve,
  cymbal,
  decay,
  dust,
  type Envelope,
  filtered,
  full,
  generate,
  glide,
  hold,
  line,
  mix,
  note,
  type Part,
  pink,
  played,
  pluck,
  type Random,
  reverb,
  reversed,
  saw,
  shaped,
  type Signal,
  sine,
  square,
  swell,
  tapeMusic,
  tone,
  triangle,
  white,
  within,
  wobble,
} from '../synthesis/index.ts';

interface Rush {
  readonly seconds: number;
  readonly centre: Curve;
  readonly gain: Envelope;
  readonly quality: number;
}

/** Air that rushes past: noise through a moving resonance. */
function rush(random: Random, { seconds, centre, gain, quality }: Rush): Signal {
  const air = mix(seconds, [[white(random, seconds), 0, 0.6], [pink(random, seconds)]]);
  const narrow = filtered(filtered(air, 'band', centre, quality), 'band', centre, quality * 0.6);
  return full(shaped(narrow, gain));
}

export const transitionSounds: Record<(typeof TRANSITION)[number]['id'], Recipe> = {
  'whoosh-fast': (random) =>
    rush(random, {
      seconds: 0.5,
      centre: glide([0, 500], [0.2, 3800], [0.5, 700]),
      gain: swell(0.2, 0.48),
      quality: 1.4,
    }),

  'whoosh-slow': (random) =>
    rush(random, {
      seconds: 1.2,
      centre: glide([0, 260], [0.6, 1500], [1.2, 350]),
      gain: swell(0.6, 1.18),
      quality: 1.1,
    }),

  'whoosh-deep': (random) => {
    const air = rush(random, {
      seconds: 1.1,
      centre: glide([0, 110], [0.4, 520], [1.1, 70]),
      gain: swell(0.4, 1.08),
      quality: 1.3,
    });
    const sub = shaped(tone(1.1, glide([0, 70], [0.4, 130], [1.1, 42])), swell(0.42, 1.08));
    return mix(1.1, [
      [air],
      [sub, 0, 0.7],
      [filtered(shaped(brown(random, 1.1), swell(0.45, 1.05)), 'low', 200), 0, 0.6],
    ]);
  },

  swipe: (random) =>
    rush(random, {
      seconds: 0.3,
      centre: glide([0, 1400], [0.24, 7500]),
      gain: swell(0.12, 0.27),
      quality: 1.6,
    }),

  'double-swish': (random) => {
    const up = rush(random, {
      seconds: 0.3,
      centre: glide([0, 900], [0.3, 5200]),
      gain: swell(0.13, 0.29),
      quality: 1.5,
    });
    const down = rush(random, {
      seconds: 0.32,
      centre: glide([0, 5200], [0.32, 800]),
      gain: swell(0.12, 0.31),
      quality: 1.5,
    });
    return mix(0.65, [[up], [down, 0.31]]);
  },

  'page-turn': (random) => {
    const rustle = generate(0.6, () => 0).map(() => random.next());
    const flutter = filtered(rustle, 'low', 60);
    const paper = filtered(white(random, 0.6), 'high', 900);
    const sheet = filtered(paper, 'band', glide([0, 1800], [0.25, 4200], [0.6, 2500]), 0.6);
    const curl = line([0, 0.25], [0.12, 0.7], [0.2, 0.35], [0.32, 1], [0.38, 0.5], [0.56, 0]);
    const slap = shaped(within(white(random, 0.1), 300, 2500), decay(0.06));
    const crackle = filtered(dust(random, 0.5, 500), 'band', 3000, 1);
    return mix(0.6, [
      [
        shaped(
          sheet,
          (t) => curl(t) * (0.3 + 1.4 * Math.abs((flutter[Math.round(t * 48_000)] ?? 0.5) - 0.3)),
        ),
      ],
      [shaped(crackle, curl), 0, 2],
      [slap, 0.36, 0.6],
    ]);
  },

  'tape-stop': () => {
    const speed = (t: number): number => Math.max(0, 1 - t / 0.82) ** 0.8;
    return shaped(played(tapeMusic(1.2), 0.9, speed), hold(0.8, 0.004, 0.06));
  },

  'tape-rewind': (random) => {
    const tape = reversed(tapeMusic(6));
    const hurry = (t: number): number =>
      line([0, 3], [0.2, 5.5], [0.8, 6.5], [1, 2])(t) * wobble(11, 0.15)(t);
    const chirps = shaped(filtered(played(tape, 1, hurry), 'high', 500), hold(0.93, 0.005, 0.06));
    const hiss = shaped(
      filtered(white(random, 1), 'band', glide([0, 1800], [0.3, 4200], [1, 1500]), 1.5),
      hold(0.93, 0.02, 0.06),
    );
    return mix(1, [[full(chirps)], [full(hiss), 0, 0.22]]);
  },

  riser: (random) => {
    const climb = glide([0, 110], [1.75, 880]);
    const voices = [0.994, 1, 1.006, 2.003].map((detune): Part => [
      tone(1.8, (t) => climb(t) * detune, saw),
      0,
      0.25,
    ]);
    const tones = filtered(mix(1.8, voices), 'low', glide([0, 400], [1.7, 9000]), 1.2);
    const air = filtered(white(random, 1.8), 'band', glide([0, 500], [1.75, 9000]), 1.2);
    const pulse = (t: number): number => 0.75 + 0.25 * Math.sin(2 * Math.PI * (4 * t + 3 * t * t));
    const grow = glide([0, 0.12], [1.74, 1], [1.8, 0.02]);
    return shaped(mix(1.8, [[tones], [air, 0, 0.7]]), (t) => grow(t) * pulse(t));
  },

  'sweep-down': (random) => {
    const fall = glide([0, 2600], [1.1, 75]);
    const body = mix(1.2, [[tone(1.2, fall, triangle)], [tone(1.2, (t) => fall(t) * 1.01, saw), 0, 0.25]]);
    const air = filtered(white(random, 1.2), 'band', glide([0, 8000], [1.1, 250]), 1.5);
    return shaped(mix(1.2, [[body], [air, 0, 0.8]]), line([0, 1], [0.5, 0.7], [1.17, 0]));
  },

  'harp-glissando': (random) => {
    const scale = [0, 2, 4, 5, 7, 9, 11];
    const strings = Array.from({ length: 22 }, (_, i): Part => {
      const midi = 60 + 12 * Math.floor(i / 7) + (scale[i % 7] ?? 0);
      return [
        pluck(random, 1.1, note(midi), { t60: 1.1 + 0.03 * i, brightness: 0.4 + 0.025 * i }),
        0.05 * i - 0.0006 * i * i,
        0.35 + 0.075 * i,
      ];
    });
    return reverb(mix(1.6, strings), 1.6, { t60: 1, wet: 0.2 });
  },

  'reverse-cymbal': (random) => {
    const swellUp = reversed(cymbal(random, 1.17, 3));
    return mix(1.2, [
      [shaped(filtered(swellUp, 'high', 500), hold(1.165, 0.002, 0.005))],
      [shaped(filtered(white(random, 1.17), 'high', 2500), glide([0, 0.02], [1.16, 0.2]))],
    ]);
  },

  'glitch-cut': (random) => {
    const parts: Part[] = [];
    for (let t = 0; t < 0.46;) {
      const length = random.pick([0.015, 0.02, 0.03, 0.045]);
      const frequency = random.pick([180, 330, 720, 1450, 2900, 4400]);
      const held = white(random, length).map((_, i, all) => all[i - (i % 24)] ?? 0);
      const grain = random.next() < 0.6 ? tone(length, frequency, random.pick([square, saw, sine])) : held;
      const repeats = random.pick([1, 2, 2, 3]);
      for (let k = 0; k < repeats && t < 0.46; k++, t += length * 1.25)
        parts.push([shaped(grain, hold(length - 0.002, 0.0005, 0.002)), t, random.range(0.5, 0.9)]);
    }
    return mix(0.5, parts);
  },

  'slide-projector': (random) => {
    const clunk = (pitch: number): Signal => clack(random, pitch, 0.12);
    const slide = shaped(
      filtered(white(random, 0.16), 'band', glide([0, 900], [0.16, 2600]), 1.5),
      hold(0.12, 0.02, 0.03),
    );
    const whirr = shaped(filtered(tone(0.2, 118, saw), 'band', 700, 2), hold(0.16, 0.02, 0.03));
    return mix(0.6, [
      [clunk(170)],
      [slide, 0.1, 0.4],
      [whirr, 0.08, 0.2],
      [clunk(235), 0.27, 0.9],
      [clunk(410), 0.33, 0.4],
    ]);
  },
};
