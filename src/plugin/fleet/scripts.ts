/**
 * What has to happen in Redis in one step. A job is owned by the attempt that started last (`ats` counts them), as long as
 * its lock holds that attempt's token; fields of our own lie in the job's hash, and go with it.
 */
import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { PREFIX } from './names.ts';

/** One attempt at a job: who owns it, in words that Redis can check. */
export interface Attempt {
  readonly queue: string;
  readonly id: string;
  /** Of its lock. */
  readonly token: string;
  /** The attempts that were started before it, and itself: a fencing token. */
  readonly number: number;
}

/**
 * What became of an attempt: it is `held`, was `lost` to another one, or somebody asked that it `stop`.
 */
export type LeaseState = 'held' | 'stop' | 'lost';

/** The field that asks for a job's end. */
const STOP_FIELD = 'momentfxStop';
/** The field that says what an attempt was about to publish, and whether it did. */
const CLAIM_FIELD = 'momentfxClaim';

/** The field that says what an heir must know of a show. */
const STATE_FIELD = 'momentfxState';
/** The field that says how many lost owners have been followed by another one; BullMQ counts the lost ones in `stc`. */
const FOLLOWED_FIELD = 'momentfxFollowed';

/**
 * Renews a lock, and writes down what an heir must know where that is told: in one step, so that whoever has lost the job
 * writes nothing over its heir's. One that ran out while Redis was away is taken again, unless another attempt has begun or the job was put
 * back: nobody else can have done anything with it then.
 */
const RENEW = `
local lockKey = KEYS[1] .. ':lock'
local current = redis.call('GET', lockKey)
if current then
  if current ~= ARGV[1] then return 'lost' end
else
  if redis.call('HGET', KEYS[1], 'ats') ~= ARGV[2] then return 'lost' end
  if not redis.call('LPOS', KEYS[2], ARGV[4]) then return 'lost' end
end
redis.call('SET', lockKey, ARGV[1], 'PX', ARGV[3])
redis.call('SREM', KEYS[3], ARGV[4])
if ARGV[5] ~= '' then redis.call('HSET', KEYS[1], '${STATE_FIELD}', ARGV[5]) end
if redis.call('HEXISTS', KEYS[1], '${STOP_FIELD}') == 1 then return 'stop' end
return 'held'
`;

/** Says what will be published, unless the attempt has lost the job. */
const CLAIM = `
if redis.call('GET', KEYS[1] .. ':lock') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], '${CLAIM_FIELD}', ARGV[2])
return 1
`;

/** What attempts before have left, and whether the last one lost the job: told to the first that begins after it. */
const BEFORE = `
local found = redis.call('HMGET', KEYS[1], '${CLAIM_FIELD}', '${STATE_FIELD}', 'stc', '${FOLLOWED_FIELD}')
local lost = found[3] and found[3] ~= found[4]
if lost then redis.call('HSET', KEYS[1], '${FOLLOWED_FIELD}', found[3]) end
return { found[1], found[2], lost and 1 or 0 }
`;

