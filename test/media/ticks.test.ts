import { test } from 'uvu';
import * as assert from 'uvu/assert';
import fc from 'fast-check';
import { BEAT_MS, CALM_BEAT_MS, nextBeat } from '../../src/media/beat.ts';

test('the next beat is later, no more than a beat away, and a calm beat is a beat', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (now) => {
      for (const ms of [BEAT_MS, CALM_BEAT_MS]) {
        const next = nextBeat(now, ms);
        assert.ok(next > now && next <= now + ms);
      }
      const calm = nextBeat(now, CALM_BEAT_MS);
      assert.is(nextBeat(calm - 1, BEAT_MS), calm);
    }),
  );
});

test.run();
