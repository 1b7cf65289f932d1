import type { ACTION } from '../effects/action.ts';
import type { Recipe } from '../recipe.ts';
import {
  bell,
  clack,
  decay,
  driven,
  dust,
  filtered,
  full,
  glide,
  hold,
  knock,
  line,
  mapped,
  mix,
  type Part,
  pink,
  pulse,
  type Random,
  reverb,
  shaped,
  type Signal,
  struck,
  swell,
  tick,
  tone,
  white,
  within,
} from '../synthesis/index.ts';

/** A bubble that sings as it closes (Minnaert): a sine that rises while it dies. */
const bubble = (pitch: number, seconds: number): Signal =>
  shaped(tone(seconds, glide([0, pitch], [seconds, pitch * 1.5])), decay(seconds, 0.003));

const key = (random: Random): Signal =>
  mix(0.12, [
    [clack(random, random.range(620, 760), 0.05)],
    [knock(random, random.range(170, 210), 0.05), 0, 0.7],
    [tick(random, 3000, 10000, 0.01), 0.028, 0.3],
  ]);

const step = (random: Random): Signal =>
  mix(0.22, [
    [knock(random, random.range(165, 190), 0.13)],
    [knock(random, random.range(430, 480), 0.08), 0, 0.4],
    [tick(random, 1200, 5000, 0.04), 0, 0.35],
    [tick(random, 500, 3500, 0.07), 0.055, 0.4],
    [knock(random, 240, 0.09), 0.055, 0.4],
  ]);

const puff = (random: Random, seconds: number): Signal =>
  shaped(
    filtered(filtered(white(random, seconds), 'high', 2500), 'band', glide([0, 5200], [seconds, 7800]), 0.5),
    line([0, 0], [0.008, 1], [seconds * 0.55, 0.7], [seconds, 0]),
  );

const snip = (random: Random): Signal => {
  const blades = shaped(
    filtered(white(random, 0.13), 'band', glide([0, 3200], [0.12, 7500]), 1.6),
    line([0, 0.3], [0.1, 1], [0.13, 0]),
  );
  const close = struck(0.1, 3900, [
    [1, 1, 0.07],
    [1.48, 0.7, 0.05],
    [2.2, 0.5, 0.04],
  ]);
  return mix(0.26, [
    [full(blades), 0, 0.7],
    [close, 0.115, 0.5],
    [tick(random, 2000, 10000, 0.02), 0.115, 0.9],
  ]);
};

