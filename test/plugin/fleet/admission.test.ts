/** Which jobs a worker takes: the rule, what is learned of costs, and workers that leave to others what they have no room for. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CostBook } from '../../../src/plugin/fleet/admission/cost-book.ts';
import { guessFor, kindOf } from '../../../src/plugin/fleet/admission/kinds.ts';
import {
  FRESH_SHARE,
  refusalOf,
  type Asked,
  type Capacity,
  type MachineState,
} from '../../../src/plugin/fleet/admission/rule.ts';
import { Seat } from '../../../src/plugin/fleet/admission/seat.ts';
import { usageOf } from '../../../src/plugin/fleet/admission/usage.ts';
import { connectRedis, redisPlace } from '../../../src/plugin/fleet/connection.ts';
import { openQueue } from '../../../src/plugin/fleet/queues.ts';
import { peekWaiting } from '../../../src/plugin/fleet/scripts.ts';
import { prepareJob, prepareShow } from '../../../src/plugin/fleet/submission.ts';
import { testWithModel } from '../../support/model.ts';
import { startRtmpServer } from '../../support/nginx.ts';
import { startRedis } from '../../support/redis.ts';
import { scratch } from '../../support/scratch.ts';
import { connectFleet, makeWork, reaches, startWorker } from './support.ts';

const folder = scratch('fleet-admission');
const redis = await startRedis(folder);
test.after(async () => {
  await redis[Symbol.asyncDispose]();
});

const GB = 1e9;
const queue = fc.constantFrom('batch' as const, 'live' as const);
const cost = fc.record({
  cores: fc.double({ min: 0.01, max: 4, noNaN: true }),
  bytes: fc.integer({ min: 1, max: 4 * GB }),
});
const asked = fc.record({ queue, cost, takenOver: fc.boolean() });
const capacity: fc.Arbitrary<Capacity> = fc.record({
  cores: fc.double({ min: 0.5, max: 64, noNaN: true }),
  bytes: fc.integer({ min: GB, max: 256 * GB }),
  most: fc.record({ batch: fc.integer({ min: 1, max: 8 }), live: fc.integer({ min: 1, max: 60 }) }),
});
const quiet = (freeBytes: number): MachineState => ({
  running: [],
  busyCores: 0,
  freeBytes,
  waitingWindows: 0,
});

/** Takes what it may, one after the other; what runs holds nothing yet. */
function takeAll(all: readonly Asked[], may: Capacity): MachineState {
  let moment = quiet(may.bytes);
  for (const one of all)
    if (refusalOf(one, may, moment) === undefined) {
      const running = [...moment.running, { queue: one.queue, counted: one.cost, bytes: 0 }];
      moment = { ...moment, running };
    }
  return moment;
}

test('whatever comes, sessions fit the processors, all jobs the memory, and each kind its places', () => {
  fc.assert(
    fc.property(fc.array(asked, { maxLength: 60 }), capacity, (all, may) => {
      const { running } = takeAll(all, may);
      const sessions = running.filter((one) => one.queue === 'live');
      const cores = sessions.map((one) => one.counted.cores);
      const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);
      assert.ok(sessions.length <= may.most.live);
      assert.ok(running.length - sessions.length <= may.most.batch);
      // One that is alone may be larger than the machine.
      assert.ok(sessions.length <= 1 || sum(cores) <= may.cores + 1e-9);
      assert.ok(running.length <= 1 || sum(running.map((one) => one.counted.bytes)) <= may.bytes);
    }),
  );
});

test('fresh sessions leave a quarter of the processors to those that are taken over', () => {
  const may: Capacity = { cores: 4, bytes: 64 * GB, most: { batch: 1, live: 100 } };
  const one = (takenOver: boolean): Asked => ({ queue: 'live', cost: { cores: 0.25, bytes: 1 }, takenOver });
  const fresh = takeAll(Array<Asked>(40).fill(one(false)), may);
  assert.is(fresh.running.length, (4 * FRESH_SHARE) / 0.25);
  assert.is(refusalOf(one(false), may, fresh), 'processor');
  assert.is(refusalOf(one(true), may, fresh), undefined);
  assert.is(takeAll(Array<Asked>(40).fill(one(true)), may).running.length, 16);
});

