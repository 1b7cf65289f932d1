import type { PROMPT } from '../effects/prompt.ts';
import type { Recipe } from '../recipe.ts';
import {
  bell,
  clack,
  decay,
  driven,
  filtered,
  glide,
  hold,
  mix,
  note,
  type Part,
  pluck,
  type Random,
  reverb,
  shaped,
  type Signal,
  square,
  struck,
  tick,
  tone,
  triangle,
  white,
  within,
  woodenBar,
} from '../synthesis/index.ts';

const room = (sound: Signal, seconds: number, wet = 0.18): Signal =>
  reverb(sound, seconds, { t60: 0.7, wet, damp: 0.4 });

const coin = (random: Random): Signal => {
  const base = random.range(3300, 5600);
  return struck(0.4, base, [
    [1, 1, random.range(0.1, 0.3)],
    [1.43, 0.7, 0.14],
    [2.09, 0.5, 0.1],
    [2.71, 0.3, 0.06],
  ]);
};

const beep = (frequency: number, seconds: number): Signal =>
  mix(seconds + 0.02, [
    [shaped(tone(seconds + 0.02, frequency), hold(seconds))],
    [shaped(tone(seconds + 0.02, 2 * frequency), hold(seconds)), 0, 0.25],
  ]);

const click = (random: Random, pitch: number): Signal =>
  mix(0.05, [
    [tick(random, 1800, 9000, 0.012)],
    [
      struck(0.05, pitch, [
        [1, 0.8, 0.03],
        [1.9, 0.5, 0.02],
        [3.1, 0.3, 0.012],
      ]),
    ],
  ]);

export const promptSounds: Record<(typeof PROMPT)[number]['id'], Recipe> = {
  ding: (random) =>
    room(mix(1, [[bell(1, note(96), 1.3)], [tick(random, 4000, 12000, 0.01), 0, 0.2]]), 1, 0.1),

  'link-chime': () =>
    room(mix(0.9, [[bell(0.9, note(88), 0.5, 0.6)], [bell(0.74, note(93), 0.9, 0.6), 0.16]]), 0.9),

  'cash-register': (random) => {
    const drawer = shaped(
      within(white(random, 0.3), 500, 3000),
      (t) => hold(0.16, 0.03, 0.12)(t) * (0.5 + 0.5 * random.next()),
    );
    return room(
      mix(1.2, [
        [clack(random, 310, 0.07), 0, 0.9],
        [drawer, 0.05, 0.35],
        [clack(random, 260, 0.07), 0.2, 0.7],
        [bell(0.95, 2350, 0.9), 0.24, 0.9],
        [bell(0.95, 3140, 0.8), 0.24, 0.6],
        [bell(0.9, 2350, 0.8), 0.3, 0.5],
      ]),
      1.2,
      0.12,
    );
  },

  coin: () =>
    mix(0.8, [
      [shaped(tone(0.09, note(83), square), hold(0.08, 0.002, 0.01)), 0, 0.5],
      [shaped(tone(0.72, note(88), square), decay(0.75)), 0.08, 0.5],
    ]),

  'coins-pouring': (random) =>
    room(
      mix(
        1.5,
        Array.from({ length: 46 }, (_, i): Part => [
          coin(random),
          i === 0 ? 0 : 1.15 * random.next() ** 1.2,
          random.range(0.3, 1),
        ]),
      ),
      1.5,
      0.1,
    ),

  pop: () => shaped(tone(0.25, glide([0, 260], [0.045, 1050], [0.25, 1200])), (t) => decay(0.16, 0.004)(t)),

  notification: () => {
    const soft = (frequency: number): Signal =>
      mix(0.6, [
        [shaped(tone(0.6, frequency), decay(0.5, 0.004))],
        [shaped(tone(0.6, 2 * frequency), decay(0.25, 0.004)), 0, 0.35],
        [shaped(tone(0.6, 3 * frequency), decay(0.12, 0.004)), 0, 0.15],
      ]);
    return room(mix(0.8, [[soft(note(79))], [soft(note(83)), 0.1], [soft(note(86)), 0.2]]), 0.8, 0.25);
  },

  'scanner-beep': () => {
    const gate = hold(0.14, 0.002, 0.006);
    return room(shaped(mix(0.16, [[tone(0.16, 2730)], [tone(0.16, 3 * 2730), 0, 0.12]]), gate), 0.3, 0.08);
  },

  'desk-bell': (random) =>
    mix(1.5, [
      [tick(random, 900, 6000, 0.03), 0, 0.5],
      [
        struck(1.5, 2720, [
          [1, 1, 1.9],
          [1.0022, 0.7, 1.9],
          [2.13, 0.4, 0.9],
          [2.92, 0.35, 0.7],
          [4.4, 0.2, 0.35],
          [0.503, 0.15, 0.25],
        ]),
      ],
    ]),

  'mouse-click': (random) => {
    const press = mix(0.1, [[click(random, 1900)], [click(random, 2500), 0.045, 0.6]]);
    return mix(0.25, [[press], [press, 0.115, 0.95]]);
  },

  'marimba-hint': (random) =>
    room(
      mix(
        1,
        [72, 76, 79].map((midi, i): Part => [
          mix(0.7, [[woodenBar(0.7, note(midi), 0.55)], [tick(random, 300, 1800, 0.02), 0, 0.25]]),
          0.15 * i,
        ]),
      ),
      1,
    ),

  'countdown-beeps': () =>
    mix(2.8, [[beep(880, 0.18)], [beep(880, 0.18), 0.7], [beep(880, 0.18), 1.4], [beep(1760, 0.6), 2.1]]),

  'pluck-hint': (random) => {
    const string = pluck(random, 0.7, note(76), { t60: 0.9, brightness: 0.9 });
    const body = filtered(string, 'band', 900, 1);
    return room(mix(0.7, [[string], [body, 0, 0.5]]), 0.7);
  },

  'order-confirmed': () => {
    const notes = [69, 73, 76].map((midi, i): Part => [
      shaped(driven(tone(0.5, note(midi + 12), triangle), 1.5), i < 2 ? decay(0.3) : decay(0.7)),
      0.12 * i,
    ]);
    const dry = mix(0.9, notes);
    return mix(0.9, [[dry], [filtered(dry, 'low', 3000), 0.15, 0.25]]);
  },
};
