/** Workers that ask each other whether Redis answers: what becomes of what they say, and how they find each other. */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { connectRedis, redisPlace } from '../../../src/plugin/fleet/connection.ts';
import { announcePlace, leave, placesIn } from '../../../src/plugin/fleet/registry.ts';
import {
  goesOnFrom,
  judge,
  newest,
  sayOf,
  type Answer,
  type Verdict,
} from '../../../src/plugin/fleet/worker/peer-verdict.ts';
import { Peers } from '../../../src/plugin/fleet/worker/peers.ts';
import { startRedis } from '../../support/redis.ts';
import { scratch } from '../../support/scratch.ts';
import { until } from '../../support/until.ts';

const key = (): string => randomBytes(32).toString('hex');

test('what workers say of Redis is judged by what each said last', () => {
  const said = (says: boolean, asked: number): Answer => ({ says, asked });
  assert.equal(judge([], 9_000), { type: 'unknown' }, 'nobody can be asked: shows go on');
  assert.equal(judge([undefined, undefined], 9_000), { type: 'unknown' }, 'silence tells nothing');
  assert.equal(judge([said(false, 9_000), undefined], 9_250), { type: 'gone', since: 9_000 });
  assert.equal(
    judge([said(false, 9_000), said(true, 9_000), undefined], 9_250),
    { type: 'cut-off' },
    'one that can take a session is enough',
  );
  // A round is judged 250 ms after its questions; one who takes 600 ms has answered those before.
  assert.equal(judge([said(false, 8_500), said(false, 9_000)], 9_250), { type: 'gone', since: 8_500 });
  assert.equal(judge([said(true, 8_500), said(false, 9_000)], 9_250), { type: 'cut-off' });
  assert.equal(judge([said(true, 8_000), said(false, 9_000)], 9_250), { type: 'gone', since: 9_000 });
  assert.equal(judge([said(true, 8_000), said(false, 8_000)], 9_250), { type: 'unknown' }, 'too old');
  assert.equal(newest(said(true, 9_000), said(false, 8_500)), said(true, 9_000), 'one overtook the other');
  assert.equal(newest(undefined, said(false, 8_500)), said(false, 8_500));
});

test('silence lengthens nothing before all were asked a second time', () => {
  const [now, wasCutOff] = [9_000, false];
  // Redis is asked twice a second, and workers from the first answer on that does not come: after 1 s, and each half second.
  const silent = (ms: number, was = wasCutOff) =>
    goesOnFrom({ type: 'unknown' }, { now, heardAt: now - ms, wasCutOff: was });
  assert.is(silent(1_250), undefined, 'the first round');
  assert.is(silent(1_750), now, 'the second');
  assert.is(silent(1_750, true), undefined, 'one that could take it fell silent');
  const heard = { now, heardAt: now - 1_250, wasCutOff };
  assert.is(goesOnFrom({ type: 'cut-off' }, heard), undefined);
  assert.is(goesOnFrom({ type: 'gone', since: 8_500 }, heard), 8_500);
});

test('a worker says yes only where it can take a session, and no only where it will not soon', () => {
  const sound = { answers: true, isSettled: true, canTake: true };
  assert.is(sayOf(sound, true), true);
  assert.is(sayOf({ ...sound, canTake: false }, true), undefined, 'full, or ending');
  assert.is(sayOf({ ...sound, isSettled: false }, true), false, 'Redis is just back');
  assert.is(sayOf({ ...sound, answers: false }, true), false);
  assert.is(sayOf(sound, false), true);
  assert.is(sayOf({ ...sound, canTake: false }, false), false, 'it can be reached, and has no room');
  assert.is(sayOf({ ...sound, isSettled: false }, false), false);
});

const folder = scratch('fleet-peers');

