/** The control server's door, with real sockets: who is let in, who is not, and what a client gets. */
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { viewerToken } from '../../../src/plugin/control/access.ts';
import { openControlServer } from '../../../src/plugin/control/server.ts';
import { until } from '../../support/until.ts';
import { rejects } from '../../support/within.ts';
import { fromPage, openTestServer, RawClient, statusOf, TOKEN } from './support.ts';

test('pages of other sites, and requests by other names, are refused', async () => {
  const { server } = await openTestServer();
  const { port } = server;
  try {
    for (const origin of [
      'https://evil.example',
      'null',
      `https://127.0.0.1:${port}`,
      `http://127.0.0.1:${port + 1}`,
      `http://127.0.0.1.evil.example:${port}`,
      `http://localhost.evil.example:${port}`,
      `http://127.0.0.1:${port}.evil.example`,
      'http://127.0.0.1',
    ]) {
      using client = new RawClient(port, { origin });
      assert.is(await client.opened(), 403, origin);
    }
    using noOrigin = new RawClient(port);
    assert.is(await noOrigin.opened(), 403, 'no origin, and no token in a header');
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1:${port + 1}`]) {
      using client = new RawClient(port, { ...fromPage(port), host });
      assert.is(await client.opened(), 403, host);
      assert.is(await statusOf(port, '/open', { host }), 403, host);
    }
    using own = new RawClient(port, fromPage(port));
    assert.is(await own.opened(), true);
    using byName = new RawClient(port, { origin: `http://localhost:${port}`, host: `localhost:${port}` });
    assert.is(await byName.opened(), true);
  } finally {
    await server.close();
  }
});

test('no token, a wrong one, none of the protocol: nothing is told', async () => {
  const { server } = await openTestServer();
  const { port } = server;
  try {
    using wrong = new RawClient(port, fromPage(port));
    assert.is((await wrong.hello('x'.repeat(43)))['error'], 'wrong-token');
    assert.is(await wrong.closed, 4_001);
    using empty = new RawClient(port, fromPage(port));
    assert.is((await empty.hello(''))['error'], 'wrong-token');
    using early = new RawClient(port, fromPage(port));
    await early.opened();
    early.send({ type: 'do', n: 1, action: { type: 'panic' } });
    assert.is((await early.next())['error'], 'bad-message');
    assert.is(await early.closed, 1_008);
    using other = new RawClient(port, fromPage(port));
    await other.opened();
    other.send({ type: 'hello', protocol: 2, token: TOKEN });
    assert.is((await other.next())['error'], 'protocol');
    assert.is(await statusOf(port, '/closed'), 401);
    assert.is(await statusOf(port, '/closed', { authorization: `Bearer ${TOKEN}` }), 200);
    assert.is(await statusOf(port, '/open'), 200);
    assert.is(await statusOf(port, '/open', {}, 'POST'), 405);
    assert.is(await statusOf(port, '/elsewhere'), 404);
    assert.is(await statusOf(port, '/control'), 426);
  } finally {
    await server.close();
  }
});

test('after five wrong tokens nobody new gets in for half a minute; who is in stays', async () => {
  const { server, asked, advance } = await openTestServer();
  const { port } = server;
  try {
    using inside = new RawClient(port, fromPage(port));
    assert.is((await inside.hello())['type'], 'welcome');
    for (let i = 0; i < 5; i += 1) {
      using client = new RawClient(port, fromPage(port));
      assert.is((await client.hello('y'.repeat(43)))['error'], 'wrong-token');
    }
    using locked = new RawClient(port, fromPage(port));
    assert.is((await locked.hello())['error'], 'locked');
    assert.is(await statusOf(port, '/closed', { authorization: `Bearer ${TOKEN}` }), 429);
    inside.send({ type: 'do', n: 7, action: { type: 'panic' } });
    assert.equal(await inside.next(), { type: 'done', n: 7 });
    assert.equal(asked, [{ type: 'panic' }]);
    advance(30_000);
    using later = new RawClient(port, fromPage(port));
    assert.is((await later.hello())['type'], 'welcome');
  } finally {
    await server.close();
  }
});

test('requests without a token are no guesses: they lock nobody out', async () => {
  const { server } = await openTestServer();
  const { port } = server;
  try {
    for (let i = 0; i < 12; i += 1) assert.is(await statusOf(port, '/closed'), 401);
    using operator = new RawClient(port, fromPage(port));
    assert.is((await operator.hello())['type'], 'welcome');
  } finally {
    await server.close();
  }
});

test('a viewer sees and cannot act', async () => {
  const { server, asked, change } = await openTestServer();
  const { port } = server;
  try {
    using viewer = new RawClient(port, fromPage(port));
    const welcome = await viewer.hello(viewerToken(TOKEN));
    assert.is(welcome['role'], 'viewer');
    viewer.send({ type: 'do', n: 1, action: { type: 'panic' } });
    assert.is((await viewer.next())['error'], 'viewer');
    change({ favourites: ['bell'] });
    assert.equal(await viewer.next(), { type: 'change', change: { favourites: ['bell'] } });
    assert.equal(asked, []);
  } finally {
    await server.close();
  }
});

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

test('fields of a newer client are passed over, but not in what it asks; another protocol is refused with both versions', async () => {
  const { server, asked } = await openTestServer();
  const { port } = server;
  try {
    using client = new RawClient(port, fromPage(port));
    await client.opened();
    client.send({ type: 'hello', protocol: 1, token: TOKEN, name: 'a newer pad', wants: ['all'] });
    assert.is((await client.next())['type'], 'welcome');
    client.send({ type: 'do', n: 1, action: { type: 'panic' }, sentAt: 5 });
    assert.equal(await client.next(), { type: 'done', n: 1 });
    client.send({ type: 'do', n: 2, action: { type: 'play', sfx: 'bell', volume: 2 } });
    const refused = await client.next();
    assert.equal([refused['n'], refused['error']], [2, 'bad-message']);
    assert.equal(asked, [{ type: 'panic' }]);
    for (const protocol of [0, 2, 1.5]) {
      using other = new RawClient(port, fromPage(port));
      await other.opened();
      other.send({ type: 'hello', protocol, token: TOKEN });
      const answer = await other.next();
      assert.equal([answer['error'], answer['message']], ['protocol', 'This server speaks protocol 1.']);
      assert.is(await other.closed, 4_003);
    }
  } finally {
    await server.close();
  }
});

test('a token holds until the show is started again, whatever becomes of its file', async () => {
  const { server } = await openTestServer();
  const { port } = server;
  using before = new RawClient(port, fromPage(port));
  assert.is((await before.hello())['type'], 'welcome');
  await server.close();
  assert.is(await before.closed, 1_001);
  const { server: next } = await openTestServer({ token: TOKEN.replace('abc', 'xyz') });
  try {
    using again = new RawClient(next.port, fromPage(next.port));
    assert.is((await again.hello())['error'], 'wrong-token', 'the hello of before');
  } finally {
    await next.close();
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

test('other machines need TLS, and a taken port is told', async () => {
  const { server } = await openTestServer();
  try {
    const more = { token: TOKEN, version: '', effects: [], routes: new Map(), show: undefined as never };
    await rejects(openControlServer({ ...more, host: '0.0.0.0', port: 0 }), /could be read on the way/);
    await rejects(openControlServer({ ...more, port: server.port }), /the port is taken/);
  } finally {
    await server.close();
  }
});

test.run();
