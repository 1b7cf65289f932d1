/** The control server's door, with real sockets: who is let in, who is not, and what a client gets. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { viewerToken } from '../../../src/plugin/control/access.ts';
import { openControlServer } from '../../../src/plugin/control/server.ts';
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

test('a token is renewed: who came with the old one is sent away and does nothing more; the new one lets in', async () => {
  const { server, asked } = await openTestServer();
  const { port } = server;
  const renewed = TOKEN.replace('abc', 'xyz');
  try {
    using operator = new RawClient(port, fromPage(port));
    assert.is((await operator.hello())['type'], 'welcome');
    using viewer = new RawClient(port, fromPage(port));
    assert.is((await viewer.hello(viewerToken(TOKEN)))['type'], 'welcome');
    // One that does not read what it is told.
    operator.socket.pause();
    server.renew(renewed);
    operator.send({ type: 'do', n: 1, action: { type: 'panic' } });
    assert.is(await viewer.closed, 4_001);
    // More than guesses would be let do: they are none.
    for (let i = 0; i < 12; i += 1) {
      using again = new RawClient(port, fromPage(port));
      assert.is((await again.hello(i < 6 ? TOKEN : viewerToken(TOKEN)))['error'], 'wrong-token');
    }
    assert.is(await statusOf(port, '/closed', { authorization: `Bearer ${TOKEN}` }), 401);
    assert.is(await statusOf(port, '/closed', { authorization: `Bearer ${renewed}` }), 200);
    using next = new RawClient(port, fromPage(port));
    assert.is((await next.hello(new URL(server.url).hash.slice(1)))['role'], 'operator');
    assert.equal(asked, []);
    operator.socket.resume();
    assert.is(await operator.closed, 4_001);
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
    const tls = { cert: '', key: '' };
    for (const host of ['0.0.0.0', '::'])
      await rejects(openControlServer({ ...more, host, port: 0, tls }), /stands for every address/);
  } finally {
    await server.close();
  }
});

test.run();
