import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { WholeVideoFigures } from '../../../../models/evaluation/whole-video.ts';
import { accuracyHolds } from '../../../../models/training/feedback/corpus-side.ts';
import { taughtParts } from '../../../../models/training/feedback/taught.ts';
import { FULL_CONFIG } from '../../../../models/networks/dm/config.ts';

const before: WholeVideoFigures = {
  ...{ found: 0.8, matched: 0.6, exact: 0.4, falseAlarmsPerMinute: 0.5, cuesPerMoment: 1.2, precision: 0.7 },
};

test('no share may fall by more than the tolerance; the exact effect is a matter of taste', () => {
  assert.ok(accuracyHolds(before, before, 0));
  assert.ok(accuracyHolds(before, { ...before, exact: 0.1 }, 0.01));
  for (const share of ['found', 'matched', 'precision'] as const) {
    assert.ok(accuracyHolds(before, { ...before, [share]: before[share] - 0.009 }, 0.01));
    assert.not.ok(accuracyHolds(before, { ...before, [share]: before[share] - 0.011 }, 0.01), share);
  }
});

test('what is learned is added to what had been learned before, by its share', () => {
  const learned = new Map([['feedback.key.bias', Float32Array.of(2)]]);
  const own = { network: FULL_CONFIG, parameters: new Map([['sfx0', Float32Array.of(1)]]) };
  const once = taughtParts(own, learned, 0.5);
  assert.equal(
    [...once.parameters],
    [
      ['sfx0', Float32Array.of(1)],
      ['feedback.key.bias', Float32Array.of(1)],
    ],
  );
  assert.is(once.network.feedback, true);
  assert.equal(taughtParts(once, learned, 1).parameters.get('feedback.key.bias'), Float32Array.of(3));
});

test.run();
