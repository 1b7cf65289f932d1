import { Packet } from 'node-av/lib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openInput } from '../../../../src/media/input/demuxer.ts';
import type { TimedPicture } from '../../../../src/media/input/video/frame-sampler.ts';
import { InputDecoder } from '../../../../src/media/input/input-decoder.ts';
import { ZERO } from '../../../../src/streams/time.ts';
import { make } from '../../clips.ts';

interface Seen {
  readonly pictures: TimedPicture[];
  /** How far the packets had come when each picture was there, in seconds after its own time. */
  readonly lags: number[];
}

async function pictures(path: string, prompt: boolean): Promise<Seen> {
  await using input = await openInput(path);
  using decoder = new InputDecoder({
    input,
    zero: input.zero,
    from: ZERO,
    pictures: true,
    speech: false,
    packets: false,
    prompt,
  });
  const packet = new Packet();
  packet.alloc();
  const seen: Seen = { pictures: [], lags: [] };
  try {
    while (await input.read(packet)) {
      for (const item of decoder.take(packet))
        if (item.type === 'picture') {
          seen.pictures.push(item.picture);
          seen.lags.push((decoder.end - item.picture.at) / 1e6);
        }
      packet.unref();
    }
    for (const item of decoder.finish()) if (item.type === 'picture') seen.pictures.push(item.picture);
    return seen;
  } finally {
    packet.free();
  }
}

for (const [name, coding] of [
  ['one long group with B frames', '-c:v libx264 -preset ultrafast -g 250 -bf 3'],
  ['groups of two seconds', '-c:v libx264 -preset veryfast -g 50 -bf 2'],
  ['open groups', '-c:v libx264 -preset veryfast -g 30 -bf 3 -x264-params open-gop=1'],
  ['no B frames', '-c:v libx264 -preset ultrafast -tune zerolatency -g 60'],
  ['MPEG-4', '-c:v mpeg4 -g 40 -bf 2'],
  ['VP8', '-c:v libvpx -deadline realtime -cpu-used 8 -g 100'],
] as const)
  test(`a live picture is the recorded one, and comes at once: ${name}`, async () => {
    const path = make(
      `prompt-${name.replaceAll(' ', '-')}.mkv`,
      '-f lavfi -i testsrc2=s=96x64:r=25 -t 6.2 -pix_fmt yuv420p',
      coding,
    );
    const [recorded, live] = [await pictures(path, false), await pictures(path, true)];
    assert.equal(
      live.pictures.map(({ at }) => at),
      recorded.pictures.map(({ at }) => at),
    );
    for (const [index, { picture }] of live.pictures.entries())
      assert.equal(picture.data, recorded.pictures[index]?.picture.data, `picture ${index}`);
    // The decoder's own reordering, and presentation ahead of decoding.
    assert.ok(Math.max(...live.lags) <= 0.6, `a picture came after ${Math.max(...live.lags)} s`);
  });

test.run();
