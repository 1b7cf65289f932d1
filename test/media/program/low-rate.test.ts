/** Sound of a low rate: effects keep their height in whatever is encoded with loss. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { systemClock } from '../../../src/core/clock.ts';
import { cue, file, make, pcm, probe, runRecording } from '../clips.ts';
import { Listening } from '../input/peers.ts';

const CLICKS = (rate: number): string =>
  `-f lavfi -i aevalsrc=0.5*lt(mod(t\\,1)\\,0.001)*between(mod(t\\,1)\\,0\\,0.001):s=${rate}:d=4`;

/** 0.1 s at 8 kHz. */
const HIGH = Float32Array.from({ length: 4_800 }, (_, i) => 0.5 * Math.cos((2 * Math.PI * i) / 6));

for (const [name, codec, out, rate] of [
  ['8 kHz G.711 to AAC', '-c:a pcm_alaw', 'aac', 48_000],
  ['22 kHz AAC to FLAC', '-ar 22050 -c:a aac', 'flac', 48_000],
  ['8 kHz PCM to AAC', '-c:a pcm_s16le', 'aac', 48_000],
  ['8 kHz PCM to FLAC: bit for bit', '-c:a pcm_s16le', 'flac', 8_000],
  ['8 kHz PCM, copied: bit for bit', '-c:a pcm_s16le', 'copy', 8_000],
  ['32 kHz AAC', '-ar 32000 -c:a aac', 'aac', 32_000],
] as const)
  test(name, async () => {
    const clip = name.replace(/\W/g, '-');
    const input = make(`${clip}.mkv`, CLICKS(8_000), codec);
    const output = file(`${clip}-out.mkv`);
    const effects = [{ id: 'blip', channels: [HIGH] }];
    await runRecording(input, output, { audioCodec: out, effects, cues: [cue(2.5)] });
    const [stream] = probe(output).streams;
    assert.is(Number(stream?.sample_rate), rate);
    assert.ok(Math.abs(pcm(output).length / rate - 4) < 0.1, `${pcm(output).length / rate} s`);
    if (rate === 48_000) {
      const effect = pcm(output).subarray(2.5 * rate, 2.6 * rate);
      assert.ok(above(effect, rate) > 0.3, `${above(effect, rate)} of the effect lies above 5 kHz`);
    }
    if (name.endsWith('bit for bit')) {
      const [before, after] = [pcm(input), pcm(output)];
      assert.is(after.length, before.length);
      const other = [...after.keys()].filter((i) => after[i] !== before[i]).map((i) => i / rate);
      assert.ok(other.length > 0.05 * rate, `the effect changed ${other.length} samples`);
      assert.ok((other[0] ?? 0) >= 2.5 && (other.at(-1) ?? 0) < 2.6, `${other[0]} to ${other.at(-1)} s`);
    }
  });

test('live: 8 kHz come as 48 kHz, each click at its place', async () => {
  const path = make('low.mkv', CLICKS(8_000), '-c:a pcm_s16le');
  await using input = new Listening(path, { realtime: true, clock: systemClock(20), speech: false });
  await input.until('the end', () => input.ended === 1);
  await input.close();
  assert.is(input.connections[0]?.format.rate, 48_000);
  const loud = input.blocks.flatMap(({ block }) =>
    [...block.samples].flatMap((value, i) => (value > 0.2 ? [(block.start + i) / 48_000] : [])),
  );
  const starts = loud.filter((at, i) => i === 0 || at - (loud[i - 1] ?? 0) > 0.5);
  assert.is(starts.length, 4);
  for (const [i, at] of starts.entries()) assert.ok(Math.abs(at - i) < 0.0005, `click ${i} at ${at} s`);
  const samples = input.blocks.reduce((sum, { block }) => sum + block.samples.length, 0);
  assert.ok(Math.abs(samples - 4 * 48_000) <= 6, `${samples} samples of 4 s`);
});

/** The part of the energy that a filter of the first order leaves above 5 kHz. */
function above(samples: Int32Array, rate: number): number {
  let [high, all, slow] = [0, 1, 0];
  const keep = Math.exp((-2 * Math.PI * 5_000) / rate);
  for (const sample of samples) {
    slow = keep * slow + (1 - keep) * sample;
    high += (sample - slow) ** 2;
    all += sample ** 2;
  }
  return high / all;
}

test.run();
