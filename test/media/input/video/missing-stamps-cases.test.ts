/** What no encoder here makes, as stamps alone: fields, holes, wraps of the clock, streams that never say when they decode. */
import { AV_NOPTS_VALUE } from 'node-av/constants';
import { Packet, type Stream } from 'node-av/lib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MissingStamps } from '../../../../src/media/input/video/missing-stamps.ts';

/** Ticks between two pictures. */
const STEP = 3_600;
const RANGE = 2 ** 33;

/** When a picture is decoded and shown, in ticks. */
type Stamps = readonly [dts: number | undefined, pts: number | undefined];

/** What comes out, in the order in which it does, and how many packets were held at most. */
function through(stamps: readonly Stamps[]): { readonly out: readonly Stamps[]; readonly held: number } {
  using missing = new MissingStamps({ ptsWrapBits: 33 } as Stream);
  const packet = new Packet();
  packet.alloc();
  const out: Stamps[] = [];
  let [fed, held] = [0, 0];
  const give = (): void => {
    const told = (stamp: bigint): number | undefined =>
      stamp === AV_NOPTS_VALUE ? undefined : Number(stamp);
    out.push([told(packet.dts), told(packet.pts)]);
    packet.unref();
  };
  try {
    for (const [dts, pts] of stamps) {
      packet.dts = dts === undefined ? AV_NOPTS_VALUE : BigInt(dts);
      packet.pts = pts === undefined ? AV_NOPTS_VALUE : BigInt(pts);
      packet.duration = BigInt(STEP);
      fed += 1;
      if (!missing.put(packet)) give();
      while (missing.take(packet)) give();
      held = Math.max(held, fed - out.length);
    }
    missing.end();
    while (missing.take(packet)) give();
  } finally {
    packet.free();
  }
  return { out, held };
}

/** Two pictures between anchors, decoded three steps ahead of the latter. */
const pictures = (count: number, from = 0): (readonly [number, number])[] =>
  Array.from({ length: count }, (_, i) => [from + i * STEP, from + (i + (i % 3 === 0 ? 3 : 0)) * STEP]);
const without = (list: readonly (readonly [number, number])[], ...places: number[]): Stamps[] =>
  list.map((one, i): Stamps => (places.includes(i) ? [undefined, undefined] : one));

test('the second field of a picture is shown with the first, and nothing waits', () => {
  const fields = pictures(90).flatMap(([dts, pts], i): Stamps[] =>
    i < 20
      ? [[dts, pts]]
      : [
          [dts, pts],
          [undefined, undefined],
        ],
  );
  const { out, held } = through(fields);
  assert.is(out.length, fields.length);
  assert.ok(held <= 1, `${held} held`);
  const seconds = out.slice(20).filter((_, i) => i % 2 === 1);
  // The last one has nothing behind it that tells how long a field is.
  assert.equal(
    seconds.slice(0, -1),
    pictures(90)
      .slice(20, -1)
      .map(([dts, pts]) => [dts + STEP / 2, pts + STEP / 2]),
  );
});

test('a picture behind a hole is decoded and shown behind it', () => {
  const list = [...pictures(40), ...pictures(40, 40 * STEP + 250 * STEP)];
  const [decoded] = through(without(list, 40)).out[40] ?? [];
  assert.is(decoded, list[40]?.[0]);
  for (const lost of [41, 42, 43])
    assert.equal(through(without(list, lost)).out[lost], list[lost], `the ${lost}th`);
});

test('where the clock starts again from 0, nothing is held longer', () => {
  const list = pictures(90, RANGE - 45 * STEP).map(([dts, pts]) => [dts % RANGE, pts % RANGE] as const);
  for (const lost of [42, 43, 44, 45, 46, 47]) {
    const { out, held } = through(without(list, lost));
    const told = out.map(([dts = NaN, pts = NaN]) => [dts % RANGE, pts % RANGE]);
    assert.equal(told, list, `the ${lost}th`);
    assert.ok(held <= 6, `${held} held`);
  }
});

test('a damaged stamp before makes nothing wait longer', () => {
  const list = pictures(90);
  const [dts, pts] = list[45] ?? [0, 0];
  const far: readonly [number, number] = [dts, pts + 2 ** 28];
  const { out, held } = through(without(list.with(45, far), 50));
  assert.equal(out, list.with(45, far));
  assert.ok(held <= 6, `${held} held`);
});

test('of a stream that never says when it decodes nothing is lost', () => {
  const list = pictures(90).map(([, pts], i): Stamps => [undefined, i === 50 ? undefined : pts]);
  assert.equal(through(list).out, list);
});

test('the last pictures are decoded one after the other', () => {
  const list = pictures(60);
  assert.equal(
    through(without(list, 58, 59)).out.map(([dts]) => dts),
    list.map(([dts]) => dts),
  );
});

test.run();
