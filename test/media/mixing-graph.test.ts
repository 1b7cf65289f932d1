/** Programs that are opened and closed one after the other leave no descriptor and no library of effects behind. */
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Mixer } from '../../src/media/mixer/mixer.ts';
import { whyNoGStreamer } from '../../src/media/mixer/pipeline.ts';
import type { AudioFormat } from '../../src/media/pcm.ts';
import { sampleIndex } from '../../src/streams/time.ts';
import { testIf } from '../support/model.ts';

const format: AudioFormat = { rate: 48_000, channels: 1, mask: 4n, precision: 32 };
const descriptors = (): number => readdirSync('/proc/self/fd').length;

/** Mixes a second with one effect; gives how much of it came out, and that the effect is in it. */
async function show(): Promise<void> {
  let [frames, loudest] = [0, 0];
  const mixer = new Mixer({
    ...{ format, gain: 0, duck: 0, limiter: false, start: sampleIndex(0) },
    effects: [{ id: 'ding', channels: [new Float32Array(4_800).fill(0.5)] }],
    mixed: (samples) => {
      frames += samples.length;
      loudest = Math.max(loudest, ...samples);
    },
  });
  mixer.place({ id: 'a', sfx: 'ding', start: sampleIndex(12_345) });
  await mixer.write(new Float32Array(48_000));
  await mixer.finish();
  await mixer[Symbol.asyncDispose]();
  assert.is(frames, 48_000);
  assert.ok(loudest > 0);
}

testIf(whyNoGStreamer() === undefined)(
  'ten programs, one after the other: the first pipeline serves all',
  async () => {
    await show();
    const before = descriptors();
    for (let i = 0; i < 9; i += 1) {
      // A pipeline is used again once it has settled.
      await sleep(650);
      await show();
    }
    assert.ok(descriptors() <= before + 2, `${before} descriptors, then ${descriptors()}`);
  },
);

test.run();
