/** What the kinds of jobs cost: learned from what runs here, shared with all workers through Redis. */
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { PREFIX } from '../names.ts';
import { DEAREST_GUESS, guessFor, type Cost, type CostKind } from './kinds.ts';

/** A hash: kind → what it costs as JSON. */
const COSTS = `${PREFIX}:fleet:costs`;
/** Kinds that are kept; there are some thirty. */
const MOST_KINDS = 200;

const costSchema = z.object({
  cores: z.number().nonnegative(),
  bytes: z.number().nonnegative(),
  /** How often something was learned. */
  samples: z.number().int().nonnegative(),
});

/** What a kind costs, and how often that was measured. */
export type LearnedCost = z.infer<typeof costSchema>;

/** Of what is new, so much counts; after ten samples all that was before counts a third. */
const NEW_SHARE = 0.1;

/**
 * Blends what was measured into what is known, in one step: many workers learn at once. The first samples count in full. What is there
 * in another form is replaced.
 */
const LEARN = `
local kept = redis.call('HGET', KEYS[1], ARGV[1])
if not kept and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[5]) then return nil end
local read, known = pcall(cjson.decode, kept or '')
if not read or type(known) ~= 'table' or type(known.cores) ~= 'number'
  or type(known.bytes) ~= 'number' or type(known.samples) ~= 'number' then
  known = { cores = 0, bytes = 0, samples = 0 }
end
local share = math.max(1 / (known.samples + 1), tonumber(ARGV[4]))
local next = {
  cores = known.cores + share * (tonumber(ARGV[2]) - known.cores),
  bytes = math.floor(known.bytes + share * (tonumber(ARGV[3]) - known.bytes)),
  samples = known.samples + 1,
}
redis.call('HSET', KEYS[1], ARGV[1], cjson.encode(next))
return nil
`;

/** The costs that one worker goes by. */
export class CostBook {
  readonly #redis: Redis;
  /** Of the fleet. */
  #known: ReadonlyMap<string, LearnedCost> = new Map();

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** What a job of the kind costs, as far as is known. */
  costOf(kind: CostKind): Cost {
    return this.#known.get(kind) ?? guessFor(kind);
  }

  /** The most that a show of any kind costs, as far as is known. */
  get dearestShow(): Cost {
    const shows = [...this.#known].filter(([kind]) => kind.startsWith('live')).map(([, cost]) => cost);
    const all = [...shows, DEAREST_GUESS];
    return {
      cores: Math.max(...all.map(({ cores }) => cores)),
      bytes: Math.max(...all.map(({ bytes }) => bytes)),
    };
  }

  /** Reads what the fleet knows. */
  async refresh(): Promise<void> {
    this.#known = await readCosts(this.#redis);
  }

  /** A job of the kind was measured. */
  async learn(kind: CostKind, { cores, bytes }: Cost): Promise<void> {
    const [share, most] = [String(NEW_SHARE), String(MOST_KINDS)];
    await this.#redis.eval(LEARN, 1, COSTS, kind, String(cores), String(bytes), share, most);
  }
}

/** What a fleet knows; what another version wrote in another form is left out. */
export async function readCosts(redis: Redis): Promise<ReadonlyMap<string, LearnedCost>> {
  const texts = Object.entries(await redis.hgetall(COSTS));
  return new Map(
    texts.flatMap(([kind, text]) => {
      const parsed = costSchema.safeParse(jsonIn(text));
      return parsed.success ? [[kind, parsed.data] as const] : [];
    }),
  );
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // As if it were not there.
    return undefined;
  }
}
