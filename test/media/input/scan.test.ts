/** One stream of a recording, read without decoding. */
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FFmpegFailure } from '../../../src/media/ffmpeg.ts';
import { openInput, type OpenedInput } from '../../../src/media/input/demuxer.ts';
import { scanStream, type ScannedPacket } from '../../../src/media/input/scan.ts';
import { rejects } from '../../support/within.ts';
import { file, make, noise, packets, VIDEO } from '../clips.ts';

const CODING = '-t 2 -c:v libx264 -preset ultrafast -bf 2 -g 25 -pix_fmt yuv420p -c:a aac';
const clips = ['mp4', 'mkv', 'ts'].map((container) =>
  make(`scan.${container}`, VIDEO, noise(48_000), CODING),
);

type Times = Omit<ScannedPacket, 'data'> & { readonly bytes: number };

async function scan(input: OpenedInput, index: number, signal?: AbortSignal): Promise<Times[]> {
  const seen: Times[] = [];
  await scanStream(input, index, ({ data, ...times }) => seen.push({ ...times, bytes: data.length }), signal);
  return seen;
}

for (const clip of clips)
  test(`${clip.replace(/.*\./, '')}: all packets of the stream and none of another, in media time`, async () => {
    await using input = await openInput(clip);
    const video = input.info.video?.index ?? -1;
    const seen = await scan(input, video);
    const theirs = packets(clip, 'v:0');
    assert.is(seen.length, theirs.length);
    for (const [index, { pts, dts, duration, bytes }] of seen.entries()) {
      const wanted = Number(theirs[index]?.pts_time) * 1e6 - input.zero;
      assert.ok(Math.abs(pts - wanted) <= 1_000, `packet ${index} at ${pts}, not ${wanted}`);
      assert.ok(dts <= pts && bytes > 0);
      assert.ok(duration === 0 || Math.abs(duration - 40_000) <= 1_000);
    }
  });

test('takes that were joined: media time goes on over the seam', async () => {
  const take = readFileSync(clips[2] ?? '');
  writeFileSync(file('joined.ts'), Buffer.concat([take, take]));
  await using input = await openInput(file('joined.ts'));
  const seen = await scan(input, input.info.video?.index ?? -1);
  assert.is(seen.length, 100);
  const shown = seen.map(({ pts }) => pts).sort((a, b) => a - b);
  assert.ok(shown.every((pts, i) => i === 0 || Math.abs(pts - (shown[i - 1] ?? 0) - 40_000) < 100));
});

/** The input with another way to read it. */
const changed = (input: OpenedInput, read: OpenedInput['read']): OpenedInput => ({
  info: input.info,
  streams: input.streams,
  zero: input.zero,
  programmes: input.programmes,
  damaged: 0,
  read,
  interrupt: () => undefined,
  close: () => input.close(),
  [Symbol.asyncDispose]: () => input.close(),
});

for (const [index, says] of [
  /scan\.mp4 breaks off after 0\.\d s/,
  /scan\.mkv cannot be read past 0\.\d s/,
].entries())
  test(`a failure in the middle: ${String(says)}`, async () => {
    await using input = await openInput(clips[index] ?? '');
    let left = 10;
    const broken = changed(input, (packet) => {
      if (left-- === 0) throw new FFmpegFailure('reading the input', -5);
      return input.read(packet);
    });
    await rejects(scan(broken, input.info.video?.index ?? -1), says);
  });

test('a signal stops it with its reason, also while it waits', async () => {
  await using input = await openInput(clips[0] ?? '');
  const stop = new AbortController();
  const interrupted = Promise.withResolvers<boolean>();
  const waiting = changed(input, () => interrupted.promise);
  waiting.interrupt = () => interrupted.resolve(false);
  const scanned = scan(waiting, input.info.video?.index ?? -1, stop.signal);
  stop.abort(new Error('enough'));
  await rejects(scanned, /enough/);
});

test.run();
