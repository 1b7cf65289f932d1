import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { batchingOf, TRIED_SIZES } from '../../src/analysis/batching.ts';

test('how batches are filled follows from what they take', () => {
  const paces = (...ms: number[]) => ms.map((each, at) => ({ size: 2 ** at, ms: each }));
  assert.equal(batchingOf(paces(0.4, 0.7, 1.32, 2.64)), { sizes: [1, 2], holdMs: 0 }, 'a CPU');
  assert.equal(batchingOf(paces(3, 3.1, 3.3, 3.6, 4, 6, 10)), { sizes: [1, 2, 4, 8, 16, 32, 64], holdMs: 3 });
  assert.equal(
    batchingOf(paces(60, 90, 150)),
    { sizes: [1, 2], holdMs: 0 },
    'no batch that holds the others up',
  );
  assert.equal(batchingOf(paces(40, 41, 42)), { sizes: [1, 2, 4], holdMs: 10 }, 'nor a wait that is heard');
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.01, max: 500, noNaN: true }), { minLength: 1, maxLength: 7 }),
      (ms) => {
        const { sizes, holdMs } = batchingOf(paces(...ms));
        assert.equal(sizes, TRIED_SIZES.slice(0, sizes.length));
        assert.ok(sizes.length >= 1 && sizes.length <= ms.length);
        assert.ok(holdMs >= 0 && holdMs <= 10 && holdMs <= ms[0]!);
        const each = sizes.map((size, at) => ms[at]! / size);
        assert.ok(
          each.every((cost, at) => at === 0 || cost < each[at - 1]!),
          'a larger batch costs less a window',
        );
      },
    ),
  );
});

test.run();