test('who can be asked is known from Redis, for as long as he lives', async () => {
  await using redis = await startRedis(folder);
  const connection = await connectRedis(await redisPlace({ redis: redis.url }));
  using both = new DisposableStack();
  both.defer(() => connection.disconnect());
  const place = { host: '10.0.0.1', port: 4_711, key: key() };
  const look = async (first: readonly string[] = [], most = 8, fits = () => true) =>
    [...(await placesIn(connection, { name: 'self', first, most, fits })).keys()].sort();
  assert.equal(await look(), []);
  for (const name of ['self', 'one', 'two']) await announcePlace(connection, name, place);
  await announcePlace(connection, 'three', { ...place, host: 'fd00::1' });
  assert.equal(await look(), ['one', 'three', 'two']);
  assert.equal(await look(['two'], 1), ['two'], 'those that are known stay');
  assert.equal(await look([], 8, () => false), [], 'nobody who cannot be reached');
  await leave(connection, 'two');
  assert.equal(await look(['two']), ['one', 'three']);
  // What others wrote there leads nowhere.
  for (const text of ['{', '{"host":"peer.example","port":53,"key":"k"}', '{"host":"10.0.0.1","port":0}'])
    await connection.set('momentfx:fleet:peer:one', text).then(async () => {
      assert.equal(await look(), ['three'], text);
    });
  // Whoever says his place no more is forgotten, whatever his clock said.
  await connection.zadd('momentfx:fleet:peers', Date.now() + 86_400_000, 'dead');
  await look();
  assert.equal((await connection.zrange('momentfx:fleet:peers', 0, -1)).sort(), ['one', 'self', 'three']);
});

test('of many that can be asked each is drawn before long, whoever stays', async () => {
  await using redis = await startRedis(folder);
  const connection = await connectRedis(await redisPlace({ redis: redis.url }));
  using both = new DisposableStack();
  both.defer(() => connection.disconnect());
  const names = Array.from({ length: 14 }, (_, at) => `worker-${at}`);
  for (const name of names)
    await announcePlace(connection, name, { host: '10.0.0.1', port: 4_711, key: key() });
  const first = names.slice(1, 7);
  const drawn = new Set<string>();
  const wanted = { name: 'worker-0', first, most: 8, fits: () => true };
  for (let times = 0; times < 40; times += 1)
    for (const name of (await placesIn(connection, wanted)).keys()) drawn.add(name);
  assert.equal([...drawn].sort(), names.slice(1).sort());
});

/** The peers of a worker that says what `says` holds, and what it found and told. */
function takePart(connection: Redis, name: string, port = 0) {
  const verdicts: Verdict[] = [];
  const lines: string[] = [];
  const own: { says: boolean | undefined } = { says: true };
  const peers = new Peers({
    ...{ redis: connection, name, place: { host: undefined, port } },
    answers: (isAway) => (isAway ? own.says : own.says === true),
    onVerdict: (verdict) => verdicts.push(verdict),
    tell: (line) => lines.push(line),
  });
  /** What the others say now. */
  const ask = async (): Promise<Verdict | undefined> => {
    const { length } = verdicts;
    peers.ask();
    await until(() => verdicts.length > length, 5_000, 'a round ends');
    return verdicts.at(-1);
  };
  return { peers, lines, own, ask };
}

/** Looks for others until what they say is of this kind. */
async function finds(
  one: ReturnType<typeof takePart>,
  type: Verdict['type'],
  other: ReturnType<typeof takePart>,
): Promise<void> {
  for (let times = 0; times < 200; times += 1) {
    await other.peers.refresh();
    await one.peers.refresh();
    if ((await one.ask())?.type === type) return;
    await sleep(50);
  }
  assert.unreachable(`never ${type}`);
}

