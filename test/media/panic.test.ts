/** Panic: what sounds and what waits is silent within one block. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { EffectsBus } from '../../src/media/mixer/effects-bus.ts';
import { sampleIndex } from '../../src/streams/time.ts';

test('effects that sound and effects that wait are silent from the next block on; later ones play', () => {
  const told: string[] = [];
  const bus = new EffectsBus({ rate: 48_000, channels: 1, mask: 4n, precision: 32 }, (_, outcome) =>
    told.push(outcome),
  );
  const lanes = [{ channel: 0, samples: new Float32Array(48_000).fill(0.5) }];
  bus.add({ start: sampleIndex(0), lanes });
  bus.add({ start: sampleIndex(2_000), lanes });
  assert.ok(bus.render(sampleIndex(0), 960, () => 1).active);
  bus.hush();
  for (let at = 960; at < 9_600; at += 960)
    assert.ok(bus.render(sampleIndex(at), 960, () => 1).samples.every((sample) => sample === 0));
  assert.equal(told, ['played', 'ended']);
  bus.add({ start: sampleIndex(9_600), lanes });
  assert.ok(bus.render(sampleIndex(9_600), 960, () => 1).active);
});

test.run();