test('new work leaves a quarter of the memory, too, where sessions run', () => {
  const may: Capacity = { cores: 99, bytes: 64 * GB, most: { batch: 100, live: 100 } };
  const one = (takenOver: boolean, queue: 'batch' | 'live' = 'live'): Asked => ({
    ...{ queue, takenOver },
    cost: { cores: 0.1, bytes: GB },
  });
  for (const queue of ['live', 'batch'] as const) {
    const fresh = takeAll(Array<Asked>(80).fill(one(false, queue)), may);
    assert.is(fresh.running.length, 64 * FRESH_SHARE);
    const left = { ...fresh, freeBytes: may.bytes };
    assert.is(refusalOf(one(false), may, left), 'memory');
    assert.is(refusalOf(one(true), may, left), undefined);
  }
  const recordings = { ...may, most: { batch: 100, live: 0 } };
  assert.is(takeAll(Array<Asked>(80).fill(one(false, 'batch')), recordings).running.length, 60);
});

test('what fits still fits with more room, and a smaller one fits too', () => {
  fc.assert(
    fc.property(fc.array(asked, { maxLength: 20 }), asked, capacity, (all, one, may) => {
      const moment = takeAll(all, may);
      if (refusalOf(one, may, moment) !== undefined) return;
      const smaller = { ...one, cost: { cores: one.cost.cores / 2, bytes: one.cost.bytes / 2 } };
      assert.is(refusalOf(smaller, may, moment), undefined);
      assert.is(refusalOf(one, { ...may, cores: may.cores * 2 }, moment), undefined);
      assert.is(refusalOf(one, may, { ...moment, freeBytes: moment.freeBytes * 2 }), undefined);
      assert.is(refusalOf({ ...one, takenOver: true }, may, moment), undefined);
    }),
  );
});

test('an idle worker takes any session, where its memory is free; busy starts and a queue before the network hold fresh ones up', () => {
  const may: Capacity = { cores: 0.1, bytes: 8 * GB, most: { batch: 1, live: 9 } };
  const large: Asked = { queue: 'live', cost: { cores: 9, bytes: 99 * GB }, takenOver: false };
  assert.is(refusalOf(large, may, quiet(8 * GB)), undefined);
  assert.is(refusalOf(large, may, quiet(4 * GB)), 'memory');
  const small: Asked = { queue: 'live', cost: { cores: 0.1, bytes: 1 }, takenOver: false };
  const one = { queue: 'live' as const, counted: { cores: 0.1, bytes: GB }, bytes: GB };
  const calm: MachineState = { ...quiet(7 * GB), running: [one] };
  const wide = { ...may, cores: 2 };
  assert.is(refusalOf(small, wide, calm), undefined);
  assert.is(refusalOf(small, wide, { ...calm, busyCores: 1.5 }), 'processor');
  assert.is(refusalOf(small, wide, { ...calm, waitingWindows: 40 }), 'analysis');
  for (const busy of [{ busyCores: 1.5 }, { waitingWindows: 40 }])
    assert.is(refusalOf({ ...small, takenOver: true }, wide, { ...calm, ...busy }), undefined);
});

