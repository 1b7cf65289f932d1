/** Captions that are sent to the control server: its guard, the limits of caption clients, and a session that takes them. */
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { WebSocket } from 'ws';
import type { CaptionEvent } from '../../../src/captions/source.ts';
import { captionsToken, viewerToken } from '../../../src/plugin/control/access.ts';
import { CaptionsDoor, type CaptionsPlace } from '../../../src/plugin/control/captions-door.ts';
import { connectControl } from '../../../src/plugin/control/client.ts';
import { runCli } from '../../support/cli.ts';
import { testWithModel } from '../../support/model.ts';
import { freePort } from '../../support/ports.ts';
import { scratch } from '../../support/scratch.ts';
import { until } from '../../support/until.ts';
import { within } from '../../support/within.ts';
import { makeShow } from '../live/show.ts';
import { watch } from '../live/watched.ts';
import { fromPage, openTestServer, RawClient, TOKEN } from './support.ts';

const folder = scratch('control-captions');
const ONE = { id: 'a', start: 1, end: 2, text: 'Hello there.', final: true };

/** A server with a door, and clients of it. */
async function opened(place: CaptionsPlace = { path: '/captions' }) {
  const door = new CaptionsDoor(place);
  const { server, advance } = await openTestServer({ captions: door });
  const sockets: WebSocket[] = [];
  const dial = (query: string, headers: Record<string, string> = {}): WebSocket => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${query}`, { headers });
    sockets.push(socket.on('error', () => undefined));
    return socket;
  };
  return {
    ...{ server, door, dial, advance },
    /** `open`, or the status of the refusal. */
    async outcome(query: string, headers?: Record<string, string>): Promise<number | 'open'> {
      const socket = dial(query, headers);
      const refused = new Promise<number>((resolve) =>
        socket.on('unexpected-response', (_, { statusCode = 0 }) => resolve(statusCode)),
      );
      return within(Promise.race([once(socket, 'open').then(() => 'open' as const), refused]), 5_000, query);
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.terminate();
      await server.close();
    },
  };
}

const query = (token: string): string => `/captions?token=${token}`;

test('who brings the token for captions or an operator’s may send; nobody else', async () => {
  await using show = await opened();
  show.door.open({});
  const { port } = show.server;
  assert.is(await show.outcome(query(captionsToken(TOKEN))), 'open');
  assert.is(await show.outcome('/captions', { authorization: `Bearer ${TOKEN}` }), 'open');
  assert.is(await show.outcome(query(TOKEN), fromPage(port)), 'open');
  assert.is(await show.outcome(query(viewerToken(TOKEN))), 403);
  assert.is(await show.outcome('/captions'), 403);
  assert.is(await show.outcome(query('x'.repeat(43))), 401);
  for (const origin of ['https://evil.example', 'null', `http://127.0.0.1.evil.example:${port}`])
    assert.is(await show.outcome(query(TOKEN), { origin }), 403, origin);
  assert.is(await show.outcome(query(TOKEN), { host: 'evil.example' }), 403);
});

test('the token for captions opens nothing else, and five wrong ones lock that door like the others', async () => {
  await using show = await opened();
  show.door.open({});
  const { port } = show.server;
  using control = new RawClient(port, fromPage(port));
  assert.is((await control.hello(captionsToken(TOKEN)))['error'], 'wrong-token');
  for (let i = 0; i < 5; i += 1) assert.is(await show.outcome(query('y'.repeat(43))), 401);
  assert.is(await show.outcome(query(TOKEN)), 429);
  show.advance(30_000);
  assert.is(await show.outcome(query(TOKEN)), 'open');
});

test('an own path with an own token, as in an address that was typed', async () => {
  await using show = await opened({ path: '/words', token: 'secret' });
  show.door.open({});
  assert.is(await show.outcome('/words?token=secret'), 'open');
  assert.is(await show.outcome('/words?token=other'), 401);
  assert.is(await show.outcome(query(TOKEN)), 403, 'that path is none of ours, and asks for a page');
});

