/** What a browser plays of a recording: the ranges it asks for, and copies of what it does not know. */
import { join } from 'node:path';
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openInput } from '../../../src/media/input/demuxer.ts';
import { copyForBrowser } from '../../../src/media/output/browser-copy.ts';
import { isPlayable, rangeOf } from '../../../src/plugin/review/media.ts';
import { scratch } from '../../support/scratch.ts';
import { ffmpeg, makeTalk } from '../../support/talk.ts';
import { rejects } from '../../support/within.ts';

const folder = scratch('review-media');
const talk = makeTalk(folder);
const name = (file: string): string => join(folder, file);

test('ranges as browsers ask for them', () => {
  assert.equal(rangeOf('bytes=0-', 100), { start: 0, end: 99 });
  assert.equal(rangeOf('bytes=10-19', 100), { start: 10, end: 19 });
  assert.equal(rangeOf('bytes=90-200', 100), { start: 90, end: 99 });
  assert.equal(rangeOf('bytes=-5', 100), { start: 95, end: 99 });
  assert.equal(rangeOf('bytes=-500', 100), { start: 0, end: 99 });
  assert.is(rangeOf('bytes=100-', 100), 'outside');
  assert.is(rangeOf('bytes=-0', 100), 'outside');
  for (const header of [
    undefined,
    '',
    'bytes=',
    'bytes=-',
    'bytes=5-2',
    'bytes=1-2,4-5',
    'lines=1-2',
    'bytes=a-b',
  ])
    assert.is(rangeOf(header, 100), undefined);
});

test('a range lies within the file', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1 }), (first, last, size) => {
      for (const header of [`bytes=${first}-${last}`, `bytes=${first}-`, `bytes=-${last}`]) {
        const range = rangeOf(header, size);
        if (range === undefined || range === 'outside') continue;
        assert.ok(0 <= range.start && range.start <= range.end && range.end < size);
      }
    }),
  );
});

test('what browsers play as it is, and what they do not', async () => {
  ffmpeg(`-i ${talk.mp4} -c:v mpeg2video -c:a mp2 ${name('old.ts')}`);
  ffmpeg(`-i ${talk.mp4} -c copy ${name('talk.mkv')}`);
  const playable = async (file: string): Promise<boolean> => {
    await using opened = await openInput(file);
    return isPlayable(file, opened.info);
  };
  assert.equal(await Promise.all([talk.mp4, talk.wav, talk.silent].map(playable)), [true, true, true]);
  assert.equal(await Promise.all([name('old.ts'), name('talk.mkv')].map(playable)), [false, false]);
});

test('a copy plays in browsers, and begins with the recording', async () => {
  const copies = [name('old.ts'), talk.wav, talk.silent];
  for (const input of copies) {
    const output = name('copy.mp4');
    await copyForBrowser({
      input,
      output,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    await using original = await openInput(input);
    await using copy = await openInput(output);
    assert.ok(isPlayable(output, copy.info));
    assert.is(copy.info.video === undefined, original.info.video === undefined);
    assert.is(copy.info.audio === undefined, original.info.audio === undefined);
    assert.ok(Math.abs(copy.zero) < 50_000, `begins at ${copy.zero}`);
    const [length = 0, expected = 0] = [copy.info.duration, original.info.duration];
    assert.ok(Math.abs(length - expected) < 200_000, `${length} of ${expected}`);
  }
});

test('pictures that browsers play are copied as they are, where that can be done; odd sizes are no hindrance', async () => {
  ffmpeg(`-i ${talk.mp4} -c copy ${name('talk.ts')}`);
  ffmpeg(`-f lavfi -i testsrc2=s=321x181:r=10:d=2 -c:v ffv1 ${name('odd.mkv')}`);
  const widthOf = async (input: string, keepPictures: boolean): Promise<number | undefined> => {
    const output = name('kept.mp4');
    await copyForBrowser({
      ...{ input, output, keepPictures },
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    await using copy = await openInput(output);
    assert.ok(isPlayable(output, copy.info));
    assert.ok(Math.abs(copy.zero) < 50_000, `begins at ${copy.zero}`);
    return copy.info.video?.width;
  };
  ffmpeg(`-f lavfi -i testsrc2=s=1280x720:r=10:d=2 -c:v libx264 -preset ultrafast ${name('large.mkv')}`);
  assert.is(await widthOf(name('large.mkv'), true), 1280, 'its own pictures');
  assert.is(await widthOf(name('large.mkv'), false), 640, 'small ones');
  assert.is(await widthOf(name('talk.ts'), true), 320, 'made anew, since these cannot be copied');
  assert.is(await widthOf(name('odd.mkv'), false), 320);
});

test('the copy has the pictures and the sound that are marked as the default, though others come first', async () => {
  const sources = ['testsrc2=s=160x90:r=10:d=2', 'testsrc2=s=320x180:r=10:d=2', 'sine=d=2', 'anullsrc=d=2'];
  const inputs = sources.map((source) => `-f lavfi -i ${source}`).join(' ');
  const codecs = '-t 2 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a flac';
  const marks = '-disposition:v:0 0 -disposition:v:1 default -disposition:a:0 0 -disposition:a:1 default';
  ffmpeg(`${inputs} -map 0 -map 1 -map 2 -map 3 ${codecs} ${marks} ${name('two.mkv')}`);
  for (const keepPictures of [true, false]) {
    const output = name(`two-${keepPictures}.mp4`);
    await copyForBrowser({
      ...{ input: name('two.mkv'), output, keepPictures },
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    await using copy = await openInput(output);
    assert.is(copy.info.video?.width, 320);
    assert.is(copy.info.streams.length, 2);
    ffmpeg(`-i ${output} -f u8 -c:a pcm_u8 ${name('two.pcm')}`);
    assert.ok(
      readFileSync(name('two.pcm')).every((sample) => sample === 128),
      'the silence, not the sine',
    );
  }
});

test('a cover is no picture of the copy, however large it is', async () => {
  ffmpeg(`-f lavfi -i color=red:s=9000x9000 -frames:v 1 ${name('cover.png')}`);
  const attached = `-attach ${name('cover.png')} -metadata:s:t mimetype=image/png`;
  ffmpeg(`-i ${talk.wav} ${attached} -c:a flac ${name('covered.mka')}`);
  const output = name('covered.mp4');
  await copyForBrowser({
    ...{ input: name('covered.mka'), output },
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  await using copy = await openInput(output);
  assert.is(copy.info.video, undefined);
  assert.ok((copy.info.duration ?? 0) > 1_000_000);
});

test('a copy that is stopped leaves nothing', async () => {
  const stop = new AbortController();
  const output = name('stopped.mp4');
  const copying = copyForBrowser({
    ...{ input: name('old.ts'), output, signal: stop.signal },
    onProgress: () => stop.abort(new Error('enough')),
  });
  await rejects(copying, /enough/);
  assert.not.ok(existsSync(output));
});

test.run();