/** Asks for the end of a job that runs. */
const STOP = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], '${STOP_FIELD}', '1')
return 1
`;

/** An attempt that leaves its job to another worker before it has begun is none. */
const UNCOUNT = `
if redis.call('GET', KEYS[1] .. ':lock') ~= ARGV[1] then return 0 end
redis.call('HINCRBY', KEYS[1], 'ats', -1)
return 1
`;

/**
 * The jobs that are taken next: their data, and how often they were begun. Those that wait for a time come last; BullMQ keeps
 * them by their time in ms times 4096, and only workers that ask for jobs move them to the others.
 */
const PEEK = `
local found = {}
local function add(id)
  local fields = redis.call('HMGET', KEYS[1] .. id, 'data', 'ats')
  found[#found + 1] = { id, fields[1] or '', fields[2] or '0' }
end
local ids = redis.call('LRANGE', KEYS[1] .. 'wait', -tonumber(ARGV[1]), -1)
for at = #ids, 1, -1 do add(ids[at]) end
local last = tonumber(ARGV[2]) * 4096 + 4095
ids = redis.call('ZRANGEBYSCORE', KEYS[1] .. 'delayed', '-inf', last, 'LIMIT', 0, ARGV[1])
for at = 1, #ids do add(ids[at]) end
return found
`;

const keyOf = (queue: string, rest: string): string => `${PREFIX}:${queue}:${rest}`;

/** Holds the job for another `ms`, and tells whether it still can. `told`: what an heir must know from now on. */
export async function renewLease(redis: Redis, attempt: Attempt, ms: number, told = ''): Promise<LeaseState> {
  const { queue, id, token, number } = attempt;
  const keys = [keyOf(queue, id), keyOf(queue, 'active'), keyOf(queue, 'stalled')];
  const state = await redis.eval(RENEW, keys.length, ...keys, token, String(number), String(ms), id, told);
  return state === 'held' || state === 'stop' ? state : 'lost';
}

/** Writes down what this attempt publishes; false where the job is another's. */
export async function claimPublication(redis: Redis, attempt: Attempt, claim: string): Promise<boolean> {
  const { queue, id, token } = attempt;
  return (await redis.eval(CLAIM, 1, keyOf(queue, id), token, claim)) === 1;
}

/** What the attempts before have left. */
export interface Before {
  /** What they were about to publish. */
  readonly claim: string | undefined;
  /** What is known of the show. */
  readonly state: string | undefined;
  /** The owner before has lost the job. */
  readonly takenOver: boolean;
}

const before = z.tuple([z.string().nullable(), z.string().nullable(), z.number()]);

/** Reads what the attempts before have left. Asked once by each attempt that begins. */
export async function readBefore(redis: Redis, queue: string, id: string): Promise<Before> {
  const [claim, state, lost] = before.parse(await redis.eval(BEFORE, 1, keyOf(queue, id)));
  return { claim: claim ?? undefined, state: state ?? undefined, takenOver: lost === 1 };
}

/** Whether the owner of a job that was just taken has lost it, and no attempt has begun since. */
export async function isOrphan(redis: Redis, { queueName, id = '', stalledCounter }: Job): Promise<boolean> {
  if (stalledCounter === 0) return false;
  return (await redis.hget(keyOf(queueName, id), FOLLOWED_FIELD)) !== String(stalledCounter);
}

/** The show is over: nobody goes on with it. */
export const forgetState = async (redis: Redis, queue: string, id: string): Promise<void> => {
  await redis.hdel(keyOf(queue, id), STATE_FIELD);
};

/** Asks for a job's end; false where there is no such job. */
export const askToStop = async (redis: Redis, queue: string, id: string): Promise<boolean> =>
  (await redis.eval(STOP, 1, keyOf(queue, id))) === 1;

/** Forgets what was asked of and said by earlier attempts: the job begins anew. */
export const forgetAttempts = async (redis: Redis, queue: string, id: string): Promise<void> => {
  await redis.hdel(keyOf(queue, id), STOP_FIELD, CLAIM_FIELD, STATE_FIELD);
};

/** The next failure of a job that runs counts as its first: `atm` counts them, and BullMQ adds to it when the job has failed. */
export async function forgetFailures(redis: Redis, job: Job): Promise<void> {
  await redis.hset(keyOf(job.queueName, job.id ?? ''), 'atm', 0);
  job.attemptsMade = 0;
}

/** The attempt with this token has not begun: it is not counted. */
export async function uncountAttempt(redis: Redis, queue: string, id: string, token: string): Promise<void> {
  await redis.eval(UNCOUNT, 1, keyOf(queue, id), token);
}

/** A job that waits. */
export interface WaitingJob {
  readonly id: string;
  /** JSON of its intent. */
  readonly data: string;
  /** How often it was begun. */
  readonly begun: number;
}

const peeked = z.array(z.tuple([z.string(), z.string(), z.string()]));

/** The jobs that are taken next, the first one first: `most` of those that wait for a worker, and of those that wait until `until` (ms). */
export async function peekWaiting(
  redis: Redis,
  queue: string,
  { most, until }: { readonly most: number; readonly until: number },
): Promise<readonly WaitingJob[]> {
  const found = peeked.parse(await redis.eval(PEEK, 1, keyOf(queue, ''), String(most), String(until)));
  return found.map(([id, data, begun]) => ({ id, data, begun: Number(begun) }));
}
