/** The door by which workers ask each other whether Redis answers, and what may be named for it. */
import { createHmac, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { monotonicMs } from '../../../src/plugin/fleet/live/protocol.ts';
import { PeerBudget } from '../../../src/plugin/fleet/worker/peer-budget.ts';
import { PeerDoor } from '../../../src/plugin/fleet/worker/peer-door.ts';
import { mayReach, peerPlace } from '../../../src/plugin/fleet/worker/peer-place.ts';
import { runCli } from '../../support/cli.ts';
import { until } from '../../support/until.ts';

const key = (): string => randomBytes(32).toString('hex');

function openDoor(answers: (isAway: boolean) => boolean | undefined, own = key()) {
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
  const asked: boolean[] = [];
  const { door, key: own } = openDoor((isAway) => {
    asked.push(isAway);
    return says;
  });
  const { door: other } = openDoor(() => undefined);
  using both = new DisposableStack();
  both.use(door);
  both.use(other);
  await opens(door);
  const heard: boolean[] = [];
  const ask = (isAway = true): void =>
    other.ask(
      { host: '127.0.0.1', port: door.port ?? 0, key: own },
      { isAway, now: monotonicMs() },
      (answer) => heard.push(answer),
    );
  ask();
  await until(() => heard.length === 1, 5_000, 'it answers');
  says = false;
  ask(false);
  await until(() => heard.length === 2, 5_000, 'it answers again');
  assert.equal(asked, [true, false], 'it is told whether Redis is away for who asks');
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
  const newQuestion = (): Buffer => Buffer.concat([Buffer.from('?'), randomBytes(16), Buffer.of(1)]);
  const question = newQuestion();
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
  assert.is(got[0]?.length, good.length, 'no more comes back than was sent');
  // Somebody who has seen a question may send it again.
  for (let times = 0; times < 20; times += 1) stranger.send(good, door.port);
  // Somebody who knows the key asks too much: in portions that the system does not drop.
  const began = performance.now();
  for (let portion = 0; portion < 20; portion += 1) {
    for (let times = 0; times < 50; times += 1) stranger.send(signed(newQuestion(), own), door.port);
    await sleep(5);
  }
  await sleep(200);
  const seconds = Math.ceil((performance.now() - began) / 1_000) + 1;
  assert.is(new Set(got.map((data) => data.subarray(1, 17).toString('hex'))).size, got.length, 'none twice');
  assert.ok(got.length >= 50 && got.length <= 100 * seconds, `${got.length} answers in ${seconds} s`);
});

test('who sends much takes no answers from the others', () => {
  const budget = new PeerBudget();
  const heard = (address: string, times: number, now: number): number =>
    Array.from({ length: times }).filter(() => budget.hears(address, now)).length;
  assert.is(heard('10.0.0.1', 5_000, 0), 100);
  assert.is(heard('10.0.0.2', 20, 500), 20);
  assert.is(heard('10.0.0.1', 10, 999), 0);
  assert.is(heard('10.0.0.1', 10, 1_000), 10, 'each second is new');
  const many = Array.from({ length: 5_000 }, (_, at) => heard(`10.1.${at >> 8}.${at & 255}`, 1, 2_000));
  assert.is(
    many.filter((count) => count > 0).length,
    1_124,
    'those that are not told apart share what one has',
  );
  assert.ok(budget.isNew('a'));
  assert.not(budget.isNew('a'));
  for (let at = 0; at < 5_000; at += 1) budget.isNew(String(at));
  assert.ok(budget.isNew('a'), 'what is remembered is bounded');
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
  const place = { host: '127.0.0.1', port: liar.address().port, key: own };
  asking.ask(place, { isAway: true, now: monotonicMs() }, (said) => heard.push(said));
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
  const place = { host: '127.0.0.1', port: door.port ?? 0, key: key() };
  second.ask(place, { isAway: true, now: monotonicMs() }, () => undefined);
  second[Symbol.dispose]();
});

test('--peers names an address of the machine, or nothing', async () => {
  assert.is(peerPlace('off'), undefined);
  assert.equal(peerPlace('9470'), { host: undefined, port: 9_470 });
  assert.equal(peerPlace('10.0.0.1:9470'), { host: '10.0.0.1', port: 9_470 });
  assert.equal(peerPlace('[fd00::1]:0'), { host: 'fd00::1', port: 0 });
  for (const host of [
    ...['0.0.0.0', '[::]', '[0::0]', '224.0.0.1', '255.255.255.255', '[ff02::1]', '[fe80::1]'],
    ...['[fe80::1%eth0]', '[::ffff:10.0.0.1]', 'peer.example'],
  ])
    assert.throws(() => peerPlace(`${host}:9470`), /is no IP address/, host);
  const words = ['worker', '--redis', 'redis://127.0.0.1:1', '--peers', '0.0.0.0:9470'];
  const { code, stderr } = await runCli(words);
  assert.is.not(code, 0);
  assert.match(stderr, /0\.0\.0\.0 is no IP address by which others reach one machine/);
});

test("nobody asks at another machine's loopback, or by the other family", () => {
  assert.ok(mayReach('10.0.0.1', '10.0.0.2'));
  assert.ok(mayReach('127.0.0.1', '127.0.0.1'));
  assert.not(mayReach('10.0.0.1', '127.0.0.1'));
  assert.not(mayReach('fd00::1', '::1'));
  assert.not(mayReach('fd00::1', '10.0.0.2'));
});

test.run();
