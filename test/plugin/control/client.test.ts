/** The client that pads and bots use, against the real server. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
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
