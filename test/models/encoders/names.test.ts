/**
 * A checkpoint trusts an encoder by its name, so the numbers behind a name may not change. If a test here fails, the
 * encoder gives other vectors than the one of that name did: give it a new name (`lite-frame-2`), and pin its numbers.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Encoder } from '../../../src/analysis/encoders/index.ts';
import { PICTURE_SIZE } from '../../../src/core/formats.ts';
import { openLite, seeded } from '../../support/encoders.ts';

/** Length of a vector along three fixed random directions. */
function prints(vector: Float32Array): number[] {
  const random = seeded(vector.length);
  return [0, 1, 2].map(() => vector.reduce((sum, value) => sum + value * (random() - 0.5), 0));
}

async function pinned<Input>(
  encoder: Encoder<Input>,
  input: Input,
  expected: readonly number[],
): Promise<void> {
  const [vector] = await encoder.embed([input]);
  const got = prints(vector as Float32Array);
  const near = got.every((value, i) => Math.abs(value - (expected[i] ?? NaN)) < 1e-4);
  assert.ok(near, `${encoder.name} gives [${got.map((value) => value.toFixed(5)).join(', ')}]`);
}

const encoders = await openLite();
test.after(() => encoders.release());

/** Slopes, a coloured disc and a stripe. */
const picture = {
  width: PICTURE_SIZE,
  height: PICTURE_SIZE,
  data: Uint8Array.from({ length: PICTURE_SIZE * PICTURE_SIZE * 3 }, (_, i) => {
    const [x, y, c] = [Math.floor(i / 3) % PICTURE_SIZE, Math.floor(i / 3 / PICTURE_SIZE), i % 3];
    if ((x - 90) ** 2 + (y - 120) ** 2 < 2500) return [220, 60, 90][c] ?? 0;
    return y > 180 && y < 196 ? 250 : x / 2 + 20 * c + y / 4;
  }),
};
const chirp = Float32Array.from(
  { length: 36_000 },
  (_, i) => Math.sin((i * i) / 90_000) * Math.exp(-i / 9000),
);

test('lite-frame-1', () => pinned(encoders.frame, picture, [-0.4216, -0.0162, 0.31623]));
test('use-lite-1', () =>
  pinned(encoders.text, 'Tap the link: 20% off, today only!', [-0.71554, -0.0253, -0.3283]));
test('lite-mel-1', () => pinned(encoders.audio, chirp, [-0.01356, -0.10505, 0.0193]));

test.run();
