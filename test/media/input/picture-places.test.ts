/** Where a picture goes whose presentation stamp is lost, in streams as encoders make them. */
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { placeOf, type Picture } from '../../../src/media/input/picture-places.ts';

const STEP = 40;
const FAR = 3_000_000;

/** In decoding order, with `between` pictures shown before each anchor; the middle one of them first, as in a pyramid. */
function stream(between: number, steps: readonly number[], late: number): Picture[] {
  const shown = steps.map((_, i) => steps.slice(0, i).reduce((sum, step) => sum + step * STEP, 0));
  const order: number[] = [0];
  for (let anchor = between + 1; anchor < shown.length; anchor += between + 1) {
    const inside = Array.from({ length: between }, (_, i) => anchor - between + i);
    const [middle] = inside.splice(Math.floor(between / 2), 1);
    order.push(anchor, ...(middle === undefined ? [] : [middle]), ...inside);
  }
  const delay = between === 0 ? 0 : between === 1 ? 1 : 2;
  const first = shown[0] ?? 0;
  return order.map((place, i) => {
    const decoded = shown[i - delay] ?? first + (i - delay) * STEP;
    return { decoded, later: (shown[place] ?? 0) - decoded + late };
  });
}

const placed = (pictures: readonly Picture[], lost: readonly number[]): number[] => {
  const now = pictures.map((one, i) => (lost.includes(i) ? { ...one, later: one.later + FAR } : one));
  return lost.map((i) => {
    const picture = now[i];
    assert.ok(picture !== undefined);
    const place = placeOf(picture, now.slice(Math.max(0, i - 32), i), now.slice(i + 1, i + 33));
    now[i] = { decoded: picture.decoded, later: place - picture.decoded };
    return place;
  });
};

const right = (pictures: readonly Picture[], lost: readonly number[]): number[] =>
  lost.map((i) => (pictures[i]?.decoded ?? 0) + (pictures[i]?.later ?? 0));

const arbitrary = fc.record({
  between: fc.integer({ min: 0, max: 3 }),
  late: fc.constantFrom(0, 2 * STEP),
  at: fc.integer({ min: 33, max: 60 }),
});
const even = new Array<number>(120).fill(1);

test('one picture goes back to its place, whichever it is', () => {
  fc.assert(
    fc.property(arbitrary, ({ between, late, at }) => {
      const pictures = stream(between, even, late);
      assert.equal(placed(pictures, [at]), right(pictures, [at]));
    }),
  );
});

test('two in a row that were met alike go back to theirs', () => {
  fc.assert(
    fc.property(arbitrary, ({ between, late, at }) => {
      const pictures = stream(between, even, late);
      const lost = [at, at + 1];
      assert.equal(placed(pictures, lost), right(pictures, lost));
    }),
  );
});

test('where pictures were dropped before, the gap is no place', () => {
  fc.assert(
    fc.property(arbitrary, fc.integer({ min: 25, max: 55 }), ({ between, at }, gap) => {
      const pictures = stream(between, even.with(gap, 2), 0);
      const [place] = placed(pictures, [at]);
      const shown = pictures.filter((_, i) => i !== at).map(({ decoded, later }) => decoded + later);
      assert.ok(place !== undefined && !shown.includes(place));
      assert.ok(
        pictures.some(({ decoded }) => decoded === place),
        'where something is decoded',
      );
    }),
  );
});

test.run();
