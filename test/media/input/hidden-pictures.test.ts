/** Times of pictures that an edit list hides: shown ones stay, hidden ones lie between them, for no time. */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HiddenPictures, type CodedPicture } from '../../../src/media/input/hidden-pictures.ts';

/** Ticks of a picture: a clock of 12,800 at 25 pictures a second. */
const TICKS = 512;
/** Pictures of a group, in decoding order, by their place: I P B B P B B …, and a last one without its B's. */
const GROUP = [0, 3, 1, 2, 6, 4, 5, 9, 7, 8, 10];
const REORDERED = 2;

/** Pieces of such groups as FFmpeg reads them: from the key picture before a piece on to the one behind it. */
function pictures(pieces: readonly { readonly from: number; readonly length: number }[]): CodedPicture[] {
  const read: CodedPicture[] = [];
  let shownAt = 0;
  for (const { from, length } of pieces) {
    const first = Math.floor(from / GROUP.length);
    const last = Math.ceil((from + length) / GROUP.length);
    for (let group = first; group < last; group += 1)
      for (const [order, place] of GROUP.entries()) {
        const at = group * GROUP.length + place;
        const move = shownAt - from;
        read.push({
          dts: TICKS * (group * GROUP.length + order + move - REORDERED),
          pts: TICKS * (at + move),
          duration: TICKS,
          key: order === 0,
          hidden: at < from || at >= from + length,
        });
      }
    shownAt += length;
  }
  return read;
}

const pieces = fc.array(
  fc.record({ from: fc.integer({ min: 0, max: 60 }), length: fc.integer({ min: 4, max: 40 }) }),
  { minLength: 1, maxLength: 4 },
);

/** What became of them, and which were dropped. */
function retimed(
  read: readonly CodedPicture[],
  keepsLead = false,
): { given: CodedPicture[]; dropped: number } {
  let dropped = 0;
  const hidden = new HiddenPictures({ keepsLead, drop: () => (dropped += 1) });
  const given = [...read.flatMap((picture) => hidden.push({ ...picture })), ...hidden.end()];
  return { given, dropped };
}

test('whatever is cut, shown pictures keep their time, and hidden ones take a tick between them', () => {
  fc.assert(
    fc.property(pieces, (cuts) => {
      const read = pictures(cuts);
      const { given, dropped } = retimed(read);
      assert.is(given.length + dropped, read.length);
      const shown = read.filter(({ hidden }) => !hidden).map(({ pts }) => pts);
      assert.equal(
        given.filter(({ hidden }) => !hidden).map(({ pts }) => pts),
        shown,
      );
      for (const [i, { dts, pts }] of given.entries()) {
        assert.ok(dts <= pts, `picture ${i} is decoded at ${dts}, after ${pts}`);
        assert.ok(i === 0 || dts > (given[i - 1]?.dts ?? dts), `picture ${i} is decoded at ${dts}`);
      }
      const times = [...shown].sort((a, b) => a - b);
      for (const { hidden, pts, duration } of given) {
        if (!hidden) continue;
        const next = times.find((time) => time > pts) ?? (times.at(-1) ?? 0) + TICKS;
        assert.is(duration, 1);
        assert.ok(next - pts <= 2 * GROUP.length, `${pts} is seen for ${next - pts} ticks`);
      }
    }),
  );
});

test('pictures are shown in the order in which they are decoded to be shown', () => {
  const { given } = retimed(
    pictures([
      { from: 3, length: 20 },
      { from: 3, length: 20 },
    ]),
  );
  let groups: CodedPicture[][] = [];
  for (const picture of given)
    if (picture.key) groups = [...groups, [picture]];
    else groups.at(-1)?.push(picture);
  const order = groups.map((group) => group.map(({ pts }) => pts).sort((a, b) => a - b));
  for (const [i, group] of order.entries())
    assert.ok(
      (order[i - 1]?.at(-1) ?? -Infinity) < (group[0] ?? 0),
      `group ${i} begins before the end of the last`,
    );
});

test('what no shown picture needs is dropped', () => {
  const { given, dropped } = retimed(pictures([{ from: 0, length: GROUP.length + 1 }]));
  assert.is(dropped, GROUP.length - 1);
  assert.is(given.length, GROUP.length + 1);
});

test('a beginning that the output hides by itself stays as it is', () => {
  const read = pictures([{ from: 5, length: 28 }]);
  const { given } = retimed(read, true);
  assert.equal(given, read.slice(0, given.length));
});

test('where nothing is hidden, nothing is held back or changed', () => {
  const read = pictures([{ from: 0, length: 4 * GROUP.length }]);
  const hidden = new HiddenPictures({ keepsLead: false, drop: () => undefined });
  for (const picture of read) assert.equal(hidden.push({ ...picture }), [picture]);
});

test.run();
