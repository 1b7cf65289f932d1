/** Pictures of a container without presentation times that cannot be read: left out, and counted. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openInput } from '../../../../src/media/input/demuxer.ts';
import { Packet } from 'node-av/lib';
import { ffmpeg } from '../../../support/talk.ts';
import { scratch } from '../../../support/scratch.ts';
import { Listening } from '../peers.ts';

const folder = scratch('lost-pictures');

/** Pictures that a recording gives, and how many it says were damaged. */
async function pictures(file: string): Promise<{ readonly read: number; readonly damaged: number }> {
  await using input = await openInput(file);
  const packet = new Packet();
  packet.alloc();
  let read = 0;
  try {
    while (await input.read(packet)) {
      read += 1;
      packet.unref();
    }
  } finally {
    packet.free();
  }
  return { read, damaged: input.damaged };
}

test('a picture whose head is broken in an AVI is counted as damaged', async () => {
  const whole = join(folder, 'whole.avi');
  const encoder = ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '2', '-g', '25'];
  ffmpeg('-f', 'lavfi', '-i', 'testsrc2=s=160x120:r=25:d=2', ...encoder, whole);
  const { read, damaged } = await pictures(whole);
  assert.equal([read, damaged], [50, 0]);
  const bytes = readFileSync(whole);
  const chunks: number[] = [];
  for (let at = bytes.indexOf('00dc'); at >= 0; at = bytes.indexOf('00dc', at + 4)) chunks.push(at);
  // The slice's head of a picture in the middle, behind its start code and type: it names parameters that are not there.
  const unit = bytes.indexOf(Buffer.of(0, 0, 1), chunks[20]) + 4;
  bytes.fill(0x10, unit, unit + 40);
  const broken = join(folder, 'broken.avi');
  writeFileSync(broken, bytes);
  const after = await pictures(broken);
  assert.is(after.read + after.damaged, 50, JSON.stringify(after));
  assert.ok(after.damaged >= 1, JSON.stringify(after));

  // A live show, which has no summary, tells it when the connection is over.
  await using live = new Listening(broken, { realtime: true });
  await live.input.done;
  const { damaged: packets } = live.input.counts;
  assert.ok(packets >= after.damaged);
  const at = Math.max(...live.packets.map((packet) => packet.at));
  assert.equal(
    live.notes.map((note) => ({ ...note, at: 'at' in note && note.at >= at })),
    [{ type: 'input-damaged', packets, at: true }],
  );
});

test.run();
