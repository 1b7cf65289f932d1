/** Looks at a fleet's Redis: at most once a second, one question at a time, and never waiting for one that does not answer. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { readCosts, type LearnedCost } from '../admission/cost-book.ts';
import type { Fleet, FleetStatus } from '../client.ts';
import type { JobView } from '../job-view.ts';

/** What was read serves for this long (ms). */
const FRESH_MS = 1_000;
/** A Redis that does not answer within this (ms) is away. */
const LATE_MS = 2_000;
/** Jobs of a list. */
const MOST_JOBS = 50;

/** A fleet as it was at one moment. */
export interface FleetReading extends FleetStatus {
  readonly costs: ReadonlyMap<string, LearnedCost>;
  /** The newest of those that run, the newest first. */
  readonly running: Readonly<Record<'sessions' | 'recordings', readonly JobView[]>>;
  /** The newest of both queues. */
  readonly dead: readonly JobView[];
}

/** What a look finds. */
export type Look =
  | { readonly type: 'up'; readonly reading: FleetReading }
  /** `since`: ms since 1970. */
  | { readonly type: 'down'; readonly since: number };

/** Looks at one fleet, for all who ask. */
export class FleetWatch {
  readonly #redis: Redis;
  readonly #fleet: Fleet;
  #last: { readonly at: number; readonly reading: FleetReading } | undefined;
  #asked: Promise<void> | undefined;
  #downSince: number | undefined;

  /** Redis stays its owner's; commands of `fleet` go the same way. */
  constructor(redis: Redis, fleet: Fleet) {
    this.#redis = redis;
    this.#fleet = fleet;
  }

  /** Whether Redis would hear a command now; one that it does not hear would be carried out when it is back. */
  get isThere(): boolean {
    return this.#redis.status === 'ready';
  }

  /** What was read last is too old for whoever asks next. */
  expire(): void {
    this.#last = undefined;
  }

  /** The fleet as it was within the last second. */
  async look(): Promise<Look> {
    if (this.#fresh !== undefined) return { type: 'up', reading: this.#fresh };
    if (this.isThere) {
      // One that Redis owes an answer to is not asked twice.
      this.#asked ??= this.#ask().finally(() => (this.#asked = undefined));
      await Promise.race([this.#asked, sleep(LATE_MS, undefined, { ref: false })]);
    }
    const reading = this.#fresh;
    if (reading === undefined) return { type: 'down', since: (this.#downSince ??= Date.now()) };
    this.#downSince = undefined;
    return { type: 'up', reading };
  }

  get #fresh(): FleetReading | undefined {
    const last = this.#last;
    return last !== undefined && performance.now() - last.at < FRESH_MS ? last.reading : undefined;
  }

  async #ask(): Promise<void> {
    const fleet = this.#fleet;
    try {
      const [status, costs, sessions, recordings, ...dead] = await Promise.all([
        fleet.status(),
        readCosts(this.#redis),
        fleet.jobs('running', MOST_JOBS, 'live'),
        fleet.jobs('running', MOST_JOBS, 'batch'),
        fleet.jobs('dead', MOST_JOBS, 'live'),
        fleet.jobs('dead', MOST_JOBS, 'batch'),
      ]);
      const reading = {
        ...{ ...status, costs, running: { sessions, recordings } },
        dead: dead.flat().sort(byEnd).slice(0, MOST_JOBS),
      };
      this.#last = { at: performance.now(), reading };
    } catch {
      // It loads what it had, is full, or was lost in between: whoever asks hears that it is away.
      this.#last = undefined;
    }
  }
}

/** The newest first; times of ISO 8601 in UTC are in order as texts. */
const byEnd = ({ ended: a = '' }: JobView, { ended: b = '' }: JobView): number =>
  a < b ? 1 : a > b ? -1 : 0;
