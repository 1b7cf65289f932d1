/** Sound as ImageBind's own code prepares it: resampled, cut into clips, turned into log-mel spectrograms. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { clipRanges } from '../../../src/analysis/encoders/imagebind/clips.ts';
import { melClips } from '../../../src/analysis/encoders/imagebind/audio.ts';
import { MelBanks } from '../../../src/analysis/encoders/imagebind/mel.ts';
import { toSixteenKilohertz } from '../../../src/analysis/encoders/imagebind/resample.ts';
import { ENTRIES } from '../../support/paper-encoders.ts';
import { patternSound, soundFixture } from '../../support/paper-fixture.ts';

const entry = ENTRIES.audio;
const banks = new MelBanks(entry.melBins);

function close(got: readonly number[], expected: readonly number[], within: number, what: string): void {
  assert.is(got.length, expected.length, what);
  const off = Math.max(...got.map((value, at) => Math.abs(value - expected[at]!)));
  assert.ok(off <= within, `${what}: off by ${off}`);
}

for (const { seconds, seed, clipIntervals, length, resampled, ranges, clips } of soundFixture.cases)
  test(`${seconds} s, clips at parts of ${clipIntervals}: as the reference`, () => {
    const sound = patternSound(seconds, seed);
    const low = toSixteenKilohertz(sound);
    assert.is(low.length, length);
    const sampled = [...low].filter((_, at) => at % resampled.step === 0);
    close(sampled, resampled.values, 2e-6, 'resampled');
    const plan = { ...entry, clipIntervals };
    assert.equal(
      clipRanges(low.length, plan).map(({ start, end }) => [start, end]),
      ranges,
    );
    const { bandStep, frameStep, values } = clips;
    const got = melClips(sound, banks, plan).flatMap((clip) =>
      [...clip].filter(
        (_, at) =>
          Math.floor(at / entry.targetLength) % bandStep === 0 && (at % entry.targetLength) % frameStep === 0,
      ),
    );
    // The reference computes in 32 bits, and is stored with 5 decimals.
    close(got, values, 5e-5, 'spectrograms');
  });

test('silence and what lies beyond the sound have values of their own', () => {
  const [clip] = melClips(new Float32Array(48_000), banks, entry);
  assert.ok(Math.abs(clip![0]! - soundFixture.silence) < 1e-5);
  assert.ok(Math.abs(clip![entry.targetLength - 1]! - soundFixture.beyond) < 1e-5);
});

test('a sound shorter than a window is filled up with silence', () => {
  const [clip] = melClips(new Float32Array(10).fill(0.5), banks, entry);
  assert.ok(clip!.every(Number.isFinite));
  assert.ok(clip![0]! > soundFixture.silence, 'it is heard');
});

test('the caller keeps his samples', () => {
  const sound = patternSound(0.5, 9);
  const before = sound.slice();
  melClips(sound, banks, entry);
  assert.equal(sound, before);
});

test.run();
