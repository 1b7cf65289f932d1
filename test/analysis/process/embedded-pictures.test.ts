import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Picture } from '../../../src/core/formats.ts';
import { EmbeddedPictures } from '../../../src/analysis/process/embedded-pictures.ts';
import { rejects } from '../../support/within.ts';

const picture = (value: number): Picture => ({ width: 1, height: 1, data: new Uint8Array(3).fill(value) });

/** An encoder that says what it was asked for: a picture's vector is its first byte. */
function counting() {
  const asked: number[][] = [];
  const fail = { next: false };
  const known = new EmbeddedPictures((pictures) => {
    asked.push(pictures.map(({ data }) => data[0] ?? 0));
    if (fail.next) return Promise.reject(new Error('no encoder'));
    return Promise.resolve(pictures.map(({ data }) => Float32Array.of(data[0] ?? 0)));
  });
  const of = async (pictures: readonly Picture[]): Promise<(number | undefined)[]> =>
    (await known.of(pictures)).map(([value]) => value);
  return { asked, fail, of };
}

test('a picture is embedded once, in one call or several, also while the first is under way', async () => {
  const { asked, of } = counting();
  const [a, b] = [picture(1), picture(2)];
  const [first, second] = await Promise.all([of([a, a, b]), of([b, b])]);
  assert.equal(
    [first, second],
    [
      [1, 1, 2],
      [2, 2],
    ],
  );
  assert.equal(await of([b]), [2]);
  assert.equal(asked, [[1, 2]]);
});

test('an equal picture that is another object is another picture', async () => {
  const { asked, of } = counting();
  await of([picture(3)]);
  await of([picture(3)]);
  assert.equal(asked, [[3], [3]]);
});

test('many pictures go in messages of 64', async () => {
  const { asked, of } = counting();
  const many = Array.from({ length: 130 }, (_, index) => picture(index));
  assert.equal(
    await of(many),
    many.map((_, index) => index),
  );
  assert.equal(
    asked.map(({ length }) => length),
    [64, 64, 2],
  );
});

test('only the newest picture is remembered', async () => {
  const { asked, of } = counting();
  const [a, b] = [picture(1), picture(2)];
  assert.equal(await of([a]), [1]);
  assert.equal(await of([b, a]), [2, 1]);
  assert.equal(await of([b]), [2]);
  assert.equal(await of([]), []);
  assert.equal(asked, [[1], [2], [2]]);
});

test('what failed is tried again', async () => {
  const { asked, fail, of } = counting();
  const a = picture(4);
  fail.next = true;
  await rejects(of([a]), /no encoder/);
  fail.next = false;
  assert.equal(await of([a]), [4]);
  assert.equal(asked, [[4], [4]]);
});

test.run();
