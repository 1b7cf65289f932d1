/** Redis behind TLS with users, and every way in which it does not serve, against real ones. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runCli } from '../../support/cli.ts';
import { startRedis } from '../../support/redis.ts';
import { freePort } from '../../support/ports.ts';
import { scratch } from '../../support/scratch.ts';
import { serveTcp } from '../../support/servers.ts';
import { until } from '../../support/until.ts';
import { rejects } from '../../support/within.ts';
import { connectRedis, redisPlace } from '../../../src/plugin/fleet/connection.ts';
import { connectFleet, makeWork, reaches, startWorker } from './support.ts';

const folder = scratch('fleet-connection');

/** A certificate that nobody trusts unless told to, for 127.0.0.1. */
function makeCertificate(): { readonly cert: string; readonly key: string } {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const words = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=redis';
  execFileSync(
    'openssl',
    [...words.split(' '), '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert],
    { stdio: 'ignore' },
  );
  return { cert, key };
}

/** The line of docs/fleet.md: the user needs no more. */
const USER =
  'fleet on >right resetkeys ~momentfx:* -@all +@read +@write +@connection +@transaction +@scripting +@blocking -@dangerous +info';

test('TLS and an ACL user: a job is done with them', async () => {
  const { cert, key } = makeCertificate();
  const words = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', cert];
  await using redis = await startRedis(folder, {
    scheme: 'rediss',
    words: [...words, '--tls-auth-clients', 'no', '--user', ...USER.split(' '), '--user', 'default', 'off'],
  });
  const at = (user: string): string => redis.url.replace('//', `//${user}@`);
  await rejects(connectFleet({ redis: at('fleet:right') }), /certificate of .* is not trusted/, /--redis-ca/);
  await rejects(
    connectFleet({ redis: at('fleet:canary'), redisCa: cert }),
    /^rediss:\/\/127\.0\.0\.1:\d+ knows no such user and password/,
  );
  const { clip, sheet } = makeWork(folder);
  const worker = await startWorker(at('fleet:{env:REDIS_PASSWORD}'), ['--redis-ca', cert], {
    env: { REDIS_PASSWORD: 'right' },
  });
  await using fleet = await connectFleet({ redis: at('fleet:right'), redisCa: cert });
  const { id } = await fleet.submit({ input: clip, output: join(folder, 'tls.mkv'), fromCues: sheet });
  await reaches(fleet, id, 'done');
  assert.is((await fleet.status()).workers.length, 1);
  assert.is(await fleet.stop(id), 'over');
  assert.is((await fleet.jobs('done')).length, 1);
  worker.child.kill('SIGTERM');
  const { code, stdout, stderr } = await worker.outcome;
  assert.is(code, 0, stderr);
  assert.not.match(stdout + stderr, /right/);
});

test('no Redis, no address, another service: one line each', async () => {
  const port = await freePort();
  await rejects(connectFleet({ redis: `redis://127.0.0.1:${port}` }), /There is no Redis at .*ECONNREFUSED/);
  await rejects(connectFleet({ redis: 'http://127.0.0.1' }), /is no address of a Redis/);
  await using server = await serveTcp((caller) => caller.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await rejects(connectFleet({ redis: `redis://127.0.0.1:${server.port}` }), /There is no Redis at/);
  const { code, stderr } = await runCli(['fleet', 'status'], { env: { REDIS_URL: '' } });
  assert.is(code, 2);
  assert.match(stderr, /No Redis was named\. Use --redis redis:\/\/HOST:6379/);
});

test('a Redis that went away has longer to answer from the third try on', async () => {
  await using redis = await startRedis(folder);
  const connection = await connectRedis(await redisPlace({ redis: redis.url }));
  // As the queues make them of it.
  const copy = connection.duplicate().on('error', () => undefined);
  using both = new DisposableStack();
  for (const one of [connection, copy]) both.defer(() => one.disconnect());
  await Promise.all([connection.ping(), copy.ping()]);
  const waits = new Map([connection, copy].map((one) => [one, [] as (number | undefined)[]]));
  for (const [one, had] of waits) one.on('reconnecting', () => had.push(one.options.connectTimeout));
  await redis.stop();
  await until(() => [...waits.values()].every(({ length }) => length >= 4), 20_000, 'it is looked for');
  for (const had of waits.values()) assert.equal(had.slice(0, 4), [2_000, 2_000, 5_000, 5_000]);
  await redis.start();
  await Promise.all([connection.ping(), copy.ping()]);
});

test('a Redis that asks for a password, and one that forgets', async () => {
  {
    await using redis = await startRedis(folder, { words: ['--requirepass', 'right'] });
    await rejects(connectFleet({ redis: redis.url }), /asks for a password/, /\{env:PASSWORD\}/);
    await rejects(connectFleet({ redis: redis.url.replace('//', '//:wrong@') }), /no such user and password/);
  }
  await using redis = await startRedis(folder, { words: ['--maxmemory-policy', 'allkeys-lru'] });
  await rejects(connectFleet({ redis: redis.url }), /maxmemory-policy allkeys-lru/, /noeviction/);
  const { code, stdout } = await runCli(['doctor', '--redis', redis.url]);
  assert.is(code, 2);
  assert.match(stdout, /FAULT Redis of the fleet: .*allkeys-lru/);
});

test('an old Redis is refused', async () => {
  // Debian has none as old: what one says of itself is played back.
  const info = '# Server\r\nredis_version:6.2.14\r\nmaxmemory_policy:noeviction\r\n';
  await using server = await serveTcp((caller) =>
    caller.on('data', (data: Buffer) => {
      for (const word of data.toString().match(/\r\n(?:info|client)\r\n/gi) ?? [])
        caller.write(/info/i.test(word) ? `$${info.length}\r\n${info}\r\n` : '+OK\r\n');
    }),
  );
  await rejects(connectFleet({ redis: `redis://127.0.0.1:${server.port}` }), /is Redis 6\.2\.14/, /Redis 7/);
});

test.run();
