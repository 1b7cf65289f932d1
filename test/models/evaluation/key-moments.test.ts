import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { figures } from '../../../models/evaluation/average-precision.ts';
import { keyMomentFigures } from '../../../models/evaluation/key-moments.ts';

const truth = (qid: string, ...moments: readonly (readonly [number, number, string])[]) => ({
  qid,
  moment_gt_windows: moments.map(([start, end]) => [start, end] as const),
  gt_sfx: moments.map(([, , sfx]) => sfx),
});
const found = (qid: string, ...windows: readonly (readonly [number, number, number])[]) => ({
  qid,
  moment_pred_windows: windows,
});
/** `ding-2` is of class `ding`. */
const classOf = (sfx: string): string => sfx.split('-')[0]!;

test('a moment found is a hit for its class and nothing for another; one beside all is a mistake of every class', () => {
  const truths = [truth('a', [0, 4, 'ding-1'], [6, 10, 'boo-1']), truth('b', [2, 6, 'ding-2'])];
  const all = [found('a', [0, 4, 0.9], [6, 10, 0.8]), found('b', [2, 6, 0.7])];
  assert.equal(keyMomentFigures(all, truths, classOf), {
    map_key_50: 1,
    map_key_75: 1,
    classes: { boo: { ap_50: 1, ap_75: 1 }, ding: { ap_50: 1, ap_75: 1 } },
  });
  const astray = [found('a', [10, 12, 0.95], [6, 10, 0.8]), found('b', [2, 6, 0.7])];
  const { classes } = keyMomentFigures(astray, truths, classOf);
  // The stray one is first: the moment of `boo` is the second of two, that of `b` the second of two and one of two.
  assert.is(classes['boo']!.ap_50, 0.5);
  assert.is(classes['ding']!.ap_50, 0.25);
});

test('the overlap asked for decides, also on whose moment it is', () => {
  const truths = [truth('a', [0, 4, 'ding'], [4, 8, 'boo'])];
  // Three quarters of the first: a hit at 0.75, no mistake of the other.
  const near = keyMomentFigures([found('a', [0, 3, 0.9], [4, 8, 0.5])], truths, classOf);
  assert.is(near.map_key_75, 1);
  // Between both it is neither's, so at either threshold a mistake of both.
  const between = keyMomentFigures([found('a', [2, 6, 0.9], [4, 8, 0.5])], truths, classOf);
  assert.is(between.classes['boo']!.ap_50, 0.5);
  assert.is(between.classes['ding']!.ap_50, 0);
});

test('with one class and one clip it is the figure of key moments over clips', () => {
  const span = fc
    .tuple(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 1, max: 5 }))
    .map(([start, size]) => [start, start + size] as const);
  const scored = fc.tuple(span, fc.double({ min: 0, max: 1, noNaN: true }));
  fc.assert(
    fc.property(
      fc.array(span, { minLength: 1, maxLength: 4 }),
      fc.array(scored, { maxLength: 6 }),
      (moments, windows) => {
        const truths = [truth('a', ...moments.map(([start, end]) => [start, end, 'ding'] as const))];
        const own = [found('a', ...windows.map(([[start, end], score]) => [start, end, score] as const))];
        const { map_key_50, map_key_75 } = keyMomentFigures(own, truths, classOf);
        const { kmd_map_vid_50, kmd_map_vid_75 } = figures([], truths, own);
        return map_key_50 === kmd_map_vid_50 && map_key_75 === kmd_map_vid_75;
      },
    ),
  );
});

test('clips of which nothing is known do not count, and nothing at all is 0', () => {
  assert.equal(keyMomentFigures([], [truth('a', [0, 4, 'ding'])], classOf), {
    map_key_50: 0,
    map_key_75: 0,
    classes: {},
  });
  const elsewhere = keyMomentFigures([found('b', [0, 4, 1])], [truth('a', [0, 4, 'ding'])], classOf);
  assert.is(elsewhere.map_key_50, 0);
});

test.run();
