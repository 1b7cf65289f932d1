/** The control server's bounds, with real sockets: rubbish, floods, broken frames, too many connections, slow readers. */
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../../support/until.ts';
import { fromPage, openTestServer, RawClient } from './support.ts';

test('rubbish, too much, too fast: refused one by one, and the others are served', async () => {
  const { server, asked, advance } = await openTestServer();
  const { port } = server;
  try {
    using client = new RawClient(port, fromPage(port));
    await client.hello();
    for (const message of [
      'x',
      '[]',
      '{}',
      { type: 'do', n: 1 },
      { type: 'do', n: 2, action: { type: 'explode' } },
      { type: 'do', n: 3, action: { type: 'gain', value: 1e9 } },
      { type: 'do', n: 4, action: { type: 'gain', value: 1, more: 1 } },
      { type: 'do', n: 5, action: { type: 'nudge', id: 'm1', by: 'x' } },
    ]) {
      client.send(message);
      assert.is((await client.next())['error'], 'bad-message');
      advance(1_000);
    }
    for (let n = 0; n < 60; n += 1) client.send({ type: 'do', n, action: { type: 'quiet', on: true } });
    const answers: unknown[] = [];
    for (let n = 0; n < 60; n += 1) answers.push((await client.next())['error'] ?? 'done');
    assert.is(answers.filter((answer) => answer === 'done').length, asked.length);
    assert.ok(asked.length >= 40 && asked.length < 50, `${asked.length} of 60`);
    assert.ok(answers.includes('too-fast'));
    client.send(
      JSON.stringify({ type: 'do', n: 1, action: { type: 'swap', id: 'x'.repeat(70_000), sfx: 'y' } }),
    );
    assert.is(await client.closed, 1_009);
    using next = new RawClient(port, fromPage(port));
    assert.is((await next.hello())['type'], 'welcome');
  } finally {
    await server.close();
  }
});

test('frames that are no WebSocket: unmasked, not UTF-8, binary, a fragment without end, a bomb of fragments', async () => {
  const { server, asked } = await openTestServer();
  const { port } = server;
  /** Bytes on a connection that has been upgraded; what it is closed with. */
  const send = async (...bytes: number[]): Promise<number> => {
    using client = new RawClient(port, fromPage(port));
    await client.hello();
    // Below the library, which would not send them.
    (client.socket as unknown as { readonly _socket: Socket })._socket.write(Buffer.from(bytes));
    return await client.closed;
  };
  try {
    assert.is(await send(0x81, 0x01, 0x78), 1_002, 'unmasked');
    assert.is(await send(0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28), 1_007, 'not UTF-8');
    assert.is(await send(0xf1, 0x81, 0, 0, 0, 0, 0x78), 1_002, 'compressed, which nobody agreed on');
    assert.is(await send(0x80, 0x81, 0, 0, 0, 0, 0x78), 1_002, 'the end of nothing');
    // 4 GB are announced: nothing of that size is awaited.
    assert.is(await send(0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0), 1_009, 'enormous');
    using binary = new RawClient(port, fromPage(port));
    await binary.hello();
    binary.socket.send(Buffer.from('{"type":"do","n":1,"action":{"type":"panic"}}'), { binary: true });
    assert.is((await binary.next())['error'], 'bad-message');
    using fragments = new RawClient(port, fromPage(port));
    await fragments.hello();
    for (let i = 0; i < 70; i += 1) fragments.socket.send('x'.repeat(1_000), { fin: false });
    assert.is(await fragments.closed, 1_009, 'fragments count together');
    assert.equal(asked, []);
  } finally {
    await server.close();
  }
});

test('1,000 connections: a few are held, and an operator still gets in when they go', async () => {
  const { server } = await openTestServer();
  const { port } = server;
  try {
    using operator = new RawClient(port, fromPage(port));
    await operator.hello();
    const sockets = Array.from({ length: 1_000 }, () =>
      connect({ port, host: '127.0.0.1' })
        .on('error', () => undefined)
        .resume(),
    );
    await until(
      () => sockets.filter(({ destroyed }) => !destroyed).length <= 64,
      20_000,
      'the others are cut off',
    );
    operator.send({ type: 'do', n: 1, action: { type: 'panic' } });
    assert.equal(await operator.next(), { type: 'done', n: 1 });
    for (const socket of sockets) socket.destroy();
    await sleep(200);
    const seats: RawClient[] = [];
    for (let i = 0; i < 20; i += 1) seats.push(new RawClient(port, fromPage(port)));
    const opened = await Promise.all(seats.map((seat) => seat.opened()));
    assert.is(opened.filter((status) => status === true).length, 15, 'sixteen places, one of them taken');
    assert.is(opened.filter((status) => status === 503).length, 5);
    for (const seat of seats) seat[Symbol.dispose]();
  } finally {
    await server.close();
  }
});

test('a client that does not read is cut off, and costs no more than its bound', async () => {
  const { server, change } = await openTestServer();
  const { port } = server;
  try {
    using slow = new RawClient(port, fromPage(port));
    await slow.hello();
    slow.socket.pause();
    const favourites = Array.from({ length: 6_000 }, (_, i) => `effect-${i}-${'x'.repeat(150)}`);
    await until(
      () => {
        change({ favourites });
        return server.clients === 0;
      },
      30_000,
      'the slow client is cut off',
    );
    slow.socket.resume();
    assert.ok([1_006, 4_000].includes(await slow.closed));
  } finally {
    await server.close();
  }
});

test.run();
