import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Drift } from '../../../../src/media/input/audio/drift.ts';
import { TimestampFollower } from '../../../../src/media/input/audio/timestamp-follower.ts';
import type { AudioFormat, Samples } from '../../../../src/media/pcm.ts';
import type { AudioBlock } from '../../../../src/media/pcm.ts';
import { fromSeconds, sampleIndex, toSample, ZERO, type Micros } from '../../../../src/streams/time.ts';
import { seeded } from '../../../support/encoders.ts';

const FRAME = 1024 / 48_000;

interface Weather {
  /** Parts of 1 that the sender's audio clock is slow. */
  readonly slow: (at: number) => number;
  /** Error of a stamp, in seconds. */
  readonly noise: () => number;
}

/** Sound of a sender, block by block, as the control sees it; gives the worst error and what was decided. */
function simulate(
  seconds: number,
  { slow, noise }: Weather,
): { worst: number; settled: number; steps: number; drift: Drift } {
  const drift = new Drift();
  let [at, place, worst, settled, steps] = [0, 0, 0, 0, 0];
  while (at < seconds) {
    // Each block is a little longer by the wall clock than it says.
    const error = at + noise() - place;
    const decision = drift.next(error, FRAME);
    if (decision !== 'follow') {
      steps += 1;
      place += error;
    }
    const off = Math.abs(at - place);
    worst = Math.max(worst, off);
    if (at > 60) settled = Math.max(settled, off);
    place += FRAME * (1 + drift.rate);
    at += FRAME * (1 + slow(at));
  }
  return { worst, settled, steps, drift };
}

for (const ppm of [500, -500, 3])
  test(`24 h of an audio clock ${ppm} ppm slow: never more than 5 ms off`, () => {
    const random = seeded(1);
    const { worst, steps, drift } = simulate(86_400, {
      slow: () => ppm / 1e6,
      noise: () => (random() - 0.5) / 1000,
    });
    assert.ok(worst <= 0.005, `${(worst * 1000).toFixed(2)} ms`);
    assert.is(steps, 0);
    assert.ok(drift.engaged);
    assert.ok(Math.abs(drift.rate * 1e6 - ppm) < 60, `${drift.rate * 1e6} ppm`);
  });

test('a drift that wanders over the day stays within 5 ms', () => {
  const { worst } = simulate(86_400, {
    slow: (at) => Math.sin((at / 3_600) * 2 * Math.PI) * 500e-6,
    noise: () => 0,
  });
  assert.ok(worst <= 0.005, `${(worst * 1000).toFixed(2)} ms`);
});

for (const [name, rate, round] of [
  ['ticks of 90 kHz', 44_100, (at: number) => Math.round(at * 9e4) / 9e4],
  ['milliseconds', 48_000, (at: number) => Math.round(at * 1e3) / 1e3],
  ['milliseconds, rounded down', 44_100, (at: number) => Math.floor(at * 1e3) / 1e3],
] as const)
  test(`24 h of exact sound at ${rate} Hz, stamped in ${name}, is never touched`, () => {
    const drift = new Drift();
    // The first stamp is as rough as all others.
    const begin = round(0.3333);
    const length = 1024 / rate;
    let touched = 0;
    for (let block = 0; block < 86_400 / length; block += 1) {
      const error = round(0.3333 + block * length) - begin - block * length;
      if (drift.next(error, length) !== 'follow') touched += 1;
    }
    assert.is(touched, 0);
    assert.not.ok(drift.engaged);
  });

test('stamps that jitter by ±30 ms are followed on average', () => {
  const random = seeded(2);
  const { settled, steps } = simulate(3_600, {
    slow: () => 200e-6,
    noise: () => (random() - 0.5) * 0.06,
  });
  assert.ok(settled <= 0.01, `${(settled * 1000).toFixed(1)} ms`);
  assert.ok(steps < 20, `${steps} steps until the jitter was known`);
});

for (const lost of [1, 2, 5, 100])
  test(`${lost} lost packets are missing at once, and nothing but they`, () => {
    const drift = new Drift();
    let error = 0;
    for (let block = 0; block < 500; block += 1) {
      // Shortly after each other, so that one does not hide the next.
      const gap = block === 200 || block === 205 || block === 260;
      if (gap) error += lost * FRAME;
      assert.is(drift.next(error, FRAME), gap ? 'gap' : 'follow', `block ${block}`);
      if (gap) error = 0;
    }
    assert.not.ok(drift.engaged);
  });

