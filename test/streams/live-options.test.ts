import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { liveOptionsFor } from '../../src/streams/live-options.ts';
import { toSeconds } from '../../src/streams/time.ts';
import { at } from './values.ts';

test('below the span of a window new words are shown at once and few windows are doubted', () => {
  for (const delay of [0, 2, 5, 10]) {
    const { windows, doubt } = liveOptionsFor(at(delay));
    assert.ok(windows.onWords);
    assert.ok(doubt > 0);
  }
});

test('from there on the run can become equal to a recorded one: nothing hurried, no doubt, full windowWait', () => {
  const { windows, doubt, windowWait, waiting } = liveOptionsFor(at(40));
  assert.is(windows.onWords, false);
  assert.is(doubt, 0);
  assert.is(windowWait, at(14));
  assert.ok(waiting > toSeconds(windowWait));
});

test.run();
