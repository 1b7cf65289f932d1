import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { EncoderInputError } from '../../../src/analysis/encoders/encoder.ts';
import { cosine, distance, norm, openLite, seeded } from '../../support/encoders.ts';
import { rejects } from '../../support/within.ts';

const AUDIO_RATE = 48_000;
const sound = (seconds: number, at: (t: number) => number): Float32Array =>
  Float32Array.from({ length: Math.round(seconds * AUDIO_RATE) }, (_, i) => at(i / AUDIO_RATE));
/** A bell-like tone with one overtone. */
const bell = (hz: number, seconds: number, decay = 4): Float32Array =>
  sound(
    seconds,
    (t) =>
      0.5 *
      Math.exp(-decay * t) *
      (Math.sin(2 * Math.PI * hz * t) + 0.4 * Math.sin(2 * Math.PI * 2.76 * hz * t)),
  );
const whoosh = (seconds: number): Float32Array => {
  const random = seeded(7);
  return sound(seconds, (t) => Math.sin((Math.PI * t) / seconds) ** 2 * (random() - 0.5));
};
const delayed = (samples: Float32Array, seconds: number): Float32Array => {
  const later = new Float32Array(samples.length + seconds * AUDIO_RATE);
  later.set(samples, seconds * AUDIO_RATE);
  return later;
};

const encoders = await openLite(1);
const embedOne = async (samples: Float32Array): Promise<Float32Array> =>
  (await encoders.audio.embed([samples]))[0] as Float32Array;
const alike = async (a: Float32Array, b: Float32Array): Promise<number> =>
  cosine(await embedOne(a), await embedOne(b));
test.after(() => encoders.release());

test('names itself and its width, and gives unit length', async () => {
  assert.is(encoders.audio.name, 'lite-mel-1');
  assert.is(encoders.audio.width, 1024);
  for (const samples of [bell(440, 1), whoosh(0.3), bell(100, 12, 0.1), sound(0.05, () => 0.2)]) {
    const vector = await embedOne(samples);
    assert.is(vector.length, 1024);
    assert.ok(Math.abs(norm(vector) - 1) < 1e-5);
  }
});

test('the same effect has the same vector, with any company and threads', async () => {
  const batch = [bell(440, 1), whoosh(0.5), bell(440, 1)];
  const first = await encoders.audio.embed(batch);
  assert.equal(first[0], first[2]);
  const other = await openLite(2);
  try {
    const again = await other.audio.embed(batch);
    first.forEach((vector, i) => assert.ok(distance(vector, again[i] as Float32Array) < 1e-6));
  } finally {
    await other.release();
  }
});

test('gain changes little, down to a whisper', async () => {
  const effect = bell(440, 1);
  for (const gain of [2, 0.1, 0.001]) {
    const got = await alike(
      effect,
      effect.map((sample) => sample * gain),
    );
    assert.ok(got > 0.999, `gain ${gain}: ${got}`);
  }
});

test('silence before the onset changes little', async () => {
  const got = await alike(bell(440, 1), delayed(bell(440, 1), 0.37));
  assert.ok(got > 0.99, `cosine ${got}`);
});

test('pitch changes it', async () => {
  assert.ok((await alike(bell(440, 1), bell(880, 1))) < 0.8);
  assert.ok((await alike(bell(440, 1), bell(494, 1))) < 0.99);
});

test('length and decay change it', async () => {
  assert.ok((await alike(whoosh(0.3), whoosh(2))) < 0.8);
  assert.ok((await alike(bell(440, 2, 2), bell(440, 2, 20))) < 0.9);
});

test('kinds of effect lie far apart', async () => {
  assert.ok((await alike(bell(440, 1), whoosh(1))) < 0.5);
});

test('silence gives zeros, and so does no sample at all', async () => {
  for (const samples of [new Float32Array(AUDIO_RATE), new Float32Array(0)])
    assert.equal(await embedOne(samples), new Float32Array(1024));
});

test('refuses samples that are no finite numbers', async () => {
  const broken = bell(440, 0.5);
  broken[1000] = NaN;
  const error = await rejects(encoders.audio.embed([broken]), /no finite number/);
  assert.instance(error, EncoderInputError);
});

test.run();
