/** Other levels while the program runs: for the effects that begin from then on, without a jump in the sound. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Ducker } from '../../src/media/mixer/ducker.ts';
import { Mixer } from '../../src/media/mixer/mixer.ts';
import type { AudioFormat, Samples } from '../../src/media/pcm.ts';
import { sampleIndex } from '../../src/streams/time.ts';

const MONO: AudioFormat = { rate: 48_000, channels: 1, mask: 4n, precision: 32 };
const BLOCK = 960;

test('another depth of ducking waits until nothing is turned down', () => {
  const ducker = new Ducker(MONO, 20);
  const flat = new Float32Array(BLOCK).fill(1);
  const on = new Uint8Array(BLOCK).fill(1);
  const apply = (active: Uint8Array | undefined): number[] => [...ducker.apply(flat, active)];
  let last = apply(on).concat(apply(on)).at(-1) ?? 0;
  assert.ok(Math.abs(last - 0.1) < 1e-6, `down by 20 dB: ${last}`);
  ducker.setDepth(6);
  const held = apply(on);
  assert.ok(
    held.every((sample) => Math.abs(sample - 0.1) < 1e-6),
    'still down by 20 dB',
  );
  let previous = held.at(-1) ?? 0;
  for (let block = 0; block < 20; block += 1)
    for (const sample of apply(undefined)) {
      assert.ok(sample >= previous && sample / previous < 1.001, 'no jump on the way up');
      previous = sample;
    }
  last = apply(on).concat(apply(on)).at(-1) ?? 0;
  assert.ok(Math.abs(last - 10 ** (-6 / 20)) < 1e-6, `down by 6 dB: ${last}`);
  ducker.setDepth(0);
  for (let block = 0; block < 20; block += 1) apply(undefined);
  assert.equal(apply(on), [...flat]);
});

test('another gain holds for the effects that begin after it', async () => {
  const parts: Samples[] = [];
  const tone = Float32Array.from({ length: 4_800 }, (_, i) => 0.25 * Math.sin(i * 0.13));
  await using mixer = new Mixer({
    format: MONO,
    effects: [{ id: 'tone', channels: [tone] }],
    ...{ gain: -12, duck: 0, limiter: false, start: sampleIndex(0) },
    mixed: (samples) => parts.push(samples),
  });
  const first = 10 * BLOCK;
  const second = 30 * BLOCK;
  mixer.place({ id: 'a', sfx: 'tone', start: sampleIndex(first) });
  mixer.place({ id: 'b', sfx: 'tone', start: sampleIndex(second) });
  for (let block = 0; block < 60; block += 1) {
    // The first has begun, the second has not.
    if (block === 12) mixer.setLevels({ gain: -6, duck: 0 });
    await mixer.write(new Float32Array(BLOCK));
  }
  await mixer.finish();
  const out = parts.flatMap((part) => [...part]);
  const energy = (from: number): number =>
    out.slice(from, from + tone.length).reduce((sum, sample) => sum + sample ** 2, 0);
  assert.ok(energy(first) > 0);
  const rise = 10 * Math.log10(energy(second) / energy(first));
  assert.ok(Math.abs(rise - 6) < 0.01, `${rise} dB`);
});

test.run();
