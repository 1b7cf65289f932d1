import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { WebSocket } from 'ws';
import {
  CaptionServerError,
  openCaptionServer,
  type CaptionServer,
  type CaptionServerOptions,
} from '../../../src/captions/server/server.ts';
import type { CaptionEvent } from '../../../src/captions/source.ts';
import { fromSeconds } from '../../../src/streams/time.ts';
import { fixture } from '../../support/fixtures.ts';
import { within } from '../../support/within.ts';

const CANARY = 'canary-token-7f3a';

interface Show extends AsyncDisposable {
  readonly server: CaptionServer;
  readonly events: CaptionEvent[];
  /** The first `count` events. */
  heard(count: number): Promise<CaptionEvent[]>;
  readonly ended: () => boolean;
}

async function open(options: Partial<CaptionServerOptions> = {}): Promise<Show> {
  const server = await openCaptionServer({ port: 0, ...options });
  const events: CaptionEvent[] = [];
  let [ended, wake] = [false, () => {}];
  server.events$.subscribe({
    next: (event) => {
      events.push(event);
      wake();
    },
    complete: () => (ended = true),
  });
  const enough = async (count: number): Promise<CaptionEvent[]> => {
    while (events.length < count) await new Promise<void>((resolve) => (wake = resolve));
    return events.slice(0, count);
  };
  return {
    server,
    events,
    heard: (count) => within(enough(count), 3_000, `${count} events`),
    ended: () => ended,
    [Symbol.asyncDispose]: () => server.close(),
  };
}

async function client(url: string, options: Record<string, unknown> = {}): Promise<WebSocket> {
  const socket = new WebSocket(url, options);
  await within(once(socket, 'open'), 3_000, 'the connection');
  return socket;
}

/** The HTTP status with which a client is turned away. */
async function refusal(url: string, options: Record<string, unknown> = {}): Promise<string> {
  const socket = new WebSocket(url, options);
  const [error] = (await within(once(socket, 'error'), 3_000, 'a refusal')) as [Error];
  return error.message;
}

async function answer(socket: WebSocket, message: unknown): Promise<{ error: string; message: string }> {
  const line = within(once(socket, 'message'), 3_000, 'an answer') as Promise<[Buffer]>;
  socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  const text = String((await line)[0]);
  assert.is(text.indexOf('\n'), text.length - 1, 'one line');
  return JSON.parse(text) as { error: string; message: string };
}

const one = { id: 'a', start: 1.5, end: 3, text: '<i>Good</i> morning.', final: true };

test('one object or an array a message, in media time and in wall-clock time', async () => {
  await using show = await open();
  const socket = await client(show.server.url);
  socket.send(JSON.stringify(one));
  socket.send(
    JSON.stringify([
      { ...one, id: 'b', start: 1_700_000_000, end: 1_700_000_001.25, final: false },
      { ...one, id: 'c', start: 1_700_000_000_000, end: 1_700_000_001_000, extra: 'left out' },
      { ...one, id: 'd', start: '2023-11-14T23:13:20.5+01:00', end: '2023-11-14T22:13:21.5Z' },
      { ...one, id: 'e', start: 2, end: 2 },
    ]),
  );
  const wall = (at: number): unknown => ({ clock: 'wall', at });
  const media = (at: number): unknown => ({ clock: 'media', at });
  const words = { type: 'caption', text: 'Good morning.', final: true };
  assert.equal(await show.heard(5), [
    { ...words, id: 'a', start: media(1_500_000), end: media(3_000_000) },
    { ...words, id: 'b', start: wall(1_700_000_000_000), end: wall(1_700_000_001_250), final: false },
    { ...words, id: 'c', start: wall(1_700_000_000_000), end: wall(1_700_000_001_000) },
    { ...words, id: 'd', start: wall(1_700_000_000_500), end: wall(1_700_000_001_500) },
    { ...words, id: 'e', start: media(2_000_000), end: media(2_040_000) },
  ]);
  socket.terminate();
});

