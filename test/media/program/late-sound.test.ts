/** Sound that comes late: the program begins with silence where there is none yet, and only there. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { within } from '../../support/within.ts';
import { make, mixed, pcm, file, packets } from '../clips.ts';

const LATE_S = 75;
const input = make(
  'late-sound.mkv',
  '-f lavfi -i testsrc2=s=64x48:r=5',
  `-itsoffset ${LATE_S} -f lavfi -i anoisesrc=r=8000:a=0.2:seed=7`,
  `-t ${LATE_S + 5} -c:v libx264 -preset ultrafast -g 5 -c:a pcm_s16le`,
);

test('sound 75 s behind the picture, mixed from a cue sheet: done, each sample in its place', async () => {
  const output = file('late-sound-out.mkv');
  // Without a turn of the loop no timer fires either: the test's process would hang.
  await within(mixed(input, output, { audioCodec: 'pcm_s16le' }), 60_000, 'mixing');
  const [before, after] = [pcm(input), pcm(output)];
  assert.is(after.length, before.length + LATE_S * 8_000);
  assert.ok(
    after.subarray(0, LATE_S * 8_000).every((sample) => sample === 0),
    'silence up to the sound',
  );
  assert.equal(after.subarray(LATE_S * 8_000), before);
  assert.equal(
    packets(output, 'v:0').map(({ data_hash }) => data_hash),
    packets(input, 'v:0').map(({ data_hash }) => data_hash),
  );
});

test('a slide show is coded minutes ahead of its sound, and keeps it', async () => {
  const slides = make(
    'slides.mkv',
    '-f lavfi -i testsrc2=s=64x48:r=1/100 -f lavfi -i anoisesrc=r=8000:a=0.2:seed=7',
    '-t 600 -c:v libx264 -preset ultrafast -bf 3 -c:a pcm_s16le',
  );
  const output = file('slides-out.mkv');
  await within(mixed(slides, output, { audioCodec: 'pcm_s16le' }), 60_000, 'mixing');
  const [before, after] = [pcm(slides), pcm(output)];
  assert.is(after.length, before.length);
  assert.ok(
    after.every((sample, at) => sample === before[at]),
    'no sample is another',
  );
});

test.run();
