import type { HUMOR } from '../effects/humor.ts';
import type { Recipe } from '../recipe.ts';
import {
  brass,
  cymbal,
  decay,
  driven,
  drum,
  filtered,
  full,
  generate,
  glide,
  glottis,
  hold,
  line,
  mapped,
  mix,
  note,
  type Part,
  pink,
  played,
  pluck,
  pulse,
  type Random,
  reverb,
  saw,
  shaped,
  type Signal,
  snare,
  spoken,
  swell,
  tone,
  triangle,
  vibrato,
  VOWELS,
  whistle,
  white,
  wobble,
} from '../synthesis/index.ts';

const twang = (seconds: number, wah: (t: number) => number): Signal => {
  const reed = tone(seconds, (t) => 82 * wobble(6, 0.004)(t), pulse(0.08));
  const mouth = mix(seconds, [
    [filtered(reed, 'band', wah, 9), 0, 1],
    [filtered(reed, 'band', (t) => 2.1 * wah(t), 8), 0, 0.4],
    [filtered(reed, 'low', 300), 0, 0.05],
  ]);
  return shaped(mouth, decay(1.1, 0.003));
};

const honk = (seconds: number, pitch: number): Signal => {
  const reed = tone(
    seconds,
    glide([0, pitch * 0.86], [0.03, pitch], [seconds - 0.05, pitch], [seconds, pitch * 0.8]),
    pulse(0.3),
  );
  const bulb = mix(seconds, [
    [filtered(reed, 'band', 780, 4)],
    [filtered(reed, 'band', 1650, 5), 0, 0.7],
    [filtered(reed, 'low', 500), 0, 0.25],
  ]);
  return shaped(driven(bulb, 1.8), hold(seconds - 0.04, 0.008, 0.035));
};

const quack = (random: Random, seconds: number): Signal => {
  const pitch = glide([0, 290], [0.05, 265], [seconds, 175]);
  const rasp = mapped(tone(seconds, pitch, pulse(0.12)), (value) => value * (0.6 + 0.4 * random.next()));
  const bill = spoken(rasp, [
    [glide([0, 900], [0.06, 1350], [seconds, 950]), 140, 1],
    [glide([0, 2100], [0.06, 2700], [seconds, 2200]), 260, 0.7],
    [3900, 400, 0.25],
  ]);
  return shaped(driven(full(bill), 1.5), hold(seconds - 0.06, 0.012, 0.06));
};

const ha = (random: Random, pitch: number): Signal => {
  const seconds = 0.24;
  const breath = shaped(white(random, seconds), line([0, 0.35], [0.06, 0.3], [0.1, 0.04], [seconds, 0.06]));
  const hum = shaped(
    glottis(random, seconds, glide([0, pitch * 1.06], [0.12, pitch], [seconds, pitch * 0.84])),
    line([0.03, 0], [0.07, 1], [0.15, 0.8], [seconds, 0]),
  );
  return spoken(mix(seconds, [[hum], [breath, 0, 0.3]]), VOWELS.a, 1.12);
};

const squeak = (random: Random, seconds: number, top: number): Signal => {
  const pitch = (t: number): number =>
    glide([0, top * 0.55], [0.05, top], [seconds * 0.7, top * 0.92], [seconds, top * 0.6])(t) *
    wobble(38, 0.012)(t);
  const rubber = mix(seconds, [
    [tone(seconds, pitch, triangle)],
    [tone(seconds, (t) => 2 * pitch(t)), 0, 0.4],
    [tone(seconds, (t) => 3 * pitch(t)), 0, 0.2],
    [filtered(white(random, seconds), 'band', pitch, 6), 0, 0.4],
  ]);
  return shaped(rubber, hold(seconds - 0.04, 0.01, 0.035));
};