test('workers find each other by Redis, and ask each other; one whose port is taken takes another', async () => {
  await using redis = await startRedis(folder);
  const connection = await connectRedis(await redisPlace({ redis: redis.url }));
  using all = new DisposableStack();
  all.defer(() => connection.disconnect());
  const taken = createSocket('udp4');
  all.defer(() => taken.close());
  taken.bind(0, '127.0.0.1');
  await once(taken, 'listening');
  // More dead ones than anybody asks.
  const { port } = taken.address();
  for (let at = 0; at < 20; at += 1)
    await announcePlace(connection, `dead-${at}`, { host: '127.0.0.1', port, key: key() });
  const one = takePart(connection, 'one');
  const other = takePart(connection, 'other', port);
  all.use(one.peers);
  all.use(other.peers);
  assert.equal(await one.ask(), { type: 'unknown' });
  await other.peers.refresh();
  await until(() => other.lines.length > 0, 5_000, 'it is told');
  assert.match(other.lines[0] ?? '', /--peers: port \d+ does not open \(.*EADDRINUSE/);
  await finds(one, 'cut-off', other);
  await finds(other, 'cut-off', one);
  other.own.says = false;
  await finds(one, 'gone', other);
  other.own.says = undefined;
  await sleep(1_000);
  assert.equal(await one.ask(), { type: 'unknown' }, 'what was said before counts no more');
  // Who can be reached keeps his place, whatever he says.
  for (let times = 0; times < 10; times += 1) await one.peers.refresh();
  other.own.says = true;
  assert.equal(await one.ask(), { type: 'cut-off' });
  assert.is(other.lines.length, 1);
  one.peers[Symbol.dispose]();
  one.peers.ask();
  assert.equal(one.lines, []);
});

test('those that have no room make way for one that has', async () => {
  await using redis = await startRedis(folder);
  const connection = await connectRedis(await redisPlace({ redis: redis.url }));
  using all = new DisposableStack();
  all.defer(() => connection.disconnect());
  const full = Array.from({ length: 12 }, (_, at) => takePart(connection, `full-${at}`));
  const [one, roomy] = [takePart(connection, 'one'), takePart(connection, 'roomy')];
  for (const { peers } of [...full, one, roomy]) all.use(peers);
  for (const { own } of full) own.says = undefined;
  /** All say where they are: places are forgotten after ten seconds. */
  const look = async (others: typeof full): Promise<void> => {
    for (const { peers } of [...others, one]) await peers.refresh();
    await sleep(20);
  };
  for (let times = 0; times < 5; times += 1) await look(full);
  assert.equal(await one.ask(), { type: 'unknown' });
  for (let times = 0; (await one.ask())?.type !== 'cut-off'; times += 1) {
    assert.ok(times < 60, 'it is found');
    await look([...full, roomy]);
  }
  // Who had room is asked from then on.
  for (let times = 0; times < 20; times += 1) {
    await look([...full, roomy]);
    assert.equal(await one.ask(), { type: 'cut-off' }, `after ${times} more looks`);
  }
});

test('a named port that was taken is used once it is free', async () => {
  await using redis = await startRedis(folder);
  const connection = await connectRedis(await redisPlace({ redis: redis.url }));
  using all = new DisposableStack();
  all.defer(() => connection.disconnect());
  const taken = createSocket('udp4');
  taken.bind(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address();
  const one = takePart(connection, 'one', port);
  all.use(one.peers);
  const says = async (): Promise<number | undefined> => {
    await one.peers.refresh();
    const wanted = { name: 'other', first: [], most: 8, fits: () => true };
    return (await placesIn(connection, wanted)).get('one')?.port;
  };
  const reaches = async (what: string, holds: (at: number | undefined) => boolean): Promise<void> => {
    for (let times = 0; !holds(await says()); times += 1) {
      assert.ok(times < 200, what);
      await sleep(25);
    }
  };
  await reaches('another port', (at) => at !== undefined && at !== port);
  const spare = await says();
  assert.is(await says(), spare, 'it stays where it is until the named one opens');
  taken.close();
  await once(taken, 'close');
  await reaches('the named port', (at) => at === port);
  assert.is(await says(), port);
  assert.is(one.lines.length, 1, one.lines.join('\n'));
});

test('what fails harms nobody, and is told once', async () => {
  await using redis = await startRedis(folder, {
    words: ['--user', ...'narrow on >right ~momentfx:* +@all -zrandmember'.split(' ')],
  });
  const url = redis.url.replace('//', '//narrow:right@');
  const connection = await connectRedis(await redisPlace({ redis: url }));
  using all = new DisposableStack();
  all.defer(() => connection.disconnect());
  await connection.ping();
  const one = takePart(connection, 'one');
  all.use(one.peers);
  await one.peers.refresh();
  await one.peers.refresh();
  assert.is(one.lines.length, 1, one.lines.join('\n'));
  assert.match(one.lines[0] ?? '', /other workers cannot be asked \(.*NOPERM/, one.lines[0]);
});

test.run();
