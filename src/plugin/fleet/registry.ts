/** The workers of a fleet as Redis knows them: each says every second that it lives and what it does, and hears what is asked of it. */
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { PREFIX } from './names.ts';

/** A worker that has not been heard of for this long (ms) is gone. */
const LIFE_MS = 10_000;

const count = z.number().int().nonnegative();
const workCounts = z.object({
  /** Attempts; one that found no room is none. */
  begun: count,
  done: count,
  /** Whether they are tried again or not. */
  failed: count,
  /** Left to other workers, as this one drained. */
  givenBack: count,
  /** Of those begun: the owner before had lost it. */
  takenOver: count,
  /** Ended here because the lease was lost. */
  fenced: count,
});

/** What a worker has done of one queue since its start. */
export type WorkCounts = z.infer<typeof workCounts>;

const workerView = z.object({
  name: z.string(),
  host: z.string(),
  pid: z.number().int(),
  version: z.string(),
  kinds: z.array(z.string()),
  concurrency: z.number().int(),
  /** ISO 8601. */
  since: z.string(),
  state: z.enum(['running', 'draining']),
  /** Numbers of the jobs that it runs. */
  running: z.array(z.string()),
  /** What its jobs are counted with, of what it may use: cores of sessions, bytes of all. */
  room: z
    .object({ coresUsed: z.number(), cores: z.number(), bytesUsed: z.number(), bytes: z.number() })
    .optional(),
  /** What it has done since its start, by queue; older workers do not say. */
  counts: z.object({ batch: workCounts.optional(), live: workCounts.optional() }).optional(),
});

/** A worker, as it said of itself in the last ten seconds. */
export type WorkerView = z.infer<typeof workerView>;

const NAMES = `${PREFIX}:fleet:workers`;
const keyOf = (name: string): string => `${PREFIX}:fleet:worker:${name}`;
const drainKey = (name: string): string => `${PREFIX}:fleet:drain:${name}`;
/** Names of the workers that others may ask; their scores serve nobody. */
const PEERS = `${PREFIX}:fleet:peers`;
const placeKey = (name: string): string => `${PREFIX}:fleet:peer:${name}`;

const workerPlace = z.object({
  host: z.union([z.ipv4(), z.ipv6()]),
  port: z.int().min(1).max(65_535),
  key: z.string().max(128),
});

/** Where a worker is asked by others, and the key of their questions. */
export type WorkerPlace = z.infer<typeof workerPlace>;

/** Says that this worker lives; tells whether it has been asked to drain. */
export async function announce(redis: Redis, view: WorkerView): Promise<boolean> {
  const replies = await redis
    .multi()
    .zadd(NAMES, Date.now(), view.name)
    .set(keyOf(view.name), JSON.stringify(view), 'PX', LIFE_MS)
    .exists(drainKey(view.name))
    .exec();
  return replies?.[2]?.[1] === 1;
}

/** The worker has ended. */
export async function leave(redis: Redis, name: string): Promise<void> {
  await redis
    .multi()
    .zrem(NAMES, name)
    .zrem(PEERS, name)
    .del(keyOf(name), drainKey(name), placeKey(name))
    .exec();
}

/** Says where this worker is asked by others, for the next ten seconds. */
export async function announcePlace(redis: Redis, name: string, place: WorkerPlace): Promise<void> {
  await redis
    .multi()
    .zadd(PEERS, Date.now(), name)
    .set(placeKey(name), JSON.stringify(place), 'PX', LIFE_MS)
    .exec();
}

/**
 * Where up to `most` other workers are asked, by their names: those of `first` as long as they live, then any whose place
 * `fits`. Names without a place are forgotten: whoever lives says his again within seconds.
 */
export async function placesIn(
  redis: Redis,
  wanted: {
    readonly name: string;
    readonly first: readonly string[];
    readonly most: number;
    readonly fits: (place: WorkerPlace) => boolean;
  },
): Promise<ReadonlyMap<string, WorkerPlace>> {
  const { name, first, most, fits } = wanted;
  // Redis draws at random who is among them, but names them in an order that stays: its last ones would never be asked.
  const some = shuffled(await redis.zrandmember(PEERS, most + 1));
  const names = [...new Set([...first, ...some])].filter((other) => other !== name);
  const texts = names.length === 0 ? [] : await redis.mget(names.map(placeKey));
  const gone = names.filter((_, at) => texts[at] === null);
  if (gone.length > 0) await redis.zrem(PEERS, ...gone);
  const places = names.flatMap((other, at) => {
    const place = placeIn(texts[at] ?? undefined);
    return place === undefined || !fits(place) ? [] : [[other, place] as const];
  });
  return new Map(places.slice(0, most));
}

function shuffled<T>(values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, place: Math.random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ value }) => value);
}

function placeIn(text: string | undefined): WorkerPlace | undefined {
  try {
    return text === undefined ? undefined : workerPlace.parse(JSON.parse(text));
  } catch {
    // Of another version: it is asked nothing.
    return undefined;
  }
}

/** The workers that live; those that are gone are forgotten. */
export async function workersIn(redis: Redis): Promise<readonly WorkerView[]> {
  const names = await redis.zrange(NAMES, 0, -1);
  if (names.length === 0) return [];
  const texts = await redis.mget(names.map(keyOf));
  const gone = names.filter((_, at) => texts[at] === null);
  if (gone.length > 0) await redis.zrem(NAMES, ...gone);
  return texts.flatMap((text) => {
    const parsed = workerView.safeParse(text === null || text === undefined ? undefined : JSON.parse(text));
    return parsed.success ? [parsed.data] : [];
  });
}

/** Asks a worker to take nothing more, and to end once it is done; it hears it within a second. */
export async function askToDrain(redis: Redis, name: string): Promise<void> {
  await redis.set(drainKey(name), '1', 'PX', 24 * 3600_000);
}