export const humorSounds: Record<(typeof HUMOR)[number]['id'], Recipe> = {
  boing: () => {
    const swing = (t: number): number => 9 + 9 * t;
    const bend = (t: number): number =>
      glide([0, 110], [0.12, 240], [1, 300])(t) *
      (1 + 0.28 * 10 ** (-1.2 * t) * Math.sin(2 * Math.PI * swing(t) * t));
    const coil = mix(1, [
      [filtered(tone(1, bend, saw), 'band', (t) => 3.2 * bend(t), 2.5)],
      [tone(1, bend), 0, 0.6],
      [tone(1, (t) => 2.02 * bend(t)), 0, 0.3],
    ]);
    return shaped(coil, decay(1.15, 0.003));
  },

  'jaw-harp': () =>
    mix(1.1, [
      [twang(0.5, (t) => 700 + 500 * Math.sin(2 * Math.PI * 3.2 * t))],
      [twang(0.4, glide([0, 500], [0.2, 1500], [0.4, 800])), 0.36],
      [twang(0.5, (t) => 1000 + 650 * Math.sin(2 * Math.PI * 7 * t)), 0.62],
    ]),

  rimshot: (random) =>
    reverb(
      mix(1.4, [
        [mix(0.3, [[snare(random, 0.3)], [drum(0.3, 210, 0.25), 0, 0.8]])],
        [drum(0.45, 118, 0.4), 0.17, 1.3],
        [cymbal(random, 0.98, 1.3), 0.42, 1.3],
        [drum(0.3, 62, 0.2), 0.42, 0.45],
      ]),
      1.4,
      { t60: 0.5, wet: 0.1 },
    ),

  'sad-trombone': () => {
    const wah = (seconds: number, from: number, to: number, last: boolean): Signal => {
      const shake = last ? vibrato(5.5, 0.025, 0.25) : (): number => 1;
      const pitch = (t: number): number =>
        glide([0, note(from)], [0.08, note(from + 0)], [seconds, note(to)])(t) * shake(t);
      const gain = last
        ? line([0, 0], [0.05, 0.8], [0.6, 0.75], [seconds, 0])
        : line([0, 0], [0.05, 0.8], [seconds - 0.08, 0.55], [seconds, 0]);
      const tone_ = brass(seconds, pitch, gain, 0.6);
      const mute = glide([0, 450], [0.14, 1250], [seconds, 550]);
      return mix(seconds, [
        [tone_, 0, 0.6],
        [filtered(tone_, 'band', mute, 3), 0, 0.9],
      ]);
    };
    return mix(2.4, [
      [wah(0.4, 62, 61.9, false)],
      [wah(0.4, 61, 60.9, false), 0.42],
      [wah(0.4, 60, 59.9, false), 0.84],
      [wah(1.12, 59, 58, true), 1.26],
    ]);
  },

  'slide-whistle-up': (random) => slide(random, 0.8, glide([0, 520], [0.72, 2300])),
  'slide-whistle-down': (random) => slide(random, 0.9, glide([0, 2100], [0.08, 2050], [0.85, 430])),

  'cartoon-run': (random) => {
    const feet: Part[] = [];
    for (let i = 0, t = 0; t < 0.82; i++, t += 0.075 - 0.0018 * i)
      feet.push([drum(0.12, (i % 2 === 0 ? 380 : 300) * (1 + 0.012 * i), 0.09), t, 0.7 + 0.02 * i]);
    const dash = shaped(
      filtered(white(random, 0.36), 'band', glide([0, 700], [0.34, 6000]), 2),
      swell(0.12, 0.35),
    );
    const zip = shaped(tone(0.3, glide([0, 400], [0.28, 2400]), triangle), swell(0.1, 0.29));
    return mix(1.2, [...feet, [full(dash), 0.82, 0.6], [zip, 0.82, 0.35]]);
  },

  'squeaky-toy': (random) => mix(0.5, [[squeak(random, 0.2, 1750)], [squeak(random, 0.23, 2100), 0.24]]),

  'record-scratch': (random) => {
    const groove = mix(1.5, [
      [glottis(random, 1.5, 240, 0.4), 0, 0.6],
      [filtered(pink(random, 1.5), 'band', 1200, 0.8), 0, 1.6],
    ]);
    const hand = line(
      [0, 1.5],
      [0.06, 3.2],
      [0.12, 0.3],
      [0.14, -2.6],
      [0.24, -3.4],
      [0.3, -0.3],
      [0.33, 3.8],
      [0.46, 4.4],
      [0.62, 0.15],
      [0.7, 0],
    );
    const needle = played(full(groove), 0.7, hand, 0.3);
    const rub = shaped(
      filtered(white(random, 0.7), 'band', (t) => 500 + 900 * Math.abs(hand(t)), 1.5),
      (t) => Math.min(1, Math.abs(hand(t)) / 3),
    );
    return shaped(
      mix(0.7, [
        [needle, 0, 0.8],
        [rub, 0, 0.7],
      ]),
      hold(0.62, 0.002, 0.06),
    );
  },

  laugh: (random) =>
    reverb(
      mix(
        1.5,
        [262, 270, 252, 235, 218, 198].map((pitch, i): Part => [ha(random, pitch), 0.225 * i, 1 - 0.09 * i]),
      ),
      1.5,
      { t60: 0.4, wet: 0.08 },
    ),

  'clown-horn': () => mix(0.8, [[honk(0.26, 370)], [honk(0.4, 300), 0.34]]),

  'duck-quack': (random) => mix(0.7, [[quack(random, 0.26)], [quack(random, 0.3), 0.34, 0.95]]),

  crickets: (random) => {
    const chirp = (pitch: number): Signal =>
      generate(
        0.14,
        (t) => Math.max(0, Math.sin(2 * Math.PI * 21 * t)) ** 0.7 * Math.sin(2 * Math.PI * pitch * t),
      );
    const near = [0, 0.42, 0.84, 1.26].map((t): Part => [chirp(4350), t]);
    const far = [0.2, 0.63, 1.05, 1.5].map((t): Part => [chirp(4800), t + random.range(0, 0.03), 0.35]);
    const night = shaped(filtered(pink(random, 1.7), 'low', 500), 0.01);
    return reverb(mix(1.7, [...near, ...far, [night]]), 1.7, { t60: 0.6, wet: 0.12 });
  },

  tiptoe: (random) => {
    const line_ = [48, 52, 51, 55, 54, 57];
    const notes = line_.map((midi, i): Part => {
      const string = pluck(random, 0.24, note(midi), { t60: 0.5, brightness: 0.35 });
      return [shaped(string, hold(0.15, 0.001, 0.06)), 0.19 * i, 1];
    });
    return reverb(mix(1.2, notes), 1.2, { t60: 0.5, wet: 0.15 });
  },
};

function slide(random: Random, seconds: number, pitch: (t: number) => number): Signal {
  const shake = (t: number): number => pitch(t) * wobble(7, 0.012)(t);
  const gain = hold(seconds - 0.06, 0.015, 0.05);
  const air = shaped(filtered(white(random, seconds), 'band', shake, 4), gain);
  return mix(seconds, [[whistle(seconds, shake, gain)], [air, 0, 0.25]]);
}
