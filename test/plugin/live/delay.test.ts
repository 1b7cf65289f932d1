/** A stream through a session over the network: it comes out as late as asked. How exactly, bench/promptness.ts measures. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { scratch } from '../../support/scratch.ts';
import { testWithModel } from '../../support/model.ts';
import { measureLags } from './lags.ts';

const DELAY = 2;

testWithModel('through the network and back, the stream is as late as asked', async () => {
  const { outcome, lags } = await measureLags(scratch('live-delay'), DELAY);
  assert.is(outcome.code, 0, outcome.stderr);
  assert.ok(lags.length > 250, `${lags.length} pictures were received twice`);
  const median = lags[lags.length >> 1] ?? NaN;
  // Far enough from no delay and from twice the delay, on a machine that is busy with other things.
  assert.ok(
    Math.abs(median - DELAY) < 0.75,
    `the median is ${median.toFixed(3)} s, from ${lags[0]} to ${lags.at(-1)}`,
  );
});

test.run();
