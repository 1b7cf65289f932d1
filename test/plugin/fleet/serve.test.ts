/** A fleet that is served: what Prometheus reads, who may act, and a Redis that goes and comes back. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { redisPlace } from '../../../src/plugin/fleet/connection.ts';
import { announce, type WorkerView } from '../../../src/plugin/fleet/registry.ts';
import { seal, type FleetKey } from '../../../src/plugin/fleet/sealing.ts';
import type { FleetView } from '../../../src/plugin/fleet/serve/protocol.ts';
import { serveFleet } from '../../../src/plugin/fleet/serve/server.ts';
import { totalsOf, viewOfFleet } from '../../../src/plugin/fleet/serve/view.ts';
import { runCli, startCli } from '../../support/cli.ts';
import { freePort } from '../../support/ports.ts';
import { startRedis } from '../../support/redis.ts';
import { scratch } from '../../support/scratch.ts';
import { until } from '../../support/until.ts';
import { within } from '../../support/within.ts';
import { RawClient } from '../control/support.ts';
import { connectFleet, counts, makeWork, reaches, startWorker } from './support.ts';

const folder = scratch('fleet-serve');
const { clip, sheet } = makeWork(folder);
const redis = await startRedis(folder);
const fleet = await connectFleet({ redis: redis.url });
const own = new Redis(redis.url, { maxRetriesPerRequest: null }).on('error', () => undefined);
const worker = await startWorker(redis.url, ['--concurrency', '2', '--name', 'one']);
const told: string[] = [];
const server = await serveFleet({
  redis: await redisPlace({ redis: redis.url }),
  place: { port: 0 },
  version: 'test',
  tell: (line) => told.push(line),
  stateFolder: join(folder, 'state'),
});
const port = Number(new URL(server.url).port);
const [operator, viewer] = [server.url, server.viewerUrl].map((url) => new URL(url).hash.slice(1));
const connect = (token = viewer): RawClient => new RawClient(port, { authorization: `Bearer ${token}` });
/** Says hello, and reads on to the welcome: what has just changed may come before it. */
async function greet(client: RawClient): Promise<Welcome> {
  let message = await within(client.hello(''), 10_000, 'a welcome');
  while (message['type'] !== 'welcome') message = await within(client.next(), 10_000, 'a welcome');
  return message as unknown as Welcome;
}
interface Welcome {
  readonly role: string;
  readonly show: FleetView;
}
const missing = { input: join(folder, 'missing.mkv'), output: join(folder, 'b.mkv'), fromCues: sheet };
test.after(async () => {
  worker.child.kill('SIGTERM');
  await worker.outcome;
  await within(Promise.resolve(server[Symbol.asyncDispose]()), 10_000, 'the server ends');
  own.disconnect();
  await fleet[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

const fetched = (path: string, token = viewer): Promise<Response> =>
  fetch(new URL(path, server.url), { headers: { authorization: `Bearer ${token}` } });

/** The samples of a page of metrics; fails where Prometheus could not read it. */
async function samples(): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetched('/metrics')).text();
  const [types, helps, found] = [new Set<string>(), new Set<string>(), new Map<string, number>()];
  for (const line of text.split('\n').filter((one) => one !== '')) {
    const [, kind, about] = /^# (HELP|TYPE) (\w+) .+$/.exec(line) ?? [];
    if (about !== undefined) (kind === 'TYPE' ? types : helps).add(about);
    else {
      const [, name = '', labels = '', value = ''] =
        /^(\w+)(\{(?:\w+="(?:[^"\\\n]|\\.)*",?)+\})? (\S+)$/.exec(line) ?? [];
      assert.is.not(value, '', line);
      const family = name.replace(/_(bucket|sum|count)$/, '');
      assert.ok((types.has(name) || types.has(family)) && (helps.has(name) || helps.has(family)), line);
      found.set(`${name}${labels}`, Number(value));
    }
  }
  return found;
}

/** Waits for the sample. */
async function shows(sample: string, value: number): Promise<ReadonlyMap<string, number>> {
  const end = performance.now() + 20_000;
  for (;;) {
    const found = await samples();
    if (found.get(sample) === value) return found;
    if (performance.now() > end) throw new Error(`${sample} is ${found.get(sample)}, not ${value}`);
    await sleep(200);
  }
}

test('Prometheus reads queues, workers, what they did, and what kinds cost', async () => {
  const done = await fleet.submit({ input: clip, output: join(folder, 'a.mkv'), fromCues: sheet });
  const dead = await fleet.submit(missing);
  await reaches(fleet, done.id, 'done');
  await reaches(fleet, dead.id, 'dead');
  await counts(fleet, 'one', { begun: 2, done: 1, failed: 1 });
  await own.hset(
    'momentfx:fleet:costs',
    'live captions ×1',
    JSON.stringify({ cores: 0.2, bytes: 5e8, samples: 3 }),
  );
  const found = await shows('momentfx_fleet_worker_begun_total{worker="one",queue="batch"}', 2);
  const is = (sample: string, value: number): void => assert.is(found.get(sample), value, sample);
  is('momentfx_fleet_redis_up', 1);
  is('momentfx_fleet_jobs{queue="batch",state="done"}', 1);
  is('momentfx_fleet_jobs{queue="batch",state="dead"}', 1);
  is('momentfx_fleet_jobs{queue="live",state="running"}', 0);
  is('momentfx_fleet_worker_running{worker="one",queue="batch"}', 0);
  is('momentfx_fleet_worker_failed_total{worker="one",queue="batch"}', 1);
  is('momentfx_fleet_worker_cores_used{worker="one"}', 0);
  is('momentfx_fleet_cost_cores{kind="live captions ×1"}', 0.2);
  is('momentfx_fleet_cost_samples_total{kind="live captions ×1"}', 3);
  assert.ok((found.get('momentfx_fleet_worker_memory_bytes{worker="one"}') ?? 0) > 0);
  assert.ok([...found.keys()].some((key) => key.startsWith('momentfx_fleet_workers{state="running"')));
  assert.not.ok(found.has('momentfx_fleet_streams_per_core'), 'no session runs');
});

test('without a token nothing is told', async () => {
  for (const path of ['/metrics', '/healthz']) {
    assert.is((await fetched(path, 'x')).status, 401);
    assert.is((await fetched(path)).status, 200);
  }
});

test('a viewer sees and cannot act; an operator can', async () => {
  const { id } = await fleet.submit(missing);
  using looking = connect();
  assert.is((await greet(looking)).role, 'viewer');
  const again = { type: 'do', n: 1, action: { type: 'again', job: id } };
  /** The answer, past what changes meanwhile. */
  const answer = async (client: RawClient): Promise<Record<string, unknown>> => {
    for (;;) {
      const message = await within(client.next(), 10_000, 'an answer');
      if (message['type'] !== 'change') return message;
    }
  };
  looking.send(again);
  assert.is((await answer(looking))['error'], 'viewer');
  assert.is((await fleet.job(id)).attempts, 1);
  using acting = connect(operator);
  await greet(acting);
  acting.send(again);
  assert.equal(await answer(acting), { type: 'done', n: 1 });
  assert.ok(told.includes(`an operator asks: again ${id}`));
  acting.send({ type: 'do', n: 2, action: { type: 'drain', worker: 'nobody' } });
  assert.is((await answer(acting))['error'], 'no-such-worker');
  acting.send({ type: 'do', n: 3, action: { type: 'stop', job: 'id' } });
  assert.is((await answer(acting))['error'], 'no-such-job');
  await reaches(fleet, id, 'dead');
});

test('Redis is asked once a second for all pages together, and not while nobody looks', async () => {
  const reads = async (): Promise<number> =>
    Number(/cmdstat_zrange:calls=(\d+)/.exec(await own.info('commandstats'))?.[1] ?? 0);
  await sleep(1_500);
  const idle = await reads();
  await sleep(1_500);
  assert.ok((await reads()) - idle <= 1, 'nobody looks');
  const clients = [1, 2, 3, 4].map(() => connect());
  const [before, began] = [await reads(), performance.now()];
  await Promise.all(clients.map(greet));
  await sleep(2_500);
  const [after, seconds] = [await reads(), (performance.now() - began) / 1_000];
  for (const client of clients) client[Symbol.dispose]();
  // A look reads the workers once, and the dead of both queues.
  assert.ok(after > before);
  assert.ok(after - before <= 3 * (seconds + 2), `${after - before} in ${seconds} s`);
});

test('Redis goes: page and metrics say so, refuse to act, and come back by themselves', async () => {
  using client = connect(operator);
  const { show } = await greet(client);
  /** Waits for what is told of Redis. */
  const hears = async (state: string): Promise<void> => {
    for (;;) {
      const message = (await within(client.next(), 30_000, state)) as {
        readonly change?: { readonly redis?: { readonly state: string } };
      };
      if (message.change?.redis?.state === state) return;
    }
  };
  if (show.redis.state !== 'up') await hears('up');
  await redis.stop();
  await hears('down');
  const found = await samples();
  assert.is(found.get('momentfx_fleet_redis_up'), 0);
  assert.not.ok([...found.keys()].some((key) => key.startsWith('momentfx_fleet_jobs')));
  assert.is((await fetched('/healthz')).status, 503);
  client.send({ type: 'do', n: 1, action: { type: 'drain', worker: 'one' } });
  const refused = await within(client.next(), 10_000, 'an answer');
  assert.is(refused['error'], 'redis-unreachable');
  await redis.start();
  await hears('up');
  await shows('momentfx_fleet_redis_up', 1);
  assert.is((await fetched('/healthz')).status, 200);
  // What was refused is not done later.
  assert.is((await fleet.status()).workers[0]?.state, 'running');
});

const view = (name: string, more: Partial<WorkerView> = {}): WorkerView => ({
  ...{ name, host: 'studio', pid: 1, version: '0.1.0', kinds: ['live'], concurrency: 4 },
  ...{ since: new Date().toISOString(), state: 'running', running: [], ...more },
});

test('workers of before, which count nothing, are shown', async () => {
  await announce(own, view('old'));
  const { workers } = await fleet.status();
  assert.ok(workers.some(({ name, counts: none }) => name === 'old' && none === undefined));
});

test('a large fleet stays within bounds; what is sealed is not shown', () => {
  const none = { waiting: 0, delayed: 0, running: 0, done: 0, dead: 0 };
  const room = { coresUsed: 0.5, cores: 4, bytesUsed: 1, bytes: 2 };
  const running = ['s1', 's2', 's3', 'j1', 's4', 's5', 's6', 's7', 's8', 's9'];
  const workers = Array.from({ length: 700 }, (_, at) => view(`w${at}`, { running, room }));
  const address = seal('https://user:secret@h/x.mkv', 'k'.repeat(32) as FleetKey);
  const shown = viewOfFleet({
    ...{ workers, jobs: none, sessions: { ...none, running: 6_300 }, costs: new Map() },
    running: { sessions: [], recordings: [] },
    dead: [
      {
        ...{ id: 'j1', queue: 'batch', state: 'dead', input: address, outputs: ['/x.mkv'], attempts: 1 },
        error: 'x'.repeat(5_000),
      },
    ],
  });
  assert.is(shown.workers.length, 500);
  assert.equal([shown.workers[0]?.sessions, shown.workers[0]?.recordings], [9, 1]);
  assert.equal([shown.totals.workers, shown.totals.sessions], [700, 6_300]);
  assert.is(totalsOf(workers).streamsPerCore, 18);
  assert.is(shown.dead[0]?.title, '(sealed) → /x.mkv');
  assert.ok(JSON.stringify(shown).length < 200_000);
});

test('by the command line: it tells where, without the token in a log, and ends in order', async () => {
  const place = String(await freePort());
  const env = { REDIS_URL: redis.url, XDG_STATE_HOME: join(folder, 'own-state') };
  const { child, outcome } = startCli(['fleet', 'serve', '--place', place], { env, longer: 60_000 });
  let said = '';
  child.stdout?.on('data', (data: string) => (said += data));
  await until(() => said.includes('\n'), 30_000, 'it is served');
  assert.match(said, new RegExp(`^Fleet: open http://127.0.0.1:${place}/ \\(\`momentfx dock --place`));
  child.kill('SIGTERM');
  assert.is((await within(outcome, 20_000, 'it ends')).code, 0);
  const far = await runCli(['fleet', 'serve', '--place', '0.0.0.0:9467'], { env });
  assert.is(far.code, 2);
  assert.match(far.stderr, /could be read on the way\. Name a certificate with --cert and --key/);
});

test.run();
