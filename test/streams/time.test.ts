import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  add,
  FOREVER,
  fromSample,
  fromSeconds,
  gap,
  micros,
  sampleIndex,
  toSample,
  toSeconds,
} from '../../src/streams/time.ts';

test('media time is whole microseconds', () => {
  assert.throws(() => micros(0.5), /whole microseconds/);
  assert.throws(() => sampleIndex(NaN), /whole number/);
  assert.is(toSeconds(fromSeconds(1.25)), 1.25);
});

test('arithmetic stays in range and never negative for a gap', () => {
  assert.is(add(FOREVER, micros(5)), FOREVER);
  assert.is(gap(micros(3), micros(5)), 2);
});

test('samples survive the way through media time at every common rate', () => {
  for (const rate of [8000, 11025, 22050, 44100, 48000, 96000, 192000])
    for (const index of [0, 1, 7, rate - 1, rate * 3600 + 13]) {
      const sample = sampleIndex(index);
      assert.is(toSample(fromSample(sample, rate), rate), sample);
    }
});

test.run();
