/** What a key picture says of itself. */
import { Packet } from 'node-av/lib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openInput } from '../../../src/media/input/demuxer.ts';
import { readPicture, type PictureParameters } from '../../../src/media/input/picture-parameters.ts';
import { make } from '../clips.ts';

async function firstPicture(file: string): Promise<PictureParameters | undefined> {
  await using input = await openInput(file);
  const packet = new Packet();
  packet.alloc();
  try {
    assert.ok(await input.read(packet));
    const [stream] = input.streams;
    assert.ok(stream);
    return readPicture(packet, stream.codecpar, stream.codecpar.extradata ?? undefined);
  } finally {
    packet.free();
  }
}

test('a picture is read from its packet, but none that takes hundreds of megabytes', async () => {
  const encoded = (size: string): string =>
    make(
      `${size}.mp4`,
      `-f lavfi -i color=s=${size}`,
      '-frames:v 1 -c:v libx264 -preset ultrafast -pix_fmt yuv420p',
    );
  assert.is((await firstPicture(encoded('320x180')))?.width, 320);
  assert.is(await firstPicture(encoded('8208x8208')), undefined);
});

test.run();
