import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { WebSocket } from 'ws';
import { fromSeconds } from '../../../src/streams/time.ts';
import { fixture } from '../../support/fixtures.ts';
import { answer, one, open } from './show.ts';

test('one object or an array a message, in media time and in wall-clock time', async () => {
  await using show = await open();
  const socket = await show.client();
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
});

test('a client that comes back revises its captions; those whose words are gone are withdrawn', async () => {
  await using show = await open();
  const first = await show.client();
  first.send(JSON.stringify({ ...one, final: false }));
  await show.heard(1);
  first.terminate();
  const second = await show.client();
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
});

test('a bad message is answered with one line and dropped; its sender and the others go on', async () => {
  const began = performance.now();
  await using show = await open();
  const [bad, good] = [await show.client(), await show.client()];
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
  await show.captions(2);
  const told = show.events.filter(({ type }) => type === 'fault');
  const most = 1 + Math.ceil((performance.now() - began) / 1000);
  assert.ok(told.length >= 1 && told.length <= most, `${told.length} faults told, at most one a second`);
});

test('a date in the year 9999 or a time in microseconds ended the show: what is far ahead is refused with a word', async () => {
  const now = 1_700_000_000_000;
  await using show = await open({ wallNow: () => now, mediaNow: () => fromSeconds(100) });
  const socket = await show.client();
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
  const others = [await show.client(), await show.client(), await show.client()];
  for (const from of [0, 100, 200, 300, 400])
    others[Math.floor(from / 200)]?.send(JSON.stringify(waiting(from, 700)));
  await show.captions(500);
  assert.match(
    (await answer(others[2] as WebSocket, { ...one, id: 'more', start: 700, end: 700 })).message,
    'still to come',
  );
  (others[2] as WebSocket).send(JSON.stringify({ ...one, id: 'now', start: 100, end: 101 }));
  await show.caption('now');
});

test('of an array half was taken and the message refused then; a script sent too early ended its sender', async () => {
  await using show = await open({ mediaNow: () => fromSeconds(0) });
  const socket = await show.client();
  const early = { ...one, id: 'early', start: 700, end: 701 };
  assert.is((await answer(socket, [one, early])).error, 'TOO_FAR');
  // More than the mistakes that a client may make.
  for (let sent = 0; sent < 130; sent++) socket.send(JSON.stringify(early));
  socket.send(JSON.stringify({ ...one, id: 'good' }));
  await show.caption('good');
  const told = show.events.flatMap((event) => (event.type === 'caption' ? [event.id] : []));
  assert.equal(told, ['good']);
});

test('captions that roll count once, whoever sends them', async () => {
  await using show = await open();
  const socket = await show.client();
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
});

test.run();
