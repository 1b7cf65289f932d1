/** 1,000 effects at random places: each on its sample, and within a sample once AAC has been through it. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fromSeconds, toSample } from '../../../src/streams/time.ts';
import { seeded } from '../../support/encoders.ts';
import { BLIP, cue, file, make, pcm, runRecording } from '../clips.ts';

const RATE = 44_100;
const PLACES = 1_000;
/** The effect is 0.1 s long: they never touch. */
const APART_S = 0.15;

const random = seeded(11);
const places: number[] = [];
for (let at = 0.1; places.length < PLACES; at += APART_S + random() * 0.3) places.push(at);
const seconds = Math.ceil((places.at(-1) ?? 0) + 1);
const cues = places.map((at, i) => ({ ...cue(at), id: String(i) }));
const input = (): string => make('quiet.wav', `-f lavfi -i anullsrc=r=${RATE}:cl=mono -t ${seconds}`);

test('without loss: each effect begins on its sample', async () => {
  const out = file('places.flac');
  const { summary } = await runRecording(input(), out, { cues });
  assert.is(summary.played, PLACES);
  const samples = pcm(out);
  for (const at of places) {
    const start = toSample(fromSeconds(at), RATE);
    assert.is(samples[start - 1], 0, `nothing before ${at} s`);
    assert.ok(samples[start] !== 0, `the effect of ${at} s begins at sample ${start}`);
  }
});

/** Spread that AAC is allowed, in samples: its noise lies under the effect's loudest sample, which is its first. */
const SPREAD = 1;

test(`with AAC: each effect within ${SPREAD} samples of its own`, async () => {
  const out = file('places.m4a');
  const { summary } = await runRecording(input(), out, { cues });
  assert.is(summary.played, PLACES);
  const samples = pcm(out);
  const effect = BLIP.filter((_, i) => i < 1_500);
  const found = places.map((at) => {
    const start = toSample(fromSeconds(at), RATE);
    return best(samples, effect, start) - start;
  });
  const counts = new Map<number, number>();
  for (const one of found) counts.set(one, (counts.get(one) ?? 0) + 1);
  assert.ok(Math.max(...found.map(Math.abs)) <= SPREAD, JSON.stringify([...counts]));
});

/** Where the effect, resampled to the file's rate, lies best within 40 samples of `near`. */
function best(samples: Int32Array, effect: Float32Array, near: number): number {
  let [most, where] = [-Infinity, near];
  for (let at = near - 40; at <= near + 40; at += 1) {
    let sum = 0;
    for (let i = 0; i < 1_200; i += 1)
      sum += (samples[at + i] ?? 0) * (effect[Math.round((i * 48_000) / RATE)] ?? 0);
    if (sum > most) [most, where] = [sum, at];
  }
  return where;
}

test.run();
