/** Who may send captions, and for how long. */
import { once } from 'node:events';
import { inspect } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { WebSocket } from 'ws';
import { CaptionServerError, openCaptionServer } from '../../../src/captions/server/server.ts';
import { within } from '../../support/within.ts';
import { answer, one, open } from './show.ts';

const CANARY = 'canary-token-7f3a';

test('floods: too many captions are dropped, too long messages end their own connection', async () => {
  const began = performance.now();
  await using show = await open();
  const [fast, long, good] = [await show.client(), await show.client(), await show.client()];
  const answers: string[] = [];
  fast.on('message', (line) => answers.push((line as Buffer).toString()));
  for (let index = 0; index < 400; index++) fast.send(JSON.stringify({ ...one, id: `f${index}` }));
  long.send('x'.repeat(100_000));
  const [code] = (await within(once(long, 'close'), 3_000, 'the end of that connection')) as [number];
  assert.is(code, 1009);
  good.send(JSON.stringify({ ...one, id: 'good' }));
  await show.caption('good');
  const flood = show.events.filter((event) => event.type === 'caption' && event.id.startsWith('f'));
  // A slow machine has longer for it: 200 at once and 50 a second, 50 answers at once and 5 a second.
  const seconds = (performance.now() - began) / 1000;
  assert.ok(flood.length >= 200 && flood.length <= 200 + 50 * seconds, `${flood.length} of the flood`);
  assert.ok(answers.length >= 1 && answers.length <= 50 + 5 * seconds, `${answers.length} answers`);
  assert.match(answers[0] ?? '', 'TOO_FAST');
});

test('who may come in: path, token, origin, number', async () => {
  await using show = await open({ token: CANARY, origins: ['https://captions.example'] });
  const { url, port } = show.server;
  const bearer = { headers: { authorization: `Bearer ${CANARY}` } };
  assert.match(await show.refusal(`ws://127.0.0.1:${port}/other`, bearer), '404');
  assert.match(await show.refusal(url), '401');
  assert.match(await show.refusal(`${url}?token=${CANARY}x`), '401');
  assert.match(await show.refusal(url, { ...bearer, origin: 'https://elsewhere.example' }), '403');
  assert.match(await show.refusal(url, { ...bearer, origin: 'null' }), '403');
  assert.match(await show.refusal(url, { ...bearer, origin: 'http://127.0.0.1.elsewhere.example' }), '403');
  const origins = [
    undefined,
    'http://localhost:8080',
    'http://127.0.0.1',
    'http://[::1]:99',
    'https://captions.example',
  ];
  const inside: WebSocket[] = [];
  for (const origin of origins)
    inside.push(await show.client(`${url}?token=${CANARY}`, origin === undefined ? {} : { origin }));
  while (inside.length < 16) inside.push(await show.client(url, bearer));
  assert.match(await show.refusal(url, bearer), '503');
  assert.is(show.server.clients, 16);
  const page = await fetch(`http://127.0.0.1:${port}/captions?token=${CANARY}`);
  assert.is(page.status, 426);
  assert.is((await fetch(`http://127.0.0.1:${port}/`)).status, 404);
});

test('70 sockets that ask for nothing locked captions out', async () => {
  await using show = await open();
  const idle = Array.from({ length: 70 }, () => show.dial());
  await within(
    Promise.all(idle.slice(0, 30).map((socket) => once(socket, 'close'))),
    5_000,
    'the oldest to be cut off',
  );
  const socket = await show.client();
  socket.send(JSON.stringify(one));
  await show.heard(1);
});

test('a client that sends rubbish for ever is cut off, also one that speaks no HTTP', async () => {
  await using show = await open();
  const bad = await show.client();
  const gone = once(bad, 'close') as Promise<[number]>;
  for (let i = 0; i < 120; i++) bad.send('rubbish');
  assert.is((await within(gone, 3_000, 'the end of that client'))[0], 1008);
  const raw = show.dial();
  const closed = once(raw, 'close');
  raw.write(Buffer.alloc(4_096, 0x5a));
  raw.resume();
  await within(closed, 3_000, 'the end of that socket');
  assert.is(show.server.clients, 0);
});

test('a page whose name was made to lead to this machine is turned away', async () => {
  await using show = await open();
  const { url, port } = show.server;
  for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1.evil.example'])
    assert.match(await show.refusal(url, { headers: { host } }), '403');
  for (const host of [`localhost:${port}`, '127.0.0.1', `[::1]:${port}`])
    (await show.client(url, { headers: { host } })).terminate();
});

test('the token shows nowhere', async () => {
  await using show = await open({ token: CANARY });
  const { url, port } = show.server;
  const refused = await show.refusal(`${url}?token=not-${CANARY}`);
  const socket = await show.client(`${url}?token=${CANARY}`);
  const line = await answer(socket, { ...one, start: CANARY, [CANARY]: 1 });
  const json = await answer(socket, `{ ${CANARY}`);
  // A second server on the same port cannot be, and says so.
  let error: unknown;
  try {
    await openCaptionServer({ port, token: CANARY });
  } catch (caught) {
    error = caught;
  }
  assert.instance(error, CaptionServerError);
  assert.is((error as CaptionServerError).code, 'captions-port');
  const printed = inspect([show.events, refused, line, json, error, show.server, url], {
    depth: 9,
    showHidden: true,
  });
  assert.ok(show.events.length > 0);
  assert.not.match(printed, CANARY);
  assert.not.match(JSON.stringify(show.events), CANARY);
});

test('other machines may send only with a token', async () => {
  for (const options of [{ host: '0.0.0.0' }, { token: '' }]) {
    let code = '';
    try {
      await (await openCaptionServer({ port: 0, ...options })).close();
    } catch (error) {
      code = (error as CaptionServerError).code;
    }
    assert.is(code, 'captions-need-token', JSON.stringify(options));
  }
});

test('closing says goodbye to clients, also to those that do not answer, and is fine twice', async () => {
  await using show = await open();
  const socket = await show.client();
  const silent = show.dial();
  silent.write(
    `GET /captions HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n\r\n`,
  );
  await within(once(silent, 'data'), 3_000, 'the upgrade');
  const mute = show.dial();
  await within(once(mute, 'connect'), 3_000, 'a connection');
  const farewell = once(socket, 'close') as Promise<[number]>;
  await within(Promise.all([show.server.close(), show.server.close()]), 3_000, 'the server to close');
  assert.is((await within(farewell, 3_000, 'the goodbye'))[0], 1001);
  assert.ok(show.ended());
});

test.run();