test('a client that comes back revises its captions; those whose words are gone are withdrawn', async () => {
  await using show = await open();
  const first = await client(show.server.url);
  first.send(JSON.stringify({ ...one, final: false }));
  await show.heard(1);
  first.terminate();
  const second = await client(show.server.url);
  second.send(
    JSON.stringify([
      { ...one, text: 'Good evening.' },
      { ...one, id: 'new', text: '[applause]' },
    ]),
  );
  second.send(JSON.stringify([{ ...one, text: '' }, one]));
  const told = (await show.heard(4)).map((event) =>
    event.type === 'caption'
      ? [event.id, event.text]
      : event.type === 'withdrawn'
        ? [event.id]
        : [event.type],
  );
  assert.equal(told, [['a', 'Good morning.'], ['a', 'Good evening.'], ['a'], ['a', 'Good morning.']]);
  second.terminate();
});

test('a bad message is answered with one line and dropped; its sender and the others go on', async () => {
  const began = performance.now();
  await using show = await open();
  const [bad, good] = [await client(show.server.url), await client(show.server.url)];
  const faults: [unknown, string, RegExp][] = [
    ['{', 'BAD_JSON', /no JSON/],
    ['"text"', 'BAD_CAPTION', /^the message: .*object/],
    [{ ...one, text: 5 }, 'BAD_CAPTION', /^text: .*string/],
    [{ ...one, final: 'yes' }, 'BAD_CAPTION', /^final: /],
    [{ ...one, start: -1 }, 'BAD_CAPTION', /^start: expected seconds/],
    [{ ...one, start: '2023-11-14T22:13:20' }, 'BAD_CAPTION', /^start: .*with its zone/],
    [{ ...one, end: 1 }, 'BAD_CAPTION', /^end: the caption ends before/],
    [{ ...one, end: 100 }, 'BAD_CAPTION', /^end: the caption is longer than 60 s/],
    [{ ...one, end: 1_700_000_000 }, 'BAD_CAPTION', /^end: .*different clocks/],
    [{ ...one, id: '' }, 'BAD_CAPTION', /^id: /],
    [{ ...one, id: 'x'.repeat(200) }, 'BAD_CAPTION', /^id: /],
    [{ ...one, text: 'x'.repeat(1_001) }, 'BAD_CAPTION', /^text: /],
    [[one, { ...one, start: null }], 'BAD_CAPTION', /^1\.start: /],
    [Array.from({ length: 101 }, () => one), 'BAD_CAPTION', /^the message: /],
    [{ ...one, padding: 'x'.repeat(16_384) }, 'TOO_LONG', /16384 bytes/],
  ];
  for (const [message, error, text] of faults) {
    const line = await answer(bad, message);
    assert.is(line.error, error, JSON.stringify(message).slice(0, 60));
    assert.match(line.message, text);
  }
  good.send(JSON.stringify(one));
  bad.send(JSON.stringify({ ...one, id: 'b' }));
  await within(
    (async () => {
      while (show.events.filter(({ type }) => type === 'caption').length < 2)
        await show.heard(show.events.length + 1);
    })(),
    3_000,
    'the good captions',
  );
  const told = show.events.filter(({ type }) => type === 'fault');
  const most = 1 + Math.ceil((performance.now() - began) / 1000);
  assert.ok(told.length >= 1 && told.length <= most, `${told.length} faults told, at most one a second`);
  bad.terminate();
  good.terminate();
});

test('floods: too many captions are dropped, too long messages end their own connection', async () => {
  const began = performance.now();
  await using show = await open();
  const [fast, long, good] = [
    await client(show.server.url),
    await client(show.server.url),
    await client(show.server.url),
  ];
  const answers: string[] = [];
  fast.on('message', (line) => answers.push((line as Buffer).toString()));
  for (let index = 0; index < 400; index++) fast.send(JSON.stringify({ ...one, id: `f${index}` }));
  long.send('x'.repeat(100_000));
  const [code] = (await within(once(long, 'close'), 3_000, 'the end of that connection')) as [number];
  assert.is(code, 1009);
  good.send(JSON.stringify({ ...one, id: 'good' }));
  await within(
    (async () => {
      while (!show.events.some((event) => event.type === 'caption' && event.id === 'good'))
        await show.heard(show.events.length + 1);
    })(),
    3_000,
    'the good caption',
  );
  const flood = show.events.filter((event) => event.type === 'caption' && event.id.startsWith('f'));
  // A slow machine has longer for it: 200 at once and 50 a second, 50 answers at once and 5 a second.
  const seconds = (performance.now() - began) / 1000;
  assert.ok(flood.length >= 200 && flood.length <= 200 + 50 * seconds, `${flood.length} of the flood`);
  assert.ok(answers.length >= 1 && answers.length <= 50 + 5 * seconds, `${answers.length} answers`);
  assert.match(answers[0] ?? '', 'TOO_FAST');
  fast.terminate();
  good.terminate();
});

