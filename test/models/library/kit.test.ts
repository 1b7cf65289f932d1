import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as kit from '../../../models/library/synthesis/index.ts';
import { level, pitch, powerAt, RATE } from './listen.ts';

const cents = (a: number, b: number): number => Math.abs(1200 * Math.log2(a / b));
const decibels = (ratio: number): number => 20 * Math.log10(ratio);

test('the same seed gives the same numbers, another seed others', () => {
  const draw = (seed: string): number[] => {
    const random = kit.seeded(seed);
    return Array.from({ length: 1000 }, () => random.next());
  };
  assert.equal(draw('ding'), draw('ding'));
  assert.not.equal(draw('ding'), draw('dong'));
  const mean = draw('ding').reduce((sum, value) => sum + value, 0) / 1000;
  assert.ok(Math.abs(mean - 0.5) < 0.03 && draw('ding').every((value) => value >= 0 && value < 1));
});

for (const [name, wave] of Object.entries({
  sine: kit.sine,
  triangle: kit.triangle,
  saw: kit.saw,
  square: kit.square,
}))
  test(`a ${name} sounds at its pitch, without an offset`, () => {
    const tone = kit.tone(0.5, 440, wave);
    assert.ok(cents(pitch(tone, 0.05, 0.45), 440) < 10);
    assert.ok(Math.abs(tone.reduce((sum, value) => sum + value, 0) / tone.length) < 0.01);
  });

test('a saw keeps its aliases 40 dB below the fundamental', () => {
  const tone = kit.tone(0.5, 3000 * 1.037, kit.saw);
  // Harmonic 14 at 43.6 kHz folds back to 4,446 Hz, where no harmonic lies.
  const alias = Math.abs(RATE - 14 * 3111);
  assert.ok(10 * Math.log10(powerAt(tone, alias) / powerAt(tone, 3111)) < -40);
});

test('a glide moves in even steps of pitch', () => {
  const tone = kit.tone(1, kit.glide([0, 200], [1, 800]));
  assert.ok(cents(pitch(tone, 0.47, 0.53), 400) < 60);
});

for (const frequency of [82.4, 220, 659.3, 1568])
  test(`a plucked string is in tune at ${frequency} Hz and dies as asked`, () => {
    const string = kit.pluck(kit.seeded('string'), 1, frequency, { t60: 1, brightness: 0.6 });
    assert.ok(cents(pitch(string, 0.02, 0.4, frequency * 0.8, frequency * 1.25), frequency) < 12);
    assert.ok(level(string, 0.6, 0.9) < 0.15 * level(string, 0, 0.1));
  });

test('filters pass and stop what they should, 12 dB an octave', () => {
  const through = (kind: kit.Band, frequency: number): number =>
    decibels(level(kit.filtered(kit.tone(0.5, frequency), kind, 1000), 0.2, 0.5) / Math.SQRT1_2);
  assert.ok(Math.abs(through('low', 100)) < 0.2 && Math.abs(through('low', 8000) + 36) < 2);
  assert.ok(Math.abs(through('high', 10_000)) < 0.3 && Math.abs(through('high', 125) + 36) < 2);
  assert.ok(Math.abs(through('band', 1000)) < 0.2 && through('band', 100) < -12);
});

test('pink noise falls by 3 dB an octave, brown by 6', () => {
  const slope = (noise: kit.Signal): number => {
    const band = (centre: number): number => decibels(level(kit.filtered(noise, 'band', centre, 3)));
    // Equal-quality bands grow by 3 dB an octave for white noise.
    return (band(3200) - band(200)) / 4 - 3;
  };
  assert.ok(Math.abs(slope(kit.pink(kit.seeded('pink'), 4)) + 3) < 0.7);
  assert.ok(Math.abs(slope(kit.brown(kit.seeded('brown'), 4)) + 6) < 0.7);
});

test('a bell is 60 dB down after its time', () => {
  const bar = kit.struck(1, 1000, [[1, 1, 0.5]]);
  assert.ok(Math.abs(decibels(level(bar, 0.5, 0.52) / level(bar, 0.01, 0.03)) + 58.8) < 2);
});

test('a room rings on after the sound and dies within its time', () => {
  const click = kit.mix(2, [[kit.generate(0.001, () => 1)]]);
  const room = kit.reverb(click, 2, { t60: 0.8, wet: 0.5, damp: 0 });
  const fall = decibels(level(room, 0.9, 1) / level(room, 0.1, 0.2));
  assert.ok(fall < -50 && fall > -70, `fell ${fall} dB in 0.8 s`);
});

test('played backwards and at half speed', () => {
  assert.equal([...kit.reversed(Float64Array.of(1, 2, 3))], [3, 2, 1]);
  const slow = kit.played(kit.tone(1, 1000), 0.5, 0.5);
  assert.ok(cents(pitch(slow, 0.1, 0.4), 500) < 15);
});

test('a mix cuts what reaches past its end and keeps gains', () => {
  assert.equal(
    [...kit.mix(3 / RATE, [[Float64Array.of(1, 1)], [Float64Array.of(1, 1, 1), 2 / RATE, 0.5]])],
    [1, 1, 0.5],
  );
});

test.run();
