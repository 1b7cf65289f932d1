import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { clockText } from '../../src/core/durations.ts';

test('hours, minutes and whole seconds that have passed', () => {
  assert.is(clockText(0), '0:00:00');
  assert.is(clockText(59.999), '0:00:59');
  assert.is(clockText(3_723), '1:02:03');
  assert.is(clockText(360_000), '100:00:00');
  assert.is(clockText(-1), '0:00:00');
});

test.run();
