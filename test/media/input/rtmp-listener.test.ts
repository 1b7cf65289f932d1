/** Clients of an RTMP listener that are no publishers must not keep a publisher out. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { freePort } from '../../support/ports.ts';
import { CODED, ffmpeg, listening, PICTURE, SOUND } from './peers.ts';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A client that sends this and then nothing; undefined while nobody listens. */
async function client(port: number, bytes: Buffer): Promise<Socket> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    const came = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'close').then(() => false),
    ]).catch(() => false);
    if (came) {
      socket.write(bytes);
      return socket;
    }
    await pause(50);
  }
}

const HELLO = Buffer.concat([Buffer.from([3]), Buffer.alloc(1536)]);

test('a publisher comes in beside clients that say nothing, half a hello, a whole one or rubbish', async () => {
  const port = await freePort();
  const url = `rtmp://127.0.0.1:${port}/live/canary`;
  await listening(url, { listen: true, pictures: false, speech: false }, async (input) => {
    const clients = [];
    for (const bytes of [
      Buffer.alloc(0),
      HELLO.subarray(0, 700),
      HELLO,
      Buffer.from('GET / HTTP/1.0\r\n\r\n'),
    ])
      clients.push(await client(port, bytes));
    await pause(300);
    ffmpeg(PICTURE, SOUND, CODED, '-f flv', url);
    await input.until('0.5 s of the publisher', () => input.span > 0.5, 6_000);
    assert.is(input.connections.length, 1);
    for (const socket of clients) socket.destroy();
  });
});

test('more clients with half a handshake than are served at once', async () => {
  const port = await freePort();
  const url = `rtmp://127.0.0.1:${port}/live/canary`;
  await listening(url, { listen: true, pictures: false, speech: false }, async (input) => {
    const clients = [];
    for (let i = 0; i < 6; i += 1) clients.push(await client(port, HELLO));
    ffmpeg(PICTURE, SOUND, CODED, '-f flv', url);
    await input.until('0.5 s of the publisher', () => input.span > 0.5, 8_000);
    for (const socket of clients) socket.destroy();
  });
});

test('a port that is taken is told', async () => {
  const port = await freePort();
  const url = `rtmp://127.0.0.1:${port}/live/canary`;
  await listening(url, { listen: true }, async () => {
    await client(port, Buffer.alloc(0));
    await listening(url, { listen: true }, async (second) => {
      await second.until('the refusal', () => second.noted('input-retry').length > 0);
      const [note] = second.noted('input-retry');
      assert.match(note?.type === 'input-retry' ? note.reason : '', /listened at \(EADDRINUSE\)/);
    });
  });
});

test.run();
