/** The sums of bench/fleet-model.ts: what so many rooms need, and what gives way first. */

/** What was measured, and what is assumed; sizes in bytes, network in bits a second, money in one currency. */
export interface FleetFigures {
  /** One room. */
  readonly cores: number;
  readonly bytes: number;
  readonly bitsIn: number;
  readonly bitsOut: number;
  /** Processor seconds that a room takes until it sends, also when it is taken over. */
  readonly startCores: number;
  /** Seconds of its worker's main thread, a second of a room. */
  readonly workerCores: number;
  /** Of Redis, for one room: commands a second, processor seconds a second, bytes, bits a second. */
  readonly redisCommands: number;
  readonly redisCores: number;
  readonly redisBytes: number;
  readonly redisBits: number;
  /** Of Redis, for one worker without a room. */
  readonly idleCommands: number;
  readonly idleRedisCores: number;
  /** Processor seconds of one look for jobs without an owner, for one that runs; there is one look a second. */
  readonly lookCores: number;
  /** One machine. */
  readonly machine: {
    readonly cores: number;
    readonly bytes: number;
    readonly bits: number;
    /** The share of it that rooms fill. */
    readonly share: number;
    readonly hour: number;
  };
  /** One Redis: what it may fill of its one core, its memory, what it costs an hour. */
  readonly redis: { readonly share: number; readonly bytes: number; readonly hour: number };
  /** A GB that leaves. */
  readonly egressGb: number;
}

/** What so many rooms need. */
export interface FleetNeeds {
  readonly rooms: number;
  readonly machines: number;
  readonly roomsEach: number;
  /** What fills a machine first. */
  readonly filledBy: string;
  readonly redisCommands: number;
  /** Cores that Redis would need if it could use more than one. */
  readonly redisCores: number;
  /** Of one look for jobs without an owner, in seconds, in one Redis. */
  readonly look: number;
  /** How many fleets, each with a Redis of its own, it takes. */
  readonly fleets: number;
  readonly bitsIn: number;
  readonly bitsOut: number;
  readonly redisBits: number;
  /** Money an hour. */
  readonly cost: { readonly machines: number; readonly redis: number; readonly egress: number };
}

/** How many rooms each part carries, the tightest first. */
export interface Limit {
  readonly what: string;
  readonly rooms: number;
}

/** Answers that come later (s) count as a Redis that is away (src/plugin/fleet/worker/soundness.ts): nobody judges any more. */
const LATE_S = 1.5;
/** Of the second in which a worker does its part for its rooms. */
const MOST_OF_WORKER = 0.5;
/** A machine whose rooms are to go on elsewhere within this long (s). */
const TAKEN_OVER_S = 5;
/** Of these, what passes before anybody may begin (s): the lock, and the look. */
const NOTICED_S = 4;

/** Rooms on one machine, by what fills it. */
export function machineLimits({ machine, ...room }: FleetFigures): readonly Limit[] {
  const { cores, bytes, bits, share } = machine;
  return sorted([
    { what: 'processors', rooms: (share * cores) / room.cores },
    { what: 'memory', rooms: (share * bytes) / room.bytes },
    { what: 'network card', rooms: (share * bits) / Math.max(room.bitsIn, room.bitsOut) },
    { what: "the worker's main thread", rooms: MOST_OF_WORKER / room.workerCores },
  ]);
}

/** Rooms on one Redis, by what gives way. */
export function redisLimits(figures: FleetFigures): readonly Limit[] {
  const { redis, redisCores, idleRedisCores, lookCores, redisBytes, machine } = figures;
  const [{ rooms: each } = { rooms: 1 }] = machineLimits(figures);
  // One look a second, whoever does it.
  const forOne = redisCores + idleRedisCores / each + lookCores;
  return sorted([
    { what: "Redis's one core", rooms: redis.share / forOne },
    {
      what: 'the look for jobs without an owner takes longer than workers wait for Redis',
      rooms: LATE_S / lookCores,
    },
    { what: "Redis's memory", rooms: redis.bytes / redisBytes },
    { what: "Redis's network card", rooms: (machine.share * machine.bits) / figures.redisBits },
  ]);
}

/** What so many rooms need. */
export function needsOf(rooms: number, figures: FleetFigures): FleetNeeds {
  const [tightest = { what: 'nothing', rooms: 1 }] = machineLimits(figures);
  const roomsEach = Math.max(1, Math.floor(tightest.rooms));
  const machines = Math.max(2, Math.ceil(rooms / roomsEach));
  const [redis = { rooms: Infinity }] = redisLimits(figures);
  const fleets = Math.ceil(rooms / Math.floor(redis.rooms));
  const { machine, egressGb } = figures;
  return {
    ...{ rooms, machines, roomsEach, filledBy: tightest.what, fleets },
    redisCommands: rooms * figures.redisCommands + machines * figures.idleCommands,
    redisCores: rooms * (figures.redisCores + figures.lookCores) + machines * figures.idleRedisCores,
    look: rooms * figures.lookCores,
    bitsIn: rooms * figures.bitsIn,
    bitsOut: rooms * figures.bitsOut,
    redisBits: rooms * figures.redisBits,
    cost: {
      machines: machines * machine.hour,
      redis: fleets * figures.redis.hour,
      egress: ((rooms * figures.bitsOut) / 8 / 1e9) * 3600 * egressGb,
    },
  };
}

/** Seconds until all rooms of a machine that dies send again, where the others share its starts. */
export function recoveryOf(
  { machines, rooms }: FleetNeeds,
  { startCores, machine, cores }: FleetFigures,
): number {
  const lost = rooms / machines;
  const used = (lost * cores) / machine.cores;
  const spare = Math.max(0, 1 - used) * machine.cores * (machines - 1);
  return NOTICED_S + (lost * startCores) / Math.max(spare, 1e-9);
}

/** Whether the others can hold the rooms of a machine that dies. */
export const survivesLoss = ({ machines, rooms }: FleetNeeds, figures: FleetFigures): boolean =>
  (rooms / (machines - 1)) * figures.cores <= figures.machine.cores &&
  (rooms / (machines - 1)) * figures.bytes <= figures.machine.bytes;

/** What gives way first in one fleet of so many rooms, in words. */
export function firstToBreak(needs: FleetNeeds, figures: FleetFigures): string {
  const [redis = { what: '', rooms: Infinity }] = redisLimits(figures);
  if (needs.rooms > redis.rooms)
    return `${redis.what}, at ${round(redis.rooms)} rooms: ${needs.fleets} fleets with a Redis each`;
  if (!survivesLoss(needs, figures))
    return `the loss of one of ${needs.machines} machines: the others cannot hold its rooms`;
  const recovery = recoveryOf(needs, figures);
  if (recovery > TAKEN_OVER_S)
    return `the ${TAKEN_OVER_S} s of a takeover: ${recovery.toFixed(0)} s until the rooms of a lost machine send again, for their starts take ${figures.startCores.toFixed(1)} processor seconds each`;
  return `${needs.filledBy} of the machines; the next is ${redis.what}, at ${round(redis.rooms)} rooms`;
}

const sorted = (limits: readonly Limit[]): readonly Limit[] => limits.toSorted((a, b) => a.rooms - b.rooms);

const round = (value: number): string => Number(value.toPrecision(2)).toLocaleString('en');