const STEREO: AudioFormat = { rate: 48_000, channels: 2, mask: 3n, precision: 32 };

/** A sine on the left, an impulse each second on the right. */
function tone(from: number, frames: number, hz: number): Samples {
  const samples = new Float32Array(frames * 2);
  for (let i = 0; i < frames; i += 1) {
    samples[2 * i] = 0.5 * Math.sin((2 * Math.PI * hz * (from + i)) / 48_000);
    samples[2 * i + 1] = (from + i) % 48_000 === 0 ? 0.9 : 0;
  }
  return samples;
}

interface Heard {
  readonly left: Float64Array;
  readonly impulses: number[];
  readonly start: number;
}

/** Joins blocks, and fails where they are not contiguous. */
function joined(blocks: readonly AudioBlock[]): Heard {
  const start = blocks[0]?.start ?? 0;
  const left: number[] = [];
  const right: number[] = [];
  for (const block of blocks) {
    assert.is(block.start, start + left.length, 'contiguous');
    for (let i = 0; i < block.samples.length; i += 2) {
      left.push(block.samples[i] ?? 0);
      right.push(block.samples[i + 1] ?? 0);
    }
  }
  const impulses: number[] = [];
  for (let i = 1; i < right.length - 1; i += 1) {
    const [before, here, after] = [right[i - 1] ?? 0, right[i] ?? 0, right[i + 1] ?? 0];
    if (here > 0.4 && here >= before && here > after)
      impulses.push(start + i + (after - before) / (4 * here));
  }
  return { left: Float64Array.from(left), impulses, start };
}

/** What a sine leaves besides itself, in dB, at the frequency at which it is loudest near `hz`. */
function residue(samples: Float64Array, hz: number): number {
  const fit = (frequency: number): { residue: number; phase: (from: number) => number } => {
    const part = (from: number, length: number): [number, number, number, number] => {
      let [ss, cc, sc, ys, yc, yy] = [0, 0, 0, 0, 0, 0];
      for (let i = from; i < from + length; i += 1) {
        const angle = (2 * Math.PI * frequency * i) / 48_000;
        const [s, c, y] = [Math.sin(angle), Math.cos(angle), samples[i] ?? 0];
        [ss, cc, sc, ys, yc, yy] = [ss + s * s, cc + c * c, sc + s * c, ys + y * s, yc + y * c, yy + y * y];
      }
      const det = ss * cc - sc * sc;
      const [a, b] = [(ys * cc - yc * sc) / det, (yc * ss - ys * sc) / det];
      return [a, b, yy, a * ys + b * yc];
    };
    const [, , all, explained] = part(0, samples.length);
    return {
      residue: 10 * Math.log10(Math.max(1e-20, (all - explained) / all)),
      phase: (from) => Math.atan2(part(from, 2_400)[1], part(from, 2_400)[0]),
    };
  };
  let frequency = hz;
  for (let round = 0; round < 6; round += 1) {
    const { phase } = fit(frequency);
    const far = samples.length - 2_400;
    let turned = phase(far) - phase(0);
    turned -= Math.round(turned / (2 * Math.PI)) * 2 * Math.PI;
    frequency += (turned / (2 * Math.PI)) * (48_000 / far);
  }
  return fit(frequency).residue;
}

function line(): { sound: TimestampFollower; gaps: [Micros, Micros][] } {
  const gaps: [Micros, Micros][] = [];
  return {
    sound: new TimestampFollower({
      format: STEREO,
      from: ZERO,
      onGap: (at, length) => gaps.push([at, length]),
    }),
    gaps,
  };
}

