import { test } from 'uvu';
import * as assert from 'uvu/assert';
import fc from 'fast-check';
import { TICK_MS, COARSE_TICK_MS, tickAfter } from '../../src/core/ticks.ts';

test('the next tick is later, no more than a tick away, and a coarse tick is a tick', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (now) => {
      for (const ms of [TICK_MS, COARSE_TICK_MS]) {
        const next = tickAfter(now, ms);
        assert.ok(next > now && next <= now + ms);
      }
      const coarse = tickAfter(now, COARSE_TICK_MS);
      assert.is(tickAfter(coarse - 1, TICK_MS), coarse);
    }),
  );
});

test.run();
