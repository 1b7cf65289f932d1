/** The way to the fleet's Redis: its address, whether it can serve, and one line that says why not. */
import { readFile } from 'node:fs/promises';
import { Redis, type RedisOptions } from 'ioredis';
import { asError, messageOf } from '../../core/errors.ts';
import type { Address } from '../../core/stream-url.ts';
import { resolveAddress, secretFrom } from '../session/secrets.ts';
import { FleetError } from './errors.ts';

/** A Redis that may be used: its address is checked, its authorities are read. */
export interface RedisPlace {
  readonly address: Address;
  /** PEM certificates of who may have signed the server's; absent: those that Node trusts. */
  readonly authorities?: string;
}

/** Where the address comes from. */
export interface RedisChoice {
  /** `redis://` or `rediss://`, placeholders allowed; absent: REDIS_URL of the environment. */
  readonly redis?: string | undefined;
  /** A PEM file of authorities. */
  readonly redisCa?: string | undefined;
}

/** The oldest Redis that serves: the first with all that BullMQ's scripts use, and ACLs for channels. */
const OLDEST = 7;
/** A server that does not answer within this (ms) is not there. */
const PATIENCE_MS = 5_000;
/** A server that went away is looked for this often (ms): a show's lock lives 3 s. */
const RECONNECT_MS = 250;
/**
 * How long the first tries to reach it again wait (ms), and how many they are; later ones have as long as the very first
 * connection, for a server that is far by now. All owners must find it within the seconds in which nobody judges them.
 */
const RECONNECT_PATIENCE_MS = 2_000;
const SHORT_TRIES = 2;
/** A connection whose other end is silently gone is noticed within this many ms. */
const KEEP_ALIVE_MS = 5_000;

/**
 * The Redis that a person named.
 * @throws FleetError redis-address; UsageError of a placeholder that stands for nothing
 */
export async function redisPlace(
  { redis, redisCa }: RedisChoice,
  env: NodeJS.ProcessEnv = process.env,
): Promise<RedisPlace> {
  const text = redis ?? env['REDIS_URL'];
  if (text === undefined || text === '')
    throw new FleetError(
      'redis-address',
      'No Redis was named.',
      'Use --redis redis://HOST:6379 (rediss:// for TLS), or set REDIS_URL.',
    );
  const address = await resolveAddress(text, { env, stdin: secretFrom(process.stdin) });
  const url = URL.parse(address.reveal());
  if (url === null || !/^rediss?:$/.test(url.protocol) || url.hostname === '')
    throw new FleetError(
      'redis-address',
      `${address.shown} is no address of a Redis.`,
      'Write redis://USER:{env:PASSWORD}@HOST:6379/0, or rediss:// for TLS; what is special in a password as %XX.',
    );
  if (redisCa === undefined) return { address };
  try {
    return { address, authorities: await readFile(redisCa, 'utf8') };
  } catch (cause) {
    throw new FleetError(
      'redis-address',
      `--redis-ca ${redisCa} cannot be read (${messageOf(cause)}).`,
      'Name a PEM file.',
      { cause },
    );
  }
}

/**
 * Connects, after it has made sure that this Redis can serve. The connection comes back by itself for ever; commands wait
 * meanwhile. Its owner quits it.
 * @throws FleetError redis-unreachable, redis-refused, redis-too-old, redis-evicts
 */
export async function connectRedis(place: RedisPlace): Promise<Redis> {
  await checkRedis(place);
  return new Redis(place.address.reveal(), {
    ...optionsOf(place),
    // As BullMQ asks: what waits for Redis goes on waiting.
    maxRetriesPerRequest: null,
    // Called as a method of the connection's own options.
    retryStrategy(this: RedisOptions, tries) {
      this.connectTimeout = tries <= SHORT_TRIES ? RECONNECT_PATIENCE_MS : PATIENCE_MS;
      return RECONNECT_MS;
    },
    // One that still reads its file is asked again as often.
    maxLoadingRetryTime: RECONNECT_MS,
  }).on('error', () => undefined);
}

/** What a Redis says of itself. */
export interface RedisFacts {
  readonly version: string;
  /** What it forgets where its memory is full. */
  readonly policy: string;
}

/**
 * Asks a Redis what it is, over a connection of its own.
 * @throws FleetError redis-unreachable, redis-refused, redis-too-old, redis-evicts
 */
export async function checkRedis(place: RedisPlace): Promise<RedisFacts> {
  const { shown } = place.address;
  const facts = factsIn(await infoOf(place));
  const { version, policy } = facts;
  if (Number.parseInt(version, 10) < OLDEST)
    throw new FleetError(
      'redis-too-old',
      `${shown} is Redis ${version}.`,
      `A fleet needs Redis ${OLDEST} or newer.`,
      { fault: 'outside' },
    );
  if (policy !== 'noeviction')
    throw new FleetError(
      'redis-evicts',
      `${shown} forgets what it holds where memory is short (maxmemory-policy ${policy}): jobs would vanish.`,
      'Set `maxmemory-policy noeviction` in its configuration.',
      { fault: 'outside' },
    );
  return facts;
}

async function infoOf(place: RedisPlace): Promise<string> {
  const redis = new Redis(place.address.reveal(), {
    ...optionsOf(place),
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let fault: Error | undefined;
  redis.on('error', (error: Error) => (fault ??= error));
  try {
    await redis.connect();
    return await redis.info();
  } catch (error) {
    throw refusal(place.address, fault ?? asError(error));
  } finally {
    redis.disconnect();
  }
}

function optionsOf({ address, authorities }: RedisPlace): RedisOptions {
  const secure = address.scheme === 'rediss';
  return {
    connectTimeout: PATIENCE_MS,
    keepAlive: KEEP_ALIVE_MS,
    ...(secure ? { tls: authorities === undefined ? {} : { ca: authorities } } : {}),
  };
}

function factsIn(info: string): RedisFacts {
  const field = (name: string): string => new RegExp(`^${name}:(.*)$`, 'm').exec(info)?.[1]?.trim() ?? '';
  return { version: field('redis_version'), policy: field('maxmemory_policy') };
}

const MAYBE_LATER = { fault: 'outside', retryable: true } as const;

/** What a failed connection means to a person. What Redis says of a refusal holds no password. */
function refusal({ shown }: Address, cause: Error): FleetError {
  const said = cause.message;
  if (/WRONGPASS|invalid (username|password)/i.test(said))
    return new FleetError(
      'redis-refused',
      `${shown} knows no such user and password.`,
      'Check user and password; without a user it is that of `default`.',
      { cause, fault: 'outside' },
    );
  if (said.includes('NOAUTH'))
    return new FleetError(
      'redis-refused',
      `${shown} asks for a password.`,
      'Write redis://USER:{env:PASSWORD}@HOST:6379.',
      { cause, fault: 'outside' },
    );
  if (said.includes('NOPERM'))
    return new FleetError(
      'redis-refused',
      `The user for ${shown} may not do what a fleet needs (${said}).`,
      'docs/fleet.md has the ACL line for it.',
      { cause, fault: 'outside' },
    );
  if (/certificate|self.signed|altname/i.test(said))
    return new FleetError(
      'redis-unreachable',
      `The certificate of ${shown} is not trusted (${said}).`,
      'Name who has signed it with --redis-ca FILE.',
      { cause, fault: 'outside' },
    );
  return new FleetError(
    'redis-unreachable',
    `There is no Redis at ${shown} (${said}).`,
    'Check the address, and that Redis is running.',
    { cause, ...MAYBE_LATER },
  );
}
