import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { resolveSettings } from '../../../src/plugin/config/options.ts';
import { policyOf, thresholdFor } from '../../../src/plugin/session/policy.ts';
import { UsageError } from '../../../src/plugin/errors.ts';

const levels = {
  threshold: 0.6,
  sensitivity: { low: 0.8, normal: 0.6, high: 0.4 },
  tagThresholds: { humor: 0.1 },
};
const settings = (options: Record<string, unknown> = {}) =>
  resolveSettings(options, {}, '/nowhere/absent.json');

test('the checkpoint gives threshold and offsets; a sensitivity chooses among its thresholds', () => {
  assert.equal(policyOf(settings(), levels), {
    threshold: 0.6,
    tagThresholds: { humor: 0.1 },
    mutedTags: [],
  });
  assert.is(policyOf(settings({ sensitivity: 'low' }), levels).threshold, 0.8);
  assert.is(policyOf(settings({ sensitivity: 'high' }), levels).threshold, 0.4);
  assert.not('tagThresholds' in policyOf(settings(), { threshold: 0.6 }));
  assert.is(policyOf(settings({ sensitivity: 'low' }), { ...levels, fatigue: 0.2 }).fatigue, 0.2);
  assert.is(
    policyOf(settings({ threshold: '0.5' }), { ...levels, fatigue: 0.2 }).fatigue,
    0,
    'it holds as it is',
  );
});

test('recognised words have thresholds of their own where the checkpoint has them; given ones never', () => {
  const both = { ...levels, recognised: { low: 0.7, normal: 0.5, high: 0.3 } };
  for (const asr of ['moonshine', 'sherpa:/models'])
    assert.is(policyOf(settings({ asr, sensitivity: 'high' }), both).threshold, 0.3);
  for (const asr of ['captions:talk.srt', 'embedded', 'ws://127.0.0.1:9000/captions'])
    assert.is(policyOf(settings({ asr }), both).threshold, 0.6);
  assert.is(policyOf(settings({ asr: 'moonshine' }), levels).threshold, 0.6);
  assert.is(thresholdFor('low', both), 0.8);
});

test('a threshold stands in place of the sensitivity, the offsets stay', () => {
  const policy = policyOf(settings({ sensitivity: 'low', threshold: '0.5' }), levels);
  assert.is(policy.threshold, 0.5);
  assert.equal(policy.tagThresholds, { humor: 0.1 });
});

test('a checkpoint without levels knows normal alone, and says so', () => {
  assert.is(thresholdFor('normal', { threshold: 0.6 }), 0.6);
  assert.is(policyOf(settings({ sensitivity: 'high', threshold: 0.3 }), { threshold: 0.6 }).threshold, 0.3);
  try {
    thresholdFor('low', { threshold: 0.6 });
    assert.unreachable();
  } catch (error) {
    assert.instance(error, UsageError);
    assert.is((error as UsageError).code, 'no-sensitivity');
    assert.match((error as UsageError).nextStep, /a higher one for fewer effects/);
  }
});

test.run();
