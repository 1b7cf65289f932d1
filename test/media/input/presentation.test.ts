/** Pictures whose container does not say when they are shown: in order, at even steps, beside their sound. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { file, make, runRecording } from '../clips.ts';
import { flashesOf, shownPictures, syncClip, syncIn } from '../sync-clip.ts';
import { receive } from './virtual.ts';

const steps = (shown: readonly number[]): number[] =>
  [...new Set(shown.slice(1).map((at, i) => Math.round((at - (shown[i] ?? 0)) * 1000)))].sort(
    (a, b) => a - b,
  );

const PYRAMID = '-c:v libx264 -preset veryfast -x264-params bframes=5:b-pyramid=normal';

/** Name, how it is made of the clip, how late its sound is as FFmpeg itself reads it (absent: it has none), in ms. */
const CLIPS: readonly (readonly [name: string, words: string, late?: number])[] = [
  ['programme-stream.vob', '-c:v mpeg2video -b:v 600k -bf 2 -c:a ac3 -f vob', 0],
  // With one thread, which gives the same file each time: where a picture's header ends its packet, as it may with more,
  // FFmpeg reads the next picture's stamp for it.
  ['programme-stream.mpg', '-c:v mpeg1video -b:v 600k -bf 2 -threads 1 -c:a mp2', 0],
  ['raw.h264', '-an -c:v copy -bsf:v h264_mp4toannexb'],
  ['pyramid.h264', `-an ${PYRAMID}`],
  ['raw.hevc', '-an -c:v libx265 -preset ultrafast -x265-params log-level=none:bframes=4:b-pyramid=1'],
  ['raw.m2v', '-an -c:v mpeg2video -bf 2'],
  ['h264.avi', '-c copy', -58.6],
  ['pyramid.avi', `${PYRAMID} -c:a copy`, -58.6],
  ['mpeg4.avi', '-c:v mpeg4 -bf 2 -c:a mp3', -16.9],
];

for (const [name, words, late] of CLIPS)
  test(`${name}: even steps, in order, recorded and live`, async () => {
    const path = make(name, `-i ${syncClip()} ${words}`);
    const out = file(`${name}.mkv`);
    const { summary } = await runRecording(path, out);
    const shown = shownPictures(out);
    assert.is(shown.length, 250);
    assert.equal(steps(shown.map(({ at }) => at)), [40]);
    assert.is(flashesOf(shown).length, 9);
    assert.ok(summary.duration >= 10e6 && summary.duration < 10.2e6, `${summary.duration / 1e6} s`);
    const live = await receive(path);
    assert.is(live.shown.length, 250);
    assert.equal(steps(live.shown), [40]);
    assert.is(live.flashes.length, 9);
    if (late === undefined) return;
    for (const lates of [live.late, syncIn(out).late]) {
      assert.is(lates.length, 9);
      const off = Math.max(...lates.map((one) => Math.abs(one - late)));
      assert.ok(off <= 1.5, `late by ${lates.join(', ')} ms, which is ${late} ms in the input`);
    }
  });

test('a raw stream is as fast as its pictures say', async () => {
  const path = make('thirty.h264', '-f lavfi -i testsrc2=s=160x90:r=30 -t 2 -c:v libx264 -bf 2');
  const { shown } = await receive(path);
  assert.is(shown.length, 60);
  assert.equal(steps(shown), [33]);
});

test.run();
