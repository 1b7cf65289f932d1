/** The client that pads and bots use, against the real server. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { WebSocketServer } from 'ws';
import { connectControl, type ShowView } from '../../../src/plugin/control/client.ts';
import { freePort } from '../../support/ports.ts';
import { rejects, within } from '../../support/within.ts';
import { openTestServer, TOKEN } from './support.ts';

test('it acts, is told what changes, and hears of the end', async () => {
  const { server, asked, change } = await openTestServer();
  const ended = Promise.withResolvers<string>();
  const changed = Promise.withResolvers<ShowView>();
  const client = await connectControl({
    url: server.url,
    onChange: (show) => changed.resolve(show),
    onClose: (reason) => ended.resolve(reason),
  });
  assert.is(client.role, 'operator');
  assert.equal(
    client.effects.map(({ sfx }) => sfx),
    ['bell'],
  );
  await client.do({ type: 'play', sfx: 'bell' });
  assert.equal(asked, [{ type: 'play', sfx: 'bell' }]);
  change({ favourites: ['bell'] });
  assert.equal((await within(changed.promise, 5_000, 'a change')).favourites, ['bell']);
  assert.equal(client.show.favourites, ['bell']);
  await rejects(client.do({ type: 'gain', value: 99 }), /value/);
  await server.close();
  assert.is(await within(ended.promise, 5_000, 'the end'), 'the show has ended');
  await rejects(client.do({ type: 'panic' }), /is gone/);
});

test('a newer server: messages and fields that are not known are passed over; another protocol says so', async () => {
  const port = await freePort();
  const newer = new WebSocketServer({ port, host: '127.0.0.1' });
  const { server } = await openTestServer();
  try {
    const real = await connectControl({ url: server.url });
    newer.on('connection', (socket) =>
      socket.on('message', (data: Buffer) => {
        const message = JSON.parse(data.toString('utf8')) as { type: string; n: number };
        const send = (answer: unknown): void => socket.send(JSON.stringify(answer));
        if (message.type === 'do') return send({ type: 'done', n: message.n, after: 3 });
        send({ type: 'greetings', of: 'the future' });
        const { role, version, effects, show } = real;
        send({
          type: 'welcome',
          protocol: 1,
          role,
          version,
          effects,
          show: { ...show, weather: 1 },
          more: 1,
        });
        send({ type: 'change', change: { weather: 2, favourites: ['bell'] } });
        send({ type: 'applause' });
      }),
    );
    const client = await connectControl({ url: `http://127.0.0.1:${port}/`, token: TOKEN });
    await client.do({ type: 'panic' });
    assert.equal(client.show.favourites, ['bell']);
    client.close();
    real.close();
    newer.removeAllListeners('connection');
    newer.on('connection', (socket) => {
      socket.send('{"type":"refused","error":"protocol","message":"This server speaks protocol 2."}');
      socket.close(4_003);
    });
    await rejects(connectControl({ url: `http://127.0.0.1:${port}/`, token: TOKEN }), /speaks protocol 2/);
  } finally {
    newer.close();
    await server.close();
  }
});

test('a viewer, a wrong token, no server: each says so', async () => {
  const { server } = await openTestServer();
  try {
    const viewer = await connectControl({ url: server.viewerUrl });
    assert.is(viewer.role, 'viewer');
    await rejects(viewer.do({ type: 'panic' }), /may look only/);
    viewer.close();
    await rejects(connectControl({ url: server.url, token: TOKEN.replace('a', 'b') }), /token is not right/);
    await rejects(connectControl({ url: `http://127.0.0.1:${await freePort()}/` }), /cannot be reached/);
  } finally {
    await server.close();
  }
});

test.run();
