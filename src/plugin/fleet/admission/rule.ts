/**
 * Whether a worker may take one more job. Pure: what runs, what the machine has and what is asked go in, the reason why
 * not comes out.
 */
import type { QueueName } from '../names.ts';
import type { Cost } from './kinds.ts';

/** What a worker may use. */
export interface Capacity {
  readonly cores: number;
  readonly bytes: number;
  /** Jobs at once, whatever they cost. */
  readonly most: Readonly<Record<QueueName, number>>;
}

/** A job that runs. */
export interface Running {
  readonly queue: QueueName;
  /** What it is counted with: what it takes, or, until that is known, what its kind takes. */
  readonly counted: Cost;
  /** What it holds now. */
  readonly bytes: number;
}

/** What a machine is at now. */
export interface MachineState {
  readonly running: readonly Running[];
  /** Cores that this worker's sessions have used in the last seconds, their starts included. */
  readonly busyCores: number;
  /** Memory that is free now. */
  readonly freeBytes: number;
  /** Windows that wait for the network, in the analysis process that has the most. */
  readonly waitingWindows: number;
}

/** A job that may be taken. */
export interface Asked {
  readonly queue: QueueName;
  readonly cost: Cost;
  /** Somebody ran it before: a show that is off the air until it is taken. */
  readonly takenOver: boolean;
}

/** What there is not enough of. */
export type Refusal = 'places' | 'processor' | 'memory' | 'analysis';

/**
 * The share of cores and memory that new work fills on a worker of sessions. The rest is for the sessions of workers that die.
 * @internal tests of the rule count with it
 */
export const FRESH_SHARE = 0.75;
/** The share of the memory that stays free: kernel, page cache, what a show takes more in a bad minute. */
const FREE_SHARE = 0.05;
/** More windows than one batch of eight that wait (src/analysis/batching.ts): analysis is behind. */
const MOST_WINDOWS = 8;

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

/**
 * Why the job is not taken; undefined: it is. An idle worker takes one session whatever its processors are, and one job that is
 * larger than half of its memory where that half is free: elsewhere such a job might never run. Recordings are bounded by
 * memory and places: their processes run at a lower priority than those of sessions, and use what these leave.
 */
export function refusalOf(asked: Asked, capacity: Capacity, state: MachineState): Refusal | undefined {
  const { queue, cost, takenOver } = asked;
  const { running, busyCores, freeBytes, waitingWindows } = state;
  if (running.filter((one) => one.queue === queue).length >= capacity.most[queue]) return 'places';
  const promised = sum(running.map(({ counted, bytes }) => Math.max(0, counted.bytes - bytes)));
  const needed = running.length === 0 ? Math.min(cost.bytes, capacity.bytes / 2) : cost.bytes;
  const kept = takenOver || capacity.most.live === 0 ? FREE_SHARE : 1 - FRESH_SHARE;
  if (needed + promised > freeBytes - kept * capacity.bytes) return 'memory';
  if (queue === 'batch') return undefined;
  const sessions = running.filter((one) => one.queue === 'live');
  if (sessions.length === 0) return undefined;
  const counted = sum(sessions.map((one) => one.counted.cores));
  const [used, share] = takenOver ? [counted, 1] : [Math.max(counted, busyCores), FRESH_SHARE];
  if (used + cost.cores > share * capacity.cores) return 'processor';
  return !takenOver && waitingWindows > MOST_WINDOWS ? 'analysis' : undefined;
}
