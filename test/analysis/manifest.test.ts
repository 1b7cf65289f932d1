import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseModelManifest } from '../../src/analysis/manifest.ts';
import { TAGS } from '../../src/streams/values.ts';
import { STARTER_NETWORK } from '../../models/training/config.ts';

const manifest = {
  version: 1,
  name: 'tiny',
  encoders: { frame: 'f', text: 't', audio: 'a' },
  framesPerSecond: 1,
  window: 12,
  maxSubtitles: 40,
  threshold: 0.6,
  tags: [...TAGS],
  network: STARTER_NETWORK,
};
const parse = (change: object) => parseModelManifest({ ...manifest, ...change }, 'manifest.json');

test('sensitivity and offsets for tags may be there', () => {
  assert.not('sensitivity' in parse({}));
  const sensitivity = { low: 0.8, normal: 0.6, high: 0.6 };
  const parsed = parse({ sensitivity, tagThresholds: { humor: 0.1, prompt: -0.05 } });
  assert.equal(parsed.sensitivity, sensitivity);
  assert.equal(parsed.tagThresholds, { humor: 0.1, prompt: -0.05 });
});

test('levels out of order, another normal, an unknown tag: refused', () => {
  const levels = (low: number, normal: number, high: number) => () =>
    parse({ sensitivity: { low, normal, high } });
  assert.throws(levels(0.5, 0.6, 0.4), /"sensitivity": low ≥ normal ≥ high must hold/);
  assert.throws(levels(0.8, 0.7, 0.4), /"sensitivity\.normal": must be the same as "threshold"/);
  assert.throws(levels(1.2, 0.6, 0.4), /"sensitivity\.low"/);
  assert.throws(() => parse({ tagThresholds: { laughter: 0.1 } }), /"tagThresholds/);
  assert.throws(() => parse({ tagThresholds: { humor: 2 } }), /"tagThresholds\.humor"/);
});

test('the tags come in any order, each once', () => {
  assert.equal(parse({ tags: TAGS.toReversed() }).tags, TAGS.toReversed());
  assert.throws(() => parse({ tags: [...TAGS.slice(1), TAGS[1]] }), /"tags": must name each tag once/);
});

test.run();
