/** A sender whose clock jumps by an hour inside one connection: set straight, in order, in sync. */
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { scratch } from '../../support/cli.ts';
import { testWithModel } from '../../support/model.ts';
import { freePort } from '../../support/ports.ts';
import { ffmpeg } from '../../support/talk.ts';
import { listening, makeShow } from './show.ts';
import { inSync, pictures, runs, timesRise } from './sync.ts';
import { watch } from './watched.ts';

const folder = scratch('live-jump');
const file = (name: string): string => join(folder, name);
const RATE_BYTES = 250_000;
const DATAGRAM = 7 * 188;

/** MPEG-TS at a constant rate, so that its bytes tell the time; four seconds of the clip from `from` on. */
function stretch(mp4: string, name: string, from: number, offset: number): Buffer {
  // The next second's key picture is sent 80 ms before it is shown.
  ffmpeg(
    `-ss ${from} -i ${mp4} -t 3.9 -c copy -muxrate ${RATE_BYTES * 8} -output_ts_offset ${offset} -f mpegts ${file(name)}`,
  );
  return readFileSync(file(name));
}

/** Sends the bytes to a UDP port at their rate. */
async function play(bytes: Buffer, port: number): Promise<void> {
  const socket = createSocket('udp4');
  const began = performance.now();
  for (let at = 0; at < bytes.length;) {
    const due = ((performance.now() - began) / 1000) * RATE_BYTES;
    for (; at < Math.min(due, bytes.length); at += DATAGRAM)
      socket.send(bytes.subarray(at, at + DATAGRAM), port, '127.0.0.1');
    await sleep(5);
  }
  await sleep(100);
  socket.close();
}

testWithModel('+1 h and back again, inside one connection', async () => {
  const { mp4 } = makeShow(folder);
  const bytes = Buffer.concat([
    stretch(mp4, 'a.ts', 0, 0),
    stretch(mp4, 'b.ts', 4, 3_600),
    stretch(mp4, 'c.ts', 8, 0),
  ]);
  const port = await freePort();
  const out = file('jump.mp4');
  const live = watch([`udp://127.0.0.1:${port}`, '--asr', 'none', '--delay', '1', '--to', out]);
  await listening(port);
  await play(bytes, port);
  await sleep(1_000);
  await live.stop();
  const straight = live.of('input time stamps set straight');
  assert.equal(
    straight.map(({ facts }) => facts['kind']),
    ['jump', 'jump'],
  );
  const [forth, back] = straight.map(({ facts }) => Number(facts['by']));
  assert.ok(
    Math.abs((forth ?? 0) - 3_596) < 5 && Math.abs((back ?? 0) + 3_604) < 5,
    `${forth} s and ${back} s`,
  );
  assert.is(live.of('input connected').length, 1);
  timesRise(out);
  const units = await pictures(out);
  const found = runs(units, await pictures(mp4));
  // The last picture of a transport stream is known to be whole only when another follows.
  assert.is(found.length, 1, JSON.stringify(found));
  assert.ok(found[0]?.from === 0 && found[0].length >= 299, JSON.stringify(found));
  const beeps = inSync(out, units, 10);
  const steps = beeps.slice(1).map((at, i) => at - (beeps[i] ?? 0));
  assert.ok(Math.max(...steps.map((step) => Math.abs(step - 1))) < 0.1, `beeps after ${steps.join(', ')} s`);
});

test.run();
