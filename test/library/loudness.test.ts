import { execFileSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { integratedLoudness, truePeak } from '../../src/library/loudness.ts';
import { seeded } from '../../models/library/synthesis/index.ts';

const RATE = 48_000;
const sine = (seconds: number, frequency: number, gain: number, phase = 0): Float32Array =>
  Float32Array.from(
    { length: seconds * RATE },
    (_, i) => gain * Math.sin((2 * Math.PI * frequency * i) / RATE + phase),
  );
const near = (value: number, expected: number, tolerance: number, what: string): void =>
  assert.ok(
    Math.abs(value - expected) <= tolerance,
    `${what}: ${value}, expected ${expected} ± ${tolerance}`,
  );

test('a full-scale 997 Hz sine is at −3.01 LUFS in one channel and at 0 in two, as the recommendation says', () => {
  const tone = sine(3, 997, 1);
  near(integratedLoudness([tone]), -3.01, 0.02, 'mono');
  near(integratedLoudness([tone, tone]), 0, 0.02, 'stereo');
});

test('20 dB less is 20 LU less', () => {
  near(integratedLoudness([sine(3, 997, 0.1)]), -23.01, 0.02, 'at −20 dBFS');
});

test('silence between does not count: the gates leave it out', () => {
  const whole = new Float32Array(10 * RATE);
  whole.set(sine(2, 997, 0.1), 4 * RATE);
  // Blocks that hold only part of the tone still count; without gates it would be 7 LU less.
  near(integratedLoudness([whole]), -23.01, 0.7, 'two seconds of tone in ten');
});

test('a sound shorter than a block is measured over its own length, a click over 100 ms', () => {
  near(integratedLoudness([sine(0.25, 997, 0.1)]), -23.01, 0.1, '250 ms of tone');
  near(integratedLoudness([sine(0.025, 997, 0.1)]), -23.01 - 6.02, 0.3, '25 ms of tone in 100 ms');
});

test('silence and nothing are at −Infinity', () => {
  assert.is(integratedLoudness([new Float32Array(RATE)]), -Infinity);
  assert.is(integratedLoudness([new Float32Array(0)]), -Infinity);
});

test("agrees with FFmpeg's meter on noise whose level steps up and down", () => {
  const random = seeded('loudness');
  const noise = Float32Array.from(
    { length: 8 * RATE },
    (_, i) => [0.5, 0.02, 0.1, 0.3][Math.floor(i / (2 * RATE))]! * random.range(-1, 1),
  );
  const args = '-hide_banner -f f32le -ar 48000 -ac 1 -i pipe:0 -af ebur128=peak=true -f null -'.split(' ');
  const report = execFileSync('sh', ['-c', `ffmpeg ${args.join(' ')} 2>&1`], {
    input: Buffer.from(noise.buffer),
  }).toString();
  const summary = report.slice(report.lastIndexOf('Summary'));
  near(integratedLoudness([noise]), Number(/I:\s+(-?[\d.]+) LUFS/.exec(summary)?.[1]), 0.1, 'integrated');
  near(truePeak([noise]), Number(/Peak:\s+(-?[\d.]+) dBFS/.exec(summary)?.[1]), 0.3, 'true peak');
});

test('the true peak lies between samples: a sine at a quarter of the rate, sampled at 45°, peaks 3 dB above its samples', () => {
  const tone = sine(0.5, 12_000, 1, Math.PI / 4).map(
    (value, i) => value * Math.min(1, i / 2400, (24_000 - i) / 2400),
  );
  near(truePeak([tone]), 0, 0.15, 'true peak');
});

test.run();