test('a job counts with what its kind takes, then with what it takes itself; what comes while no media flows says nothing', () => {
  const kind = kindOf(prepareShow({ input: 'rtmp://x.example/{env:A}', to: ['a.mkv'] }, place).intent, own);
  const seat = new Seat({ id: 's', queue: 'live', kind }, { cores: 0.1, bytes: 5e8 }, 0);
  assert.equal(seat.counted, { cores: 0.1, bytes: 5e8 });
  const hear = (connected: boolean): void => seat.heard({ connected, waiting: 0, analysis: undefined });
  let cpuSeconds = 0;
  const used = (at: number, cores: number, bytes: number, busy = false): void => {
    cpuSeconds += 5 * cores;
    seat.look({ cpuSeconds, bytes, sharedBytes: 1e8, processes: 3 }, at, busy);
  };
  hear(false);
  for (let at = 5_000; at <= 300_000; at += 5_000) used(at, 0.001, 2e8);
  assert.is(seat.measured, undefined, 'nobody streams yet');
  assert.equal(seat.counted, { cores: 0.1, bytes: 5e8 });
  hear(true);
  for (let at = 305_000; at <= 355_000; at += 5_000) used(at, 0.5, 2e8);
  assert.is(seat.measured, undefined, 'a start is not measured');
  assert.is(Math.round(seat.recent * 100), 50);
  for (let at = 360_000; at <= 800_000; at += 5_000) used(at, 0.05, 3e8);
  assert.ok(Math.abs((seat.measured?.cores ?? 0) - 0.05) < 0.001);
  assert.equal([seat.counted.bytes, seat.bytes], [4e8, 4e8]);
  assert.ok(seat.isTelling);
  used(805_000, 0.05, 3e8, true);
  assert.is(seat.counted.cores, 0.1, 'where all processors are busy it may take less than it needs');
  used(810_000, 0.05, 3e8);
  hear(false);
  used(815_000, 0, 3e8);
  assert.is(seat.counted.cores, 0.1, 'its source will be back');
  assert.not(seat.isTelling);
  assert.ok(Math.abs((seat.measured?.cores ?? 0) - 0.05) < 0.001);
});

test('an analysis process that others use, too, counts with the present share', () => {
  const kind = kindOf(
    prepareShow({ input: 'rtmp://x.example/{env:A}', to: ['a.mkv'], settings: { analysis: 'shared' } }, place)
      .intent,
    own,
  );
  const seat = new Seat({ id: 's', queue: 'live', kind }, { cores: 0.1, bytes: 1e8 }, 0);
  for (const sharedBytes of [7e8, 3e8, 1e8])
    seat.look({ cpuSeconds: 1, bytes: 2e8, sharedBytes, processes: 2 }, 1e9 / sharedBytes, false);
  assert.equal([seat.counted.bytes, seat.bytes], [3e8, 3e8]);
});

const place = { folder: '/media', key: undefined };
const own = { analysis: 'own', asr: { type: 'moonshine' } } as const;

test('kinds: where words come from, how many outputs, whose analysis; what a job says comes before what the worker says', () => {
  const show = (settings: Record<string, string>, outputs = 1) =>
    kindOf(
      prepareShow(
        { input: 'rtmp://x.example/{env:A}', to: Array<string>(outputs).fill('a.mkv'), settings },
        place,
      ).intent,
      own,
    );
  assert.is(show({}), 'live recognised ×1');
  assert.is(show({ asr: 'follow:a.srt', analysis: 'shared' }, 2), 'live captions ×2 shared');
  assert.is(show({ asr: 'none' }, 8), 'live pictures ×4');
  const recording = (fromCues?: string) =>
    kindOf(prepareJob({ input: 'a.mkv', output: 'b.mkv', fromCues }, place).intent, own);
  assert.is(recording(), 'decorate recognised');
  assert.is(recording('c.json'), 'decorate from-cues');
  for (const kind of [show({}), show({ asr: 'none' }, 8), recording(), recording('c.json')])
    assert.ok(guessFor(kind).bytes > 0);
});

