import type { Recipe } from '../recipe.ts';
import {
  brown,
  decay,
  dust,
  filtered,
  full,
  glide,
  line,
  mix,
  type Part,
  pink,
  type Point,
  type Random,
  reverb,
  shaped,
  type Signal,
  swell,
  tone,
  white,
  within,
} from '../synthesis/index.ts';

/** A smooth random curve around 1: wind and waves never stand still. */
function gusts(random: Random, seconds: number, rate: number, depth: number): (t: number) => number {
  const knots = Array.from({ length: Math.ceil(seconds * rate) + 2 }, () => 1 + depth * random.range(-1, 1));
  return (t) => {
    const place = Math.max(0, t * rate);
    const part = place - Math.floor(place);
    const blend = 0.5 - 0.5 * Math.cos(Math.PI * part);
    const from = knots[Math.floor(place)] ?? 1;
    return from + ((knots[Math.floor(place) + 1] ?? 1) - from) * blend;
  };
}

/** Bird song: a sine whose pitch draws a small figure. */
const chirp = (points: readonly Point[], seconds: number): Signal =>
  mix(seconds, [
    [shaped(tone(seconds, glide(...points)), swell(seconds * 0.35, seconds, 0.1))],
    [
      shaped(
        tone(seconds, (t) => 2 * glide(...points)(t)),
        swell(seconds * 0.35, seconds, 0.1),
      ),
      0,
      0.08,
    ],
  ]);

/** Weather, water, fire and birds. */
export const natureSounds: Record<'wind' | 'birds' | 'rain' | 'waves' | 'campfire', Recipe> = {
  wind: (random) => {
    const sway = gusts(random, 2, 1.6, 0.35);
    const howl = filtered(
      filtered(pink(random, 2), 'band', (t) => 460 * sway(t), 7),
      'band',
      (t) => 470 * sway(t),
      2,
    );
    const air = filtered(pink(random, 2), 'band', (t) => 700 * sway(t), 0.7);
    return shaped(
      mix(2, [
        [full(howl), 0, 0.8],
        [full(air), 0, 0.35],
      ]),
      (t) => line([0, 0.35], [0.5, 0.9], [1.1, 1], [2, 0])(t) * sway(t + 0.3),
    );
  },

  birds: () =>
    reverb(
      mix(1.6, [
        [
          chirp(
            [
              [0, 3200],
              [0.08, 4700],
              [0.14, 3900],
            ],
            0.14,
          ),
        ],
        [
          chirp(
            [
              [0, 3300],
              [0.08, 4800],
              [0.14, 3900],
            ],
            0.14,
          ),
          0.2,
        ],
        [
          chirp(
            [
              [0, 3300],
              [0.08, 5000],
              [0.2, 3500],
            ],
            0.2,
          ),
          0.4,
        ],
        [
          chirp(
            [
              [0, 5600],
              [0.05, 6400],
              [0.1, 5200],
            ],
            0.1,
          ),
          0.52,
          0.5,
        ],
        [
          chirp(
            [
              [0, 5600],
              [0.05, 6500],
              [0.1, 5200],
            ],
            0.1,
          ),
          0.66,
          0.5,
        ],
        [
          chirp(
            [
              [0, 2600],
              [0.3, 3600],
            ],
            0.3,
          ),
          0.8,
          0.8,
        ],
        [
          chirp(
            [
              [0, 4300],
              [0.1, 3000],
              [0.2, 4400],
            ],
            0.2,
          ),
          1.15,
        ],
      ]),
      1.6,
      { t60: 0.9, wet: 0.2 },
    ),

  rain: (random) => {
    const veil = filtered(filtered(pink(random, 1.8), 'high', 900), 'low', 9000);
    const drops = Array.from({ length: 170 }, (): Part => {
      const drop = shaped(tone(0.02, random.range(1500, 5200)), decay(0.016, 0.0006));
      return [drop, 1.75 * random.next(), random.range(0.05, 0.5)];
    });
    return shaped(
      mix(1.8, [
        [full(veil), 0, 0.8],
        ...drops,
        [filtered(dust(random, 1.8, 900), 'band', 4000, 0.8), 0, 0.8],
      ]),
      line([0, 0.8], [0.2, 1], [1.4, 1], [1.8, 0]),
    );
  },

  waves: (random) => {
    const roll = line([0, 0.25], [0.8, 1], [1.1, 0.8], [1.7, 0.4], [2.4, 0]);
    const deep = filtered(pink(random, 2.4), 'high', 110);
    const surf = filtered(deep, 'low', glide([0, 500], [0.8, 4200], [1.2, 3500], [2.4, 900]));
    const foam = filtered(white(random, 2.4), 'high', glide([0, 2500], [1, 3500], [2.4, 6500]));
    const hiss = line([0, 0.02], [0.8, 0.35], [1.3, 0.4], [2.4, 0]);
    return mix(2.4, [[shaped(full(surf), roll)], [shaped(foam, hiss), 0, 0.5]]);
  },

  campfire: (random) => {
    const glow = full(within(brown(random, 1.7), 70, 500));
    const crackles = Array.from({ length: 46 }, (_, i): Part => {
      const crack = shaped(
        filtered(white(random, 0.03), 'band', random.range(1200, 5500), 1.2),
        decay(random.range(0.006, 0.028), 0.0003),
      );
      return [crack, i === 0 ? 0 : 1.6 * random.next(), 2.2 * random.next() ** 2 + 0.2];
    });
    return mix(1.7, [
      [shaped(glow, line([0, 0.5], [0.2, 0.7], [1.3, 0.6], [1.7, 0]))],
      ...crackles,
      [filtered(pink(random, 1.6), 'high', 2500), 0, 0.12],
    ]);
  },
};