test('who may come in: path, token, origin, number', async () => {
  await using show = await open({ token: CANARY, origins: ['https://captions.example'] });
  const { url, port } = show.server;
  const bearer = { headers: { authorization: `Bearer ${CANARY}` } };
  assert.match(await refusal(`ws://127.0.0.1:${port}/other`, bearer), '404');
  assert.match(await refusal(url), '401');
  assert.match(await refusal(`${url}?token=${CANARY}x`), '401');
  assert.match(await refusal(url, { ...bearer, origin: 'https://elsewhere.example' }), '403');
  assert.match(await refusal(url, { ...bearer, origin: 'null' }), '403');
  assert.match(await refusal(url, { ...bearer, origin: 'http://127.0.0.1.elsewhere.example' }), '403');
  const origins = [
    undefined,
    'http://localhost:8080',
    'http://127.0.0.1',
    'http://[::1]:99',
    'https://captions.example',
  ];
  const inside: WebSocket[] = [];
  for (const origin of origins)
    inside.push(await client(`${url}?token=${CANARY}`, origin === undefined ? {} : { origin }));
  while (inside.length < 16) inside.push(await client(url, bearer));
  assert.match(await refusal(url, bearer), '503');
  assert.is(show.server.clients, 16);
  const page = await fetch(`http://127.0.0.1:${port}/captions?token=${CANARY}`);
  assert.is(page.status, 426);
  assert.is((await fetch(`http://127.0.0.1:${port}/`)).status, 404);
  for (const socket of inside) socket.terminate();
});

test('a date in the year 9999 or a time in microseconds ended the show: what is far ahead is refused with a word', async () => {
  const now = 1_700_000_000_000;
  await using show = await open({ wallNow: () => now, mediaNow: () => fromSeconds(100) });
  const socket = await client(show.server.url);
  const far = JSON.parse(readFileSync(fixture('field', 'sec-caption-far-future.json'), 'utf8')) as object;
  const wall = (ahead: number) => ({ ...one, start: now + ahead, end: now + ahead });
  for (const message of [
    far,
    wall(600_001),
    { ...one, start: 1.7e15, end: 1.7e15 },
    { ...one, start: 701, end: 701 },
  ]) {
    const { error, message: text } = await answer(socket, message);
    assert.is(error, 'TOO_FAR', JSON.stringify(message));
    assert.match(text, '600 s ahead');
  }
  // Those that may come pile up to a limit, until their time has come.
  const waiting = (from: number, start: number) =>
    Array.from({ length: 100 }, (_, i) => ({ ...one, id: `w${from + i}`, start, end: start }));
  const others = [
    await client(show.server.url),
    await client(show.server.url),
    await client(show.server.url),
  ];
  for (const from of [0, 100, 200, 300, 400])
    others[Math.floor(from / 200)]?.send(JSON.stringify(waiting(from, 700)));
  await within(
    (async () => {
      while (show.events.filter(({ type }) => type === 'caption').length < 500)
        await show.heard(show.events.length + 1);
    })(),
    3_000,
    'captions ahead',
  );
  assert.match(
    (await answer(others[2] as WebSocket, { ...one, id: 'more', start: 700, end: 700 })).message,
    'still to come',
  );
  (others[2] as WebSocket).send(JSON.stringify({ ...one, id: 'now', start: 100, end: 101 }));
  await within(
    (async () => {
      while (!show.events.some((event) => event.type === 'caption' && event.id === 'now'))
        await show.heard(show.events.length + 1);
    })(),
    3_000,
    'a caption of now',
  );
  for (const each of [socket, ...others]) each.terminate();
});

