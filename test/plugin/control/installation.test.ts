/** The token of an installation: made once, for its user alone. */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { captionsToken, viewerToken } from '../../../src/plugin/control/access.ts';
import { dockAddress } from '../../../src/plugin/control/command.ts';
import { Installation } from '../../../src/plugin/control/installation.ts';
import { scratch } from '../../support/scratch.ts';
import { until } from '../../support/until.ts';
import { rejects } from '../../support/within.ts';

const folder = scratch('control-installation');

test('a token of 256 bits is made once, and only its user may read it', async () => {
  const state = join(folder, 'new', 'momentfx');
  const { token } = (await Installation.open(state)).kept;
  assert.is(Buffer.from(token, 'base64url').length, 32);
  assert.is(statSync(join(state, 'control.json')).mode & 0o777, 0o600);
  assert.is((await Installation.open(state)).kept.token, token);
  assert.equal(readdirSync(state), ['control.json']);
});

test('favourites survive, and so does the token', async () => {
  const state = join(folder, 'kept');
  const first = await Installation.open(state);
  await Promise.all([first.keepFavourites(['bell']), first.keepFavourites(['bell', 'gong'])]);
  const { kept } = await Installation.open(state);
  assert.equal(kept, { token: first.kept.token, favourites: ['bell', 'gong'] });
});

test('favourites that lay beside the token, as in earlier versions, are still there, also after it is renewed', async () => {
  const state = join(folder, 'earlier');
  mkdirSync(state);
  const token = 'a'.repeat(43);
  writeFileSync(join(state, 'control.json'), JSON.stringify({ token, favourites: ['bell', 'gong'] }));
  const first = await Installation.open(state);
  assert.equal(first.kept, { token, favourites: ['bell', 'gong'] });
  await first.renew();
  assert.equal((await Installation.open(state)).kept.favourites, ['bell', 'gong']);
  await first.keepFavourites([]);
  assert.equal((await Installation.open(state)).kept.favourites, [], 'none of them comes back');
});

test('a token whose file was removed while the show ran does not come back with the favourites', async () => {
  const state = join(folder, 'revoked');
  const running = await Installation.open(state);
  rmSync(join(state, 'control.json'));
  await running.keepFavourites(['bell']);
  const { kept } = await Installation.open(state);
  assert.is.not(kept.token, running.kept.token);
  assert.equal(kept.favourites, ['bell']);
  await running.keepFavourites(['gong']);
  assert.is((await Installation.open(state)).kept.token, kept.token, 'one new token, not one each time');
});

test('a token that is renewed while favourites are kept holds, and so do they', async () => {
  const state = join(folder, 'overlap');
  const running = await Installation.open(state);
  for (let run = 0; run < 60; run += 1) {
    const other = await Installation.open(state);
    const favourites = [`sfx-${run}`];
    const keeping = running.keepFavourites(favourites);
    await sleep(run % 2);
    await Promise.all([keeping, other.renew()]);
    assert.equal((await Installation.open(state)).kept, { token: other.kept.token, favourites });
  }
});

test('a server that runs hears of a renewed token, of a removed file and of the next one, once each', async () => {
  const state = join(folder, 'renewed');
  const running = await Installation.open(state);
  await running.keepFavourites(['bell']);
  const before = running.kept.token;
  const heard: string[] = [];
  using _watched = running.watchToken((token) => heard.push(token));
  const hears = (count: number): Promise<void> =>
    until(() => heard.length === count, 10_000, `token ${count}`);
  await rejects(dockAddress({ place: 'here', renew: true }, state), /names no place/);
  const address = await dockAddress({ place: '9465', renew: true }, state);
  assert.is(heard.length, 1, 'the address is good once it is told');
  assert.is(address, `http://127.0.0.1:9465/#${heard[0]}`);
  assert.is.not(heard[0], before);
  await running.keepFavourites(['bell', 'gong']);
  rmSync(join(state, 'control.json'));
  await hears(2);
  const next = await Installation.open(state);
  await hears(3);
  assert.is(heard[2], next.kept.token);
  assert.is(new Set([before, ...heard]).size, 4);
});

test('half a file is replaced by one with a new token; a folder that takes none is told', async () => {
  const state = join(folder, 'broken');
  mkdirSync(state);
  writeFileSync(join(state, 'control.json'), '{"token":"abc', { mode: 0o644 });
  const { token } = (await Installation.open(state)).kept;
  assert.is(
    (JSON.parse(readFileSync(join(state, 'control.json'), 'utf8')) as { token: string }).token,
    token,
  );
  writeFileSync(join(folder, 'file'), '');
  await rejects(Installation.open(join(folder, 'file', 'state')), /cannot be read|cannot keep its token/);
});

test('the address of the dock carries the token behind the #', async () => {
  const state = join(folder, 'address');
  const { token } = (await Installation.open(state)).kept;
  assert.is(await dockAddress({ place: '9465' }, state), `http://127.0.0.1:9465/#${token}`);
  assert.is(
    await dockAddress({ place: '[::1]:80', viewer: true, tls: true }, state),
    `https://[::1]:80/#${viewerToken(token)}`,
  );
  assert.is(
    await dockAddress({ place: '9465', captions: true }, state),
    `ws://127.0.0.1:9465/captions?token=${captionsToken(token)}`,
  );
  await rejects(dockAddress({ place: 'here' }, state), /--place here names no place/);
});

test.run();
