/** The pipeline that adds effects to the original sound, and what goes on where GStreamer does not. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openPipeline } from '../../src/media/mixer/pipeline.ts';
import { openSteadyPipeline } from '../../src/media/mixer/steady-pipeline.ts';
import type { Precision, AudioFormat, Samples } from '../../src/media/pcm.ts';
import { rejects, within } from '../support/within.ts';

const STEREO: AudioFormat = { rate: 48_000, channels: 2, mask: 3n, precision: 32 };
const format = (rate: number, channels: number, precision: Precision): AudioFormat => ({
  rate,
  channels,
  precision,
  mask: 0n,
});

const tone = (frames: number, channels: number, gain: number, step = 0.37): Float32Array<ArrayBuffer> =>
  Float32Array.from(
    { length: frames * channels },
    (_, i) => gain * Math.sin(Math.floor(i / channels) * step),
  );

function join(parts: readonly Samples[]): number[] {
  return parts.flatMap((part) => [...part]);
}

for (const [rate, channels, precision] of [
  [48_000, 2, 32],
  [11_025, 1, 32],
  [44_100, 6, 64],
  [192_000, 1, 32],
] as const)
  test(`the pipeline adds two sources sample by sample (${rate} Hz, ${channels} channels, ${precision} bits)`, async () => {
    const parts: Samples[] = [];
    const pipeline = openPipeline(format(rate, channels, precision), (samples) => parts.push(samples));
    try {
      const make = (length: number): Samples =>
        precision === 32 ? new Float32Array(length) : new Float64Array(length);
      const length = (pipeline.block * 7 + 13) * channels;
      const original = make(length).map((_, i) => Math.round(Math.sin(i) * 2 ** 22) / 2 ** 23);
      const effects = make(length).map((_, i) => (i % 97 === 5 ? 0.25 : 0));
      for (let at = 0; at < length; at += pipeline.block * channels)
        await pipeline.push(
          original.slice(at, at + pipeline.block * channels),
          effects.slice(at, at + pipeline.block * channels),
        );
      await pipeline.drain();
      const sum = make(length).map((_, i) => (original[i] ?? 0) + (effects[i] ?? 0));
      assert.equal(join(parts), [...sum]);
    } finally {
      await pipeline[Symbol.asyncDispose]();
    }
  });

test('on air: GStreamer fails in the middle, and not a sample is missing or double', async () => {
  const parts: Samples[] = [];
  const faults: string[] = [];
  const pipeline = openSteadyPipeline({
    format: STEREO,
    open: (mixed) => openPipeline(STEREO, mixed, { faultAfter: 9 }),
    mixed: (samples) => parts.push(samples),
    onFault: ({ message }) => faults.push(message),
  });
  try {
    const length = pipeline.block * 2;
    const original = tone(pipeline.block * 40, 2, 0.5);
    const effects = tone(pipeline.block * 40, 2, 0.25, 0.11);
    for (let at = 0; at < original.length; at += length) {
      await pipeline.push(original.slice(at, at + length), effects.slice(at, at + length));
      // As live: blocks come by the clock, and the bus has time to tell.
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await pipeline.drain();
    assert.is(faults.length, 1);
    assert.match(faults[0] ?? '', /mixer (stopped|ended)/);
    assert.ok(pipeline.idle);
    assert.equal(join(parts), [...original.map((sample, i) => sample + (effects[i] ?? 0))]);
  } finally {
    await pipeline[Symbol.asyncDispose]();
  }
});

test('on air: without GStreamer the original sound and its effects go on', async () => {
  const parts: Samples[] = [];
  const faults: string[] = [];
  const pipeline = openSteadyPipeline({
    format: STEREO,
    open: () => {
      throw new Error('GStreamer is missing.');
    },
    mixed: (samples) => parts.push(samples),
    onFault: ({ message }) => faults.push(message),
  });
  for (let block = 0; block < 3; block += 1)
    await pipeline.push(tone(pipeline.block, 2, 0.5), tone(pipeline.block, 2, 0.25));
  await pipeline.drain();
  const whole = tone(pipeline.block, 2, 0.5).map(
    (sample, i) => sample + (tone(pipeline.block, 2, 0.25)[i] ?? 0),
  );
  assert.equal(join(parts), [...whole, ...whole, ...whole]);
  assert.equal(faults, ['GStreamer is missing.']);
});

test('a pipeline whose taker fails says so instead of going on', async () => {
  const pipeline = openPipeline(STEREO, () => {
    throw new RangeError('no room');
  });
  try {
    const block = new Float32Array(pipeline.block * 2);
    await rejects(
      within(
        (async () => {
          for (let i = 0; i < 100; i += 1) await pipeline.push(block, block);
        })(),
        5_000,
        'failing',
      ),
      /no taker/,
    );
  } finally {
    await pipeline[Symbol.asyncDispose]();
  }
  await rejects(pipeline.push(new Float32Array(2), new Float32Array(2)), /no taker|closed/);
});

test.run();