for (const ppm of [500, -500])
  test(`sound ${ppm} ppm slow: every sample within 5 ms of its stamp, clean, without a seam`, () => {
    const { sound, gaps } = line();
    const blocks: AudioBlock[] = [];
    const total = 60 * 48_000;
    for (let frame = 0; frame < total; frame += 1024) {
      // Millisecond stamps, as RTMP has them.
      const stamp = Math.round((frame / 48) * (1 + ppm / 1e6)) * 1_000;
      blocks.push(...sound.place(toSample(fromSeconds(stamp / 1e6), 48_000), tone(frame, 1024, 997)));
    }
    blocks.push(...sound.finish());
    sound[Symbol.dispose]();
    const { left, impulses } = joined(blocks);
    assert.equal(gaps, []);
    for (const [second, place] of impulses.entries()) {
      const should = (second + 1) * 48_000 * (1 + ppm / 1e6);
      assert.ok(Math.abs(place - should) < 240, `impulse ${second + 1} is ${place - should} samples off`);
    }
    assert.ok(impulses.length >= 58);
    // The rate is changed once a block, a little: what is left of the sine is what it adds.
    const clean = residue(left.subarray(40 * 48_000, 41 * 48_000), 997);
    assert.ok(clean < -60, `what is left of the sine: ${clean.toFixed(1)} dB`);
    let steepest = 0;
    for (let i = 1; i < left.length - 2_048; i += 1)
      steepest = Math.max(steepest, Math.abs((left[i] ?? 0) - (left[i - 1] ?? 0)));
    const slope = 0.5 * ((2 * Math.PI * 997) / 48_000);
    assert.ok(steepest < slope * 1.02, `a step of ${steepest}, where a sine has ${slope}`);
  });

test('exact sound passes bit for bit', () => {
  const { sound } = line();
  const blocks: AudioBlock[] = [];
  for (let frame = 0; frame < 30 * 48_000; frame += 1024)
    blocks.push(
      ...sound.place(toSample(fromSeconds(Math.round(frame / 48) / 1000), 48_000), tone(frame, 1024, 440)),
    );
  sound[Symbol.dispose]();
  const { left } = joined(blocks);
  const expected = tone(0, left.length, 440);
  for (let i = 0; i < left.length; i += 1) assert.is(left[i], expected[2 * i]);
});

test('missing sound is silence at its place, doubled sound is cut', () => {
  const { sound, gaps } = line();
  const blocks: AudioBlock[] = [];
  const place = (frame: number, at = frame): void =>
    void blocks.push(...sound.place(sampleIndex(at), tone(frame, 1024, 440)));
  for (let frame = 0; frame < 20_480; frame += 1024) place(frame);
  for (let frame = 21_504; frame < 40_960; frame += 1024) place(frame);
  place(39_936);
  for (let frame = 40_960; frame < 61_440; frame += 1024) place(frame);
  sound[Symbol.dispose]();
  const { left } = joined(blocks);
  const expected = tone(0, 61_440, 440);
  assert.is(left.length, 61_440);
  for (let i = 0; i < left.length; i += 1)
    assert.is(left[i], i >= 20_480 && i < 21_504 ? 0 : expected[2 * i], `sample ${i}`);
  assert.equal(gaps, [[Math.round((20_480 / 48_000) * 1e6), Math.round((1_024 / 48_000) * 1e6)]]);
});

test('sound that stays away becomes silence while the picture goes on; once late, it gets more time', () => {
  const { sound, gaps } = line();
  const blocks: AudioBlock[] = [];
  for (let frame = 0; frame < 48_000; frame += 1024)
    blocks.push(...sound.place(sampleIndex(frame), tone(frame, 1024, 440)));
  const before = sound.end;
  for (let seconds = 1; seconds < 10; seconds += 0.04) blocks.push(...sound.passed(fromSeconds(seconds)));
  assert.ok(sound.end > 8 * 48_000, 'silence goes along');
  assert.is(gaps.length, 1);
  assert.is(gaps[0]?.[0], Math.round((before / 48_000) * 1e6));
  // It comes back with stamps that were given away already.
  blocks.push(...sound.place(sampleIndex(8 * 48_000), tone(0, 48_000, 440)));
  assert.ok(sound.end < 9.2 * 48_000 && sound.end > 8.9 * 48_000);
  const end = sound.end;
  blocks.push(...sound.passed(fromSeconds(10.6)));
  assert.is(sound.end, end, 'and has more time from now on');
  sound[Symbol.dispose]();
  joined(blocks);
});

test.run();
