import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { EncoderInputError } from '../../../src/analysis/encoders/encoder.ts';
import { PICTURE_SIZE, type Picture } from '../../../src/core/formats.ts';
import { cosine, distance, norm, openLite, seeded } from '../../support/encoders.ts';
import { rejects } from '../../support/within.ts';

type Colour = readonly [number, number, number];
type Paint = (x: number, y: number) => Colour;

/** A picture from a function of place (0…1). */
function draw(paint: Paint): Picture {
  const data = new Uint8ClampedArray(PICTURE_SIZE * PICTURE_SIZE * 3);
  for (let y = 0; y < PICTURE_SIZE; y += 1)
    for (let x = 0; x < PICTURE_SIZE; x += 1)
      data.set(paint(x / PICTURE_SIZE, y / PICTURE_SIZE), (y * PICTURE_SIZE + x) * 3);
  return { width: PICTURE_SIZE, height: PICTURE_SIZE, data: new Uint8Array(data.buffer) };
}

const inDisc = (x: number, y: number, cx: number, cy: number, r: number): boolean =>
  Math.hypot(x - cx, y - cy) < r;

const host =
  (cx: number): Paint =>
  (x, y) => {
    if (inDisc(x, y, cx, 0.35, 0.04)) return [90, 50, 40];
    if (inDisc(x, y, cx, 0.35, 0.15)) return [224, 172, 140];
    if (inDisc(x, y, cx, 0.85, 0.33)) return [60, 80, 140];
    return [200 - 60 * y, 190 - 60 * y, 170 - 60 * y];
  };
const scenes: Readonly<Record<string, Paint>> = {
  host: host(0.5),
  closeUp: (x, y) => (inDisc(x, y, 0.5, 0.5, 0.4) ? [210, 40 + 60 * y, 40] : [245, 245, 240]),
  priceTag: (x, y) => {
    if (x < 0.15 || x > 0.85 || y < 0.3 || y > 0.7) return [25, 30, 70];
    return y > 0.42 && y < 0.58 && Math.floor(x * 20) % 2 === 0 ? [20, 20, 20] : [250, 215, 40];
  },
  linkArrow: (x, y) =>
    Math.abs(x - 0.5) < 0.1 || (y > 0.6 && Math.abs(x - 0.5) < 0.95 - y) ? [255, 255, 255] : [30, 150, 80],
  room: (x, y) => [90 + 80 * x, 80 + 50 * Math.floor(y * 5) * 0.3, 70],
};

/** Each value through `change`, rounded and kept within a byte. */
const changed = ({ width, height, data }: Picture, change: (value: number) => number): Picture => ({
  width,
  height,
  data: new Uint8Array(Uint8ClampedArray.from(data, change).buffer),
});

function noisy(picture: Picture, sigma: number, seed: number): Picture {
  const random = seeded(seed);
  // The sum of three even numbers is near enough to a bell.
  return changed(picture, (value) => value + sigma * 2 * (random() + random() + random() - 1.5));
}

const encoders = await openLite(1);
const embedOne = async (picture: Picture): Promise<Float32Array> =>
  (await encoders.frame.embed([picture]))[0] as Float32Array;
test.after(() => encoders.release());

const pictures = Object.entries(scenes).map(([name, paint]) => ({ name, picture: draw(paint) }));

test('names itself and its width, and gives unit length', async () => {
  assert.is(encoders.frame.name, 'lite-frame-1');
  assert.is(encoders.frame.width, 512);
  for (const { name, picture } of pictures) {
    const vector = await embedOne(picture);
    assert.is(vector.length, 512);
    assert.ok(Math.abs(norm(vector) - 1) < 1e-5, name);
  }
});

test('a picture has the same vector alone, in any company, and with other threads', async () => {
  const batch = Array.from({ length: 20 }, (_, i) => pictures[i % pictures.length]?.picture as Picture);
  const together = await encoders.frame.embed(batch);
  const other = await openLite(2);
  try {
    assert.equal(await other.frame.embed(batch), together);
  } finally {
    await other.release();
  }
  for (const [i, picture] of batch.entries())
    assert.ok(distance(await embedOne(picture), together[i] as Float32Array) < 1e-6);
});

for (const { name, picture } of pictures) {
  test(`${name}: noise hardly moves it`, async () => {
    const clean = await embedOne(picture);
    for (const seed of [1, 2, 3]) {
      const got = cosine(clean, await embedOne(noisy(picture, 8, seed)));
      assert.ok(got > 0.98, `cosine ${got}`);
    }
  });

  test(`${name}: exposure moves it little`, async () => {
    const clean = await embedOne(picture);
    for (const change of [(v: number) => v * 0.85, (v: number) => v * 1.12, (v: number) => v + 12]) {
      const got = cosine(clean, await embedOne(changed(picture, change)));
      assert.ok(got > 0.93, `cosine ${got}`);
    }
  });
}

test('different scenes lie far apart', async () => {
  const vectors = await encoders.frame.embed(pictures.map(({ picture }) => picture));
  vectors.forEach((a, i) =>
    vectors.slice(0, i).forEach((b, k) => {
      assert.ok(cosine(a, b) < 0.6, `${pictures[i]?.name} and ${pictures[k]?.name}: ${cosine(a, b)}`);
    }),
  );
});

test('a host who leans aside stays the host', async () => {
  const [centre, aside, product] = await encoders.frame.embed([
    draw(host(0.5)),
    draw(host(0.53)),
    draw(scenes['closeUp'] as Paint),
  ]);
  assert.ok(cosine(centre as Float32Array, aside as Float32Array) > 0.85);
  assert.ok(cosine(centre as Float32Array, product as Float32Array) < 0.6);
});

test('plain and mirrored pictures have finite vectors of their own', async () => {
  const plain = [0, 128, 255].map((grey) => draw(() => [grey, grey, grey]));
  const vectors = await encoders.frame.embed(plain);
  for (const vector of vectors) assert.ok(Math.abs(norm(vector) - 1) < 1e-5);
  assert.ok(cosine(vectors[0] as Float32Array, vectors[2] as Float32Array) < 0);
});

test('refuses a picture of another size by name, and says what it takes', async () => {
  const wrong = { width: 10, height: 10, data: new Uint8Array(300) };
  const error = await rejects(encoders.frame.embed([wrong]), /10×10/);
  assert.instance(error, EncoderInputError);
  assert.match((error as EncoderInputError).nextStep, /224/);
});

test.run();