test('70 sockets that ask for nothing locked captions out', async () => {
  await using show = await open();
  const idle: Socket[] = [];
  for (let i = 0; i < 70; i++) {
    const socket = connect(show.server.port, '127.0.0.1');
    socket.on('error', () => undefined);
    idle.push(socket);
  }
  await within(
    Promise.all(idle.slice(0, 30).map((socket) => once(socket, 'close'))),
    5_000,
    'the oldest to be cut off',
  );
  const socket = await client(show.server.url);
  socket.send(JSON.stringify(one));
  await show.heard(1);
  socket.terminate();
  for (const each of idle) each.destroy();
});

test('a client that sends rubbish for ever is cut off, also one that speaks no HTTP', async () => {
  await using show = await open();
  const bad = await client(show.server.url);
  const gone = once(bad, 'close') as Promise<[number]>;
  for (let i = 0; i < 120; i++) bad.send('rubbish');
  assert.is((await within(gone, 3_000, 'the end of that client'))[0], 1008);
  const raw = connect(show.server.port, '127.0.0.1');
  raw.on('error', () => undefined);
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
    assert.match(await refusal(url, { headers: { host } }), '403');
  for (const host of [`localhost:${port}`, '127.0.0.1', `[::1]:${port}`])
    (await client(url, { headers: { host } })).terminate();
});

test('captions that roll count once, whoever sends them', async () => {
  await using show = await open();
  const socket = await client(show.server.url);
  const lines = ['we begin here', 'and go on', 'to the end'];
  for (const [i, line] of lines.entries())
    socket.send(
      JSON.stringify({
        ...one,
        id: `r${i}`,
        start: i,
        end: i + 1,
        text: [...lines.slice(0, i), line].slice(-2).join('\n'),
      }),
    );
  const told = (await show.heard(3)).map((event) => (event.type === 'caption' ? event.text : event.type));
  assert.equal(told, lines);
  socket.terminate();
});

test('the token shows nowhere', async () => {
  await using show = await open({ token: CANARY });
  const { url, port } = show.server;
  const refused = await refusal(`${url}?token=not-${CANARY}`);
  const socket = await client(`${url}?token=${CANARY}`);
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
  assert.is((error as CaptionServerError).code, 'CAPTIONS_PORT');
  const printed = inspect([show.events, refused, line, json, error, show.server, url], {
    depth: 9,
    showHidden: true,
  });
  assert.ok(show.events.length > 0);
  assert.not.match(printed, CANARY);
  assert.not.match(JSON.stringify(show.events), CANARY);
  socket.terminate();
});

test('other machines may send only with a token', async () => {
  for (const options of [{ host: '0.0.0.0' }, { token: '' }]) {
    let code = '';
    try {
      await (await openCaptionServer({ port: 0, ...options })).close();
    } catch (error) {
      code = (error as CaptionServerError).code;
    }
    assert.is(code, 'CAPTIONS_NEED_TOKEN', JSON.stringify(options));
  }
});

test('closing says goodbye to clients, also to those that do not answer, and is fine twice', async () => {
  await using show = await open();
  const socket = await client(show.server.url);
  const silent = connect(show.server.port, '127.0.0.1');
  silent.on('error', () => undefined);
  silent.write(
    `GET /captions HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n\r\n`,
  );
  await within(once(silent, 'data'), 3_000, 'the upgrade');
  const mute = connect(show.server.port, '127.0.0.1');
  mute.on('error', () => undefined);
  await within(once(mute, 'connect'), 3_000, 'a connection');
  const farewell = once(socket, 'close') as Promise<[number]>;
  await within(Promise.all([show.server.close(), show.server.close()]), 3_000, 'the server to close');
  assert.is((await within(farewell, 3_000, 'the goodbye'))[0], 1001);
  assert.ok(show.ended());
  silent.destroy();
  mute.destroy();
});

test.run();