test('costs are learned by all workers together, and a new one knows them', async () => {
  const connection = await connectRedis(await redisPlace({ redis: redis.url }));
  const book = new CostBook(connection);
  const kind = kindOf(prepareJob({ input: 'a.mkv', output: 'b.mkv' }, place).intent, own);
  assert.equal(book.costOf(kind), guessFor(kind));
  await Promise.all(Array.from({ length: 10 }, (_, at) => book.learn(kind, { cores: at % 2, bytes: 1e8 })));
  assert.equal(book.costOf(kind), guessFor(kind), 'not before it has read them');
  await connection.hset('momentfx:fleet:costs', 'of a newer version', '{"version":2}', 'broken', '{');
  const other = new CostBook(connection);
  await other.refresh();
  const { cores, bytes } = other.costOf(kind);
  assert.ok(Math.abs(cores - 0.5) < 0.01, String(cores));
  assert.is(bytes, 1e8);
  await connection.hset('momentfx:fleet:costs', kind, '{"version":2}');
  for (let at = 0; at < 60; at += 1) await other.learn(kind, { cores: 2, bytes: 1e8 });
  await other.refresh();
  assert.ok(other.costOf(kind).cores > 1.9);
  connection.disconnect();
});

test('jobs that are put aside for a moment count among those that wait', async () => {
  const connection = await connectRedis(await redisPlace({ redis: redis.url }));
  const waiting = openQueue('live', connection);
  try {
    const { id, intent } = prepareShow({ input: 'rtmp://x.example/{env:A}', to: ['a.mkv'] }, place);
    await waiting.add('live', intent, { jobId: id, delay: 60_000 });
    await waiting.add('live', intent, { jobId: `${id}b` });
    const idsUntil = async (until: number): Promise<readonly string[]> =>
      (await peekWaiting(connection, 'live', { most: 9, until })).map((job) => job.id);
    assert.equal(await idsUntil(Date.now() + 30_000), [`${id}b`]);
    assert.equal(await idsUntil(Date.now() + 90_000), [`${id}b`, id]);
  } finally {
    await waiting.obliterate();
    await waiting.close();
    connection.disconnect();
  }
});

test('what processes use is read on Linux, with all that they have started', () => {
  const { cpuSeconds, bytes, processes } = usageOf(process.pid);
  assert.ok(process.platform !== 'linux' || (cpuSeconds > 0 && bytes > 1e6 && processes >= 2));
  assert.is(usageOf(2 ** 22 + 1).processes, 0);
});

testWithModel('a full worker leaves a session to another one, which takes it', async () => {
  const { clip } = makeWork(folder);
  await using server = await startRtmpServer(folder);
  await using fleet = await connectFleet({ redis: redis.url });
  const words = (name: string) => ['--name', name, '--kinds', 'live', '--cores', '0.1'];
  const env = { A: 'a', B: 'b' };
  const first = await startWorker(redis.url, words('first'), { env });
  const show = async (key: string) =>
    (
      await fleet.submitLive({
        ...{ input: clip, to: [server.url(`{env:${key}}`)], realtime: true, loop: true, key },
        settings: { asr: 'none', delay: '0' },
      })
    ).id;
  const [a, b] = [await show('A'), await show('B')];
  try {
    await reaches(fleet, a, 'running');
    await sleep(1_500);
    const left = await fleet.job(b);
    assert.is.not(left.state, 'running', first.said());
    assert.is(left.attempts, 0, 'it was not begun');
    const second = await startWorker(redis.url, words('second'), { env });
    try {
      const { worker, attempts } = await reaches(fleet, b, 'running');
      assert.equal([worker, attempts], ['second', 1]);
      const used = async (): Promise<readonly number[]> =>
        (await fleet.status()).workers.map(({ room }) => room?.coresUsed ?? 0);
      for (let looks = 0; (await used()).some((cores) => cores === 0); looks += 1) {
        assert.ok(looks < 100, 'workers say what they use');
        await sleep(100);
      }
      await fleet.stop(a);
      await reaches(fleet, a, 'done');
      assert.is(await fleet.stop(b), 'stopping');
      await reaches(fleet, b, 'done');
    } finally {
      second.child.kill('SIGKILL');
    }
  } finally {
    first.child.kill('SIGKILL');
  }
});

test.run();
