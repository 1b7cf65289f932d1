import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { batchNms, overlap } from '../../src/streams/nms.ts';
import { momentLine, sighting } from './values.ts';
import { anySightings } from './arbitraries.ts';

test('overlap is intersection over union; spans that touch have none', () => {
  assert.is(overlap(sighting(0, 4), sighting(2, 6)), 2 / 6);
  assert.is(overlap(sighting(0, 2), sighting(2, 4)), 0);
  assert.is(overlap(sighting(1, 2), sighting(0, 4)), 1 / 4);
  assert.is(overlap(sighting(1, 1), sighting(1, 1)), 1);
  assert.is(overlap(sighting(1, 1), sighting(0, 4)), 0);
});

test('the most probable of overlapping moments stays, and one it hides cannot hide another', () => {
  const chain = [sighting(0, 4, 0.5), sighting(2, 6, 0.7), sighting(4, 8, 0.9)];
  assert.equal(batchNms(chain, 0.3).map(momentLine), ['0-4 0.5', '4-8 0.9']);
});

test('the limit itself counts as overlapping', () => {
  const pair = [sighting(0, 4, 0.5), sighting(2, 6, 0.7)];
  assert.is(batchNms(pair, 1 / 3).length, 1);
  assert.is(batchNms(pair, 0.334).length, 2);
});

test('of equal moments the first to arrive stays', () => {
  const [first, second] = [sighting(0, 4, 0.5, { sfx: 'a' }), sighting(0, 4, 0.5, { sfx: 'b' })];
  assert.equal(batchNms([first, second], 0.3), [first]);
  assert.equal(batchNms([second, first], 0.3), [second]);
});

test('survivors do not overlap, and each moment that went overlaps a better survivor', () => {
  fc.assert(
    fc.property(anySightings, fc.constantFrom(0.1, 0.3, 0.7), (moments, iou) => {
      const kept = batchNms(moments, iou);
      for (const [i, one] of kept.entries())
        for (const other of kept.slice(i + 1)) assert.ok(overlap(one, other) < iou);
      for (const gone of moments.filter((moment) => !kept.includes(moment)))
        assert.ok(kept.some((one) => overlap(one, gone) >= iou && one.probability >= gone.probability));
    }),
  );
});

test.run();
