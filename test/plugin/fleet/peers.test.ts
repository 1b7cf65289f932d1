/** The door by which workers ask each other whether Redis answers, and what becomes of what they say. */
import { createHmac, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { connectRedis, redisPlace } from '../../../src/plugin/fleet/connection.ts';
import { monotonicMs } from '../../../src/plugin/fleet/live/protocol.ts';
import { announcePlace, leave, placesIn } from '../../../src/plugin/fleet/registry.ts';
import { PeerDoor } from '../../../src/plugin/fleet/worker/peer-door.ts';
import { judge, type Witness } from '../../../src/plugin/fleet/worker/peer-verdict.ts';
import { runCli } from '../../support/cli.ts';
import { startRedis } from '../../support/redis.ts';
import { scratch } from '../../support/scratch.ts';
import { until } from '../../support/until.ts';

const key = (): string => randomBytes(32).toString('hex');

function openDoor(answers: () => boolean | undefined, own = key()) {
  const faults: Error[] = [];
  const onFault = (error: Error): void => void faults.push(error);
  const door = new PeerDoor({ host: '127.0.0.1', port: 0, key: own, answers, onFault });
  return { door, key: own, faults };
}

const opens = (door: PeerDoor): Promise<void> => until(() => door.port !== undefined, 5_000, 'it opens');

/** What a question looks like, to who has read the code and not the key. */
const signed = (body: Buffer, with_: string): Buffer =>
  Buffer.concat([body, createHmac('sha256', with_).update(body).digest()]);

test('a worker is asked, and says yes, no, or nothing', async () => {
  let says: boolean | undefined = true;
  const { door, key: own } = openDoor(() => says);
  const { door: other } = openDoor(() => undefined);
  using both = new DisposableStack();
  both.use(door);
  both.use(other);
  await opens(door);
  const heard: boolean[] = [];
  const ask = (with_ = own): void =>
    other.ask({ host: '127.0.0.1', port: door.port ?? 0, key: with_ }, monotonicMs(), (answer) =>
      heard.push(answer),
    );
  ask();
  await until(() => heard.length === 1, 5_000, 'it answers');
  says = false;
  ask();
  await until(() => heard.length === 2, 5_000, 'it answers again');
  assert.equal(heard, [true, false]);
  says = undefined;
  ask();
  await sleep(200);
  assert.is(heard.length, 2, 'who cannot tell says nothing');
});

test('who does not know the key is not answered, whatever he sends', async () => {
  let asked = 0;
  const { door, key: own } = openDoor(() => {
    asked += 1;
    return true;
  });
  using both = new DisposableStack();
  both.use(door);
  await opens(door);
  const stranger = createSocket('udp4');
  both.defer(() => stranger.close());
  stranger.bind(0, '127.0.0.1');
  await once(stranger, 'listening');
  const got: Buffer[] = [];
  stranger.on('message', (data) => got.push(data));
  const question = Buffer.concat([Buffer.from('?'), randomBytes(16)]);
  const good = signed(question, own);
  const changed = Buffer.from(good);
  changed[5] = (changed[5] ?? 0) ^ 1;
  const unasked = signed(Buffer.concat([Buffer.from('!'), randomBytes(16), Buffer.of(1)]), own);
  for (const data of [
    Buffer.alloc(0),
    Buffer.from('?'),
    question,
    signed(question, key()),
    changed,
    Buffer.concat([good, Buffer.of(0)]),
    signed(Buffer.concat([question, Buffer.alloc(1_000)]), own),
    signed(Buffer.from('{"ask":1}'), own),
    unasked,
    randomBytes(8_192),
  ])
    stranger.send(data, door.port);
  stranger.send(good, door.port);
  await until(() => got.length > 0, 5_000, 'the only good one is answered');
  await sleep(100);
  assert.is(got.length, 1);
  assert.is(asked, 1);
  assert.is(got[0]?.length, good.length + 1, 'no more comes back than was sent, but for the answer');
  // Somebody who has seen a question may send it again.
  for (let times = 0; times < 1_000; times += 1) stranger.send(good, door.port);
  await sleep(500);
  assert.ok(got.length <= 401, `${got.length} answers`);
});

test('an answer counts from who has the key, and once', async () => {
  const { door: asking } = openDoor(() => undefined);
  const liar = createSocket('udp4');
  using both = new DisposableStack();
  both.use(asking);
  both.defer(() => liar.close());
  liar.bind(0, '127.0.0.1');
  await once(liar, 'listening');
  await opens(asking);
  const own = key();
  const heard: boolean[] = [];
  liar.on('message', (question) => {
    const answer = (says: number): Buffer =>
      Buffer.concat([Buffer.from('!'), question.subarray(1, 17), Buffer.of(says)]);
    liar.send(signed(answer(1), key()), asking.port);
    liar.send(signed(answer(0), own), asking.port);
    liar.send(signed(answer(1), own), asking.port);
  });
  asking.ask({ host: '127.0.0.1', port: liar.address().port, key: own }, monotonicMs(), (said) =>
    heard.push(said),
  );
  await until(() => heard.length > 0, 5_000, 'an answer is heard');
  await sleep(100);
  assert.equal(heard, [false]);
});

test('a port that is taken is told, and harms nobody', async () => {
  const { door } = openDoor(() => true);
  using both = new DisposableStack();
  both.use(door);
  await opens(door);
  const faults: Error[] = [];
  const second = new PeerDoor({
    ...{ host: '127.0.0.1', port: door.port ?? 0, key: key(), answers: () => true },
    onFault: (error) => faults.push(error),
  });
  await until(() => faults.length > 0, 5_000, 'it is told');
  assert.match(faults[0]?.message ?? '', /EADDRINUSE/);
  second.ask({ host: '127.0.0.1', port: door.port ?? 0, key: key() }, monotonicMs(), () => undefined);
  second[Symbol.dispose]();
});

const witness = (said: boolean | undefined, more: Partial<Witness> = {}): Witness => ({
  ...{ said, wasThere: true, besideRedis: false },
  ...more,
});

test('what workers say of Redis is judged', () => {
  assert.is(judge([], false), 'unknown', 'nobody can be asked: shows go on');
  assert.is(judge([witness(undefined, { wasThere: false })], false), 'unknown', 'never reached');
  assert.is(judge([witness(false)], false), 'gone');
  assert.is(judge([witness(false), witness(undefined)], false), 'gone');
  assert.is(judge([witness(false), witness(true)], false), 'cut-off', 'one whom Redis answers is enough');
  assert.is(judge([witness(undefined)], false), 'alone');
  assert.is(
    judge([witness(undefined, { besideRedis: true })], false),
    'unknown',
    "the death of Redis's machine takes the worker beside it along",
  );
  assert.is(judge([witness(undefined)], true), 'gone', 'a worker that ends while Redis is gone for all');
  assert.is(judge([witness(true)], true), 'cut-off', 'Redis is back, and not for all');
});

const folder = scratch('fleet-peers');

test('who can be asked is known from Redis, for as long as he lives', async () => {
  await using redis = await startRedis(folder);
  const connection = await connectRedis(await redisPlace({ redis: redis.url }));
  using both = new DisposableStack();
  both.defer(() => connection.disconnect());
  const place = { host: '10.0.0.1', port: 4_711, key: key() };
  const look = async (known: readonly string[] = [], most = 8): Promise<readonly string[]> =>
    [...(await placesIn(connection, { name: 'self', known, most })).keys()].sort();
  assert.equal(await look(), []);
  for (const name of ['self', 'one', 'two']) await announcePlace(connection, name, place);
  await announcePlace(connection, 'three', { ...place, host: 'fd00::1' });
  assert.equal(await look(), ['one', 'three', 'two']);
  assert.equal(await look(['two'], 1), ['two'], 'those that are known stay');
  await leave(connection, 'two');
  assert.equal(await look(['two']), ['one', 'three']);
  // What others wrote there leads nowhere.
  for (const text of ['{', '{"host":"peer.example","port":53,"key":"k"}', '{"host":"10.0.0.1","port":0}'])
    await connection.set('momentfx:fleet:peer:one', text).then(async () => {
      assert.equal(await look(), ['three'], text);
    });
});

test('--peers names an address of the machine, or nothing', async () => {
  const { code, stderr } = await runCli([
    'worker',
    '--redis',
    'redis://127.0.0.1:1',
    '--peers',
    'peer.example:9470',
  ]);
  assert.is.not(code, 0);
  assert.match(stderr, /peer\.example is no IP address/);
});

test.run();
