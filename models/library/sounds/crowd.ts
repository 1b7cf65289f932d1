import type { Recipe } from '../recipe.ts';
import {
  clap,
  full,
  glide,
  glottis,
  line,
  mix,
  type Part,
  pink,
  type Random,
  shaped,
  type Signal,
  spoken,
  swell,
  tone,
  VOWELS,
  white,
  reverb,
} from '../synthesis/index.ts';

const hall = (sound: Signal, seconds: number, wet: number): Signal =>
  reverb(sound, seconds, { t60: 1.8, wet, damp: 0.45 });

/** One person in a crowd who shouts "yeah" or "woo". */
const shout = (random: Random): Signal => {
  const seconds = random.range(0.6, 1.3);
  const pitch = random.range(190, 430);
  const melody = glide([0, pitch * 0.85], [0.12, pitch * 1.15], [seconds, pitch * random.range(0.75, 1.05)]);
  const source = glottis(random, seconds, melody, 0.15);
  const vowel = random.pick([VOWELS.a, VOWELS.a, VOWELS.e, VOWELS.o]);
  return shaped(spoken(source, vowel, random.range(0.95, 1.25)), swell(0.14, seconds, 0.02));
};

/** One person who draws breath at a shock: air through a mouth that opens, with a hint of voice. */
const inhale = (random: Random): Signal => {
  const seconds = random.range(0.42, 0.58);
  const scale = random.range(0.9, 1.2);
  const air = spoken(
    white(random, seconds),
    [
      [glide([0, 650], [0.2, 1000], [seconds, 1150]), 260, 1],
      [glide([0, 1500], [0.25, 1900], [seconds, 2200]), 380, 0.8],
      [glide([0, 3100], [seconds, 3700]), 700, 0.5],
    ],
    scale,
  );
  const voice = spoken(
    shaped(glottis(random, seconds, glide([0, 230 * scale], [seconds, 390 * scale]), 0.3), 0.2),
    VOWELS.a,
    scale,
  );
  const gain = line([0, 0.22], [seconds * 0.65, 1], [seconds * 0.85, 0.6], [seconds, 0]);
  return shaped(mix(seconds, [[full(air)], [full(voice), 0, 0.22]]), gain);
};

/** What many people do at once. */
export const crowdSounds: Record<'gasp' | 'crowd-cheer' | 'applause', Recipe> = {
  gasp: (random) =>
    hall(
      mix(
        0.8,
        Array.from({ length: 6 }, (_, i): Part => [
          inhale(random),
          i === 0 ? 0 : random.range(0, 0.09),
          random.range(0.5, 1),
        ]),
      ),
      0.8,
      0.08,
    ),

  'crowd-cheer': (random) => {
    const people = Array.from({ length: 46 }, (_, i): Part => [
      shout(random),
      i < 8 ? 0.02 * i : random.range(0, 1.1),
      random.range(0.4, 1),
    ]);
    const roar = spoken(pink(random, 2), [
      [800, 500, 1],
      [1350, 700, 0.6],
      [2800, 900, 0.3],
    ]);
    const hands = Array.from({ length: 120 }, (): Part => [
      clap(random),
      random.range(0.1, 1.8),
      random.range(0.05, 0.25),
    ]);
    const whistles = [0.35, 0.95].map((t): Part => [
      shaped(tone(0.42, glide([0, 1900], [0.12, 2900], [0.42, 2300])), swell(0.12, 0.4, 0.02)),
      t,
      0.1,
    ]);
    const gain = line([0, 0.45], [0.25, 1], [1.2, 0.9], [2, 0]);
    return shaped(hall(mix(2, [...people, [full(roar), 0, 1.1], ...hands, ...whistles]), 2, 0.12), gain);
  },

  applause: (random) => {
    const hands = Array.from({ length: 620 }, (_, i): Part => {
      const t = i < 12 ? 0.004 * i : 1.95 * random.next();
      return [clap(random), t, random.range(0.15, 0.9)];
    });
    const gain = line([0, 0.6], [0.2, 1], [1.3, 0.9], [2, 0.02]);
    return shaped(hall(mix(2, hands), 2, 0.1), gain);
  },
};