test('captions arrive; bad ones are answered; between shows nobody is let in; the next show takes them anew', async () => {
  await using show = await opened();
  assert.is(await show.outcome(query(TOKEN)), 503, 'no show yet');
  const told: CaptionEvent[] = [];
  const first = show.door.open({});
  first.events$.subscribe((event) => told.push(event));
  const socket = show.dial(query(captionsToken(TOKEN)));
  await once(socket, 'open');
  socket.send(JSON.stringify([ONE, { ...ONE, id: 'b', final: false }]));
  await until(() => told.length === 2, 5_000, 'two captions');
  const answer = once(socket, 'message') as Promise<[Buffer]>;
  socket.send('{"id":1}');
  assert.match(String((await answer)[0]), /BAD_CAPTION/);
  const closed = once(socket, 'close') as Promise<[number, Buffer]>;
  await first.close();
  const [code, reason] = await within(closed, 5_000, 'the farewell');
  assert.equal([code, String(reason)], [1_001, 'the show has ended']);
  assert.is(await show.outcome(query(TOKEN)), 503, 'the show is over');
  const next = show.door.open({});
  let heard = '';
  next.events$.subscribe((event) => event.type === 'caption' && (heard = event.text));
  await first.close();
  const again = show.dial(query(TOKEN));
  await once(again, 'open');
  again.send(JSON.stringify(ONE));
  await until(() => heard === 'Hello there.', 5_000, 'a caption of the next show');
});

test('a renewed token ends the way of captions, too; a token of their own holds', async () => {
  await using show = await opened({ path: '/captions', token: 'secret' });
  show.door.open({});
  const renewed = TOKEN.replace('abc', 'xyz');
  const sender = show.dial(query(captionsToken(TOKEN)));
  await once(sender, 'open');
  show.server.renew(renewed);
  await within(once(sender, 'close'), 5_000, 'the sender is sent away');
  assert.is(await show.outcome(query(captionsToken(TOKEN))), 401);
  assert.is(await show.outcome(query(captionsToken(renewed))), 'open');
  assert.is(await show.outcome(query('secret')), 'open');
});

test('captions have seats of their own: docks do not lose theirs', async () => {
  await using show = await opened();
  show.door.open({});
  const seats = await Promise.all(Array.from({ length: 20 }, () => show.outcome(query(TOKEN))));
  assert.is(seats.filter((seat) => seat === 'open').length, 16);
  assert.is(seats.filter((seat) => seat === 503).length, 4);
  using dock = new RawClient(show.server.port, fromPage(show.server.port));
  assert.is((await dock.hello())['type'], 'welcome');
  const flood = show.dial('/captions', { authorization: `Bearer ${TOKEN}`, origin: 'https://evil.example' });
  await once(flood, 'error');
  dock.send({ type: 'do', n: 1, action: { type: 'panic' } });
  assert.equal(await dock.next(), { type: 'done', n: 1 });
});

testWithModel(
  'a live session takes its words from the dock, and at the dock’s own address, too',
  async () => {
    const { mp4 } = makeShow(folder);
    const port = await freePort();
    const env = { XDG_STATE_HOME: join(folder, 'state') };
    for (const asr of ['dock', `ws://127.0.0.1:${port}/captions`]) {
      const live = watch(
        [
          ...[mp4, '--realtime', '--loop', '--asr', asr, '--delay', '2', '--dock', String(port)],
          ...['--to', join(folder, 'out.mkv')],
        ],
        { env },
      );
      await live.until('input connected');
      const place = ['dock', '--place', String(port)];
      const address = (await runCli([...place, '--captions'], { env })).stdout.trim();
      assert.match(address, /^ws:\/\/127\.0\.0\.1:\d+\/captions\?token=[\w-]{43}$/);
      const client = await connectControl({ url: (await runCli(place, { env })).stdout.trim() });
      const sender = new WebSocket(address);
      await within(once(sender, 'open'), 5_000, 'the door');
      const start = client.show.status.playhead + 3;
      sender.send(
        JSON.stringify({ id: 'x', start, end: start + 2, text: 'Only twenty five dollars.', final: true }),
      );
      await until(
        () => client.show.subtitles.some(({ text }) => text === 'Only twenty five dollars.'),
        20_000,
        `the sentence with --asr ${asr}`,
      );
      sender.terminate();
      client.close();
      const { stderr } = await live.stop();
      assert.not.match(stderr, new RegExp(address.split('=')[1] ?? 'no token'));
    }
  },
);

test('--asr dock without a dock says what to do; a recording has none', async () => {
  const { mp4 } = makeShow(folder);
  const alone = await runCli([
    'live',
    ...[mp4, '--realtime', '--asr', 'dock', '--to', join(folder, 'none.mkv')],
  ]);
  assert.is(alone.code, 2);
  assert.match(alone.stderr, /there is none\. Add --dock\./);
  const recorded = await runCli(['decorate', mp4, '--asr', 'dock', '-o', join(folder, 'none.mkv')]);
  assert.is(recorded.code, 2);
  assert.match(recorded.stderr, /--asr dock is for live input/);
});

test.run();