export const actionSounds: Record<(typeof ACTION)[number]['id'], Recipe> = {
  'camera-shutter': (random) =>
    mix(0.4, [
      [clack(random, 850, 0.035)],
      [tick(random, 2500, 11000, 0.03), 0.004, 0.7],
      [knock(random, 240, 0.05), 0.045, 0.5],
      [shaped(within(white(random, 0.07), 2000, 6000), hold(0.05, 0.01, 0.015)), 0.045, 0.15],
      [shaped(filtered(tone(0.12, 92, pulse(0.2)), 'band', 1400, 1), hold(0.09, 0.015, 0.02)), 0.05, 0.2],
      [clack(random, 1150, 0.05), 0.16, 0.9],
      [tick(random, 3000, 12000, 0.03), 0.165, 0.6],
      [knock(random, 330, 0.07), 0.165, 0.3],
    ]),

  typewriter: (random) => {
    const strokes = [0, 0.11, 0.2, 0.34, 0.43, 0.55, 0.63, 0.76];
    return reverb(
      mix(1.3, [
        ...strokes.map((t): Part => [key(random), t, random.range(0.7, 1)]),
        [bell(0.4, 2150, 0.6), 0.9, 0.5],
      ]),
      1.3,
      { t60: 0.3, wet: 0.08 },
    );
  },

  zipper: (random) => {
    const teeth: Part[] = [];
    for (let t = 0; t < 0.62; t += 1 / glide([0, 70], [0.3, 190], [0.62, 260])(t))
      teeth.push([tick(random, 1500, 9000, 0.008), t, random.range(0.6, 1)]);
    const slider = filtered(white(random, 0.66), 'band', glide([0, 1500], [0.62, 4200]), 2);
    return mix(0.7, [
      [filtered(mix(0.7, teeth), 'band', glide([0, 2000], [0.62, 5000]), 0.8), 0, 1.6],
      [shaped(slider, hold(0.62, 0.01, 0.03)), 0, 0.35],
    ]);
  },

  pour: (random) => {
    const fill = glide([0, 420], [1.5, 1500]);
    const drops = Array.from({ length: 150 }, (): Part => {
      const t = 1.4 * random.next();
      return [bubble(fill(t) * random.range(0.7, 1.9), random.range(0.02, 0.06)), t, random.range(0.1, 0.6)];
    });
    const stream = filtered(white(random, 1.6), 'band', fill, 3);
    const splash = filtered(pink(random, 1.6), 'high', 1500);
    const gain = hold(1.42, 0.008, 0.15);
    return shaped(mix(1.6, [...drops, [stream, 0, 0.7], [splash, 0, 0.2], [bubble(500, 0.05)]]), gain);
  },

  footsteps: (random) =>
    reverb(
      mix(
        1.5,
        [0, 0.41, 0.8, 1.2].map((t, i): Part => [step(random), t, i % 2 === 0 ? 1 : 0.85]),
      ),
      1.5,
      { t60: 0.5, wet: 0.12 },
    ),

  'door-knock': (random) =>
    reverb(
      mix(
        0.9,
        [0, 0.2, 0.4].map((t): Part => [
          mix(0.2, [[knock(random, 225, 0.2)], [knock(random, 96, 0.1), 0, 0.6]]),
          t,
        ]),
      ),
      0.9,
      { t60: 0.4, wet: 0.12, damp: 0.6 },
    ),

  'box-open': (random) => {
    const slit = shaped(
      filtered(white(random, 0.36), 'band', glide([0, 1300], [0.34, 2900]), 1),
      (t) => hold(0.33, 0.006, 0.02)(t) * (0.4 + 0.6 * random.next()),
    );
    const rub = shaped(filtered(dust(random, 0.4, 900), 'band', 900, 1), hold(0.34, 0.01, 0.03));
    return mix(0.8, [
      [slit, 0, 0.8],
      [rub, 0, 1.5],
      [knock(random, 115, 0.12), 0.42, 1.1],
      [tick(random, 300, 3000, 0.06), 0.42, 0.7],
      [knock(random, 150, 0.1), 0.56, 0.8],
      [tick(random, 300, 2500, 0.05), 0.56, 0.5],
    ]);
  },

  spray: (random) =>
    mix(0.8, [
      [tick(random, 800, 4000, 0.012), 0, 0.5],
      [puff(random, 0.26)],
      [tick(random, 800, 4000, 0.012), 0.4, 0.5],
      [puff(random, 0.34), 0.4],
    ]),

  scissors: (random) => mix(0.6, [[snip(random)], [snip(random), 0.3]]),

  bite: (random) => {
    const cracks = Array.from({ length: 42 }, (_, i): Part => {
      const t = i === 0 ? 0 : i < 26 ? 0.13 * random.next() : 0.16 + 0.22 * random.next();
      const centre = random.range(900, 5200);
      const crack = shaped(
        filtered(white(random, 0.03), 'band', centre, 1.5),
        decay(random.range(0.008, 0.03), 0.0004),
      );
      return [crack, t, i < 26 ? random.range(0.4, 1) : random.range(0.15, 0.5)];
    });
    return mix(0.5, [...cracks, [knock(random, 230, 0.05), 0, 0.4]]);
  },

  punch: (random) => {
    const thump = shaped(tone(0.3, glide([0, 210], [0.05, 85], [0.3, 48])), decay(0.26, 0.001));
    const smack = shaped(within(white(random, 0.12), 600, 3800), decay(0.09, 0.0006));
    const crunch = shaped(
      filtered(white(random, 0.2), 'low', glide([0, 2500], [0.2, 200])),
      decay(0.2, 0.001),
    );
    return mix(0.45, [
      [
        driven(
          mix(0.45, [
            [thump, 0, 1.2],
            [smack, 0, 0.9],
            [crunch, 0, 0.7],
          ]),
          2.2,
        ),
      ],
    ]);
  },

  'packing-tape': (random) => {
    // Glue lets go in jerks: stick-slip between 60 and 190 times a second.
    let jerk = 0;
    const slip = mapped(
      tone(0.9, glide([0, 70], [0.5, 150], [0.78, 200]), (phase) => 1 - phase),
      (value) => {
        jerk = 0.98 * jerk + 0.02 * random.range(0.2, 1.8);
        return Math.max(0, value) ** 2 * jerk;
      },
    );
    const rip = within(white(random, 0.9), 700, 9000);
    const snap = mix(0.1, [[tick(random, 800, 9000, 0.05)], [knock(random, 400, 0.04), 0, 0.5]]);
    return mix(0.9, [
      [
        shaped(
          mapped(rip, (value, t) => value * (0.15 + (slip[Math.round(t * 48_000)] ?? 0))),
          hold(0.76, 0.004, 0.01),
        ),
        0,
        1,
      ],
      [snap, 0.79, 0.9],
    ]);
  },

  'glass-stir': (random) => {
    const pings = Array.from({ length: 11 }, (_, i): Part => {
      const base = i % 2 === 0 ? 2450 : 2680;
      const ping = struck(0.35, base * random.range(0.995, 1.005), [
        [1, 1, 0.22],
        [2.32, 0.7, 0.16],
        [3.9, 0.4, 0.1],
        [5.2, 0.2, 0.06],
      ]);
      return [ping, 0.096 * i + (i === 0 ? 0 : random.range(-0.012, 0.012)), random.range(0.5, 1)];
    });
    const swirl = shaped(
      filtered(white(random, 1.15), 'band', (t) => 900 + 250 * Math.sin(2 * Math.PI * 5.2 * t), 1.5),
      hold(1.05, 0.01, 0.08),
    );
    return mix(1.2, [...pings, [swirl, 0, 0.12]]);
  },

  sizzle: (random) => {
    const fry = filtered(white(random, 1.7), 'high', 4200);
    const spits = filtered(dust(random, 1.7, 260), 'band', 5200, 1.2);
    const pops = filtered(dust(random, 1.7, 14), 'band', 2600, 3);
    const hot = line([0, 1], [0.25, 1], [0.8, 0.65], [1.7, 0.5]);
    return shaped(
      mix(1.7, [
        [fry, 0, 0.35],
        [spits, 0, 2.4],
        [pops, 0, 4],
        [shaped(filtered(pink(random, 0.3), 'high', 1500), swell(0.02, 0.3, 0.3)), 0, 0.5],
      ]),
      hot,
    );
  },
};
