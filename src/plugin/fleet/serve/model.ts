/** What pages see of a fleet, and what operators may ask of it. Redis is looked at while somebody looks here. */
import type { Controlled } from '../../control/server.ts';
import type { Fleet } from '../client.ts';
import { FleetError } from '../errors.ts';
import { fleetActionSchema, type FleetAction, type FleetChange, type FleetView } from './protocol.ts';
import { applyFleetChange } from './fleet-state.ts';
import { NOTHING, viewOfFleet } from './view.ts';
import type { FleetWatch } from './watch.ts';

/** How often it is looked at, in ms. */
const LOOK_MS = 1_000;
/** What is older than this (ms) is not shown as the present. */
const STALE_MS = 3_000;
/** An operator is told of a Redis that does not answer within this (ms); a page waits for 5 s. */
const ANSWER_MS = 4_000;

/** What the model is made of. */
export interface FleetModelOptions {
  readonly watch: FleetWatch;
  readonly fleet: Pick<Fleet, 'again' | 'drain' | 'stop'>;
  /** What an operator asked for, as one line. */
  readonly tell: (line: string) => void;
}

/** The fleet on the control server. */
export class FleetModel implements Controlled<FleetView, FleetChange, FleetAction> {
  readonly actions = fleetActionSchema;
  readonly #options: FleetModelOptions;
  #view: FleetView = NOTHING;
  /** As clients know it. */
  #told: FleetView = NOTHING;
  #looked = -Infinity;
  #looking = false;

  constructor(options: FleetModelOptions) {
    this.#options = options;
  }

  get whole(): FleetView {
    return this.#told;
  }

  /** Asked as long as there are clients: it looks when it is time to. */
  changes(): FleetChange | undefined {
    const since = performance.now() - this.#looked;
    if (since >= LOOK_MS && !this.#looking) {
      if (since >= STALE_MS) this.#view = { ...this.#view, redis: { state: 'asking' } };
      void this.#look();
    }
    const change = changeBetween(this.#told, this.#view);
    if (change !== undefined) this.#told = applyFleetChange(this.#told, change);
    return change;
  }

  /** @throws FleetError redis-unreachable, no-such-job, no-such-worker */
  async act(action: FleetAction): Promise<void> {
    const { watch, tell } = this.#options;
    if (!watch.isThere) throw away('Nothing was done.');
    tell(`an operator asks: ${action.type} ${action.type === 'drain' ? action.worker : action.job}`);
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(away('It may be done when Redis is back.')), ANSWER_MS);
    try {
      await Promise.race([this.#do(action), late.promise]);
    } finally {
      clearTimeout(timer);
    }
    watch.expire();
    await this.#look();
  }

  async #do(action: FleetAction): Promise<void> {
    const { fleet } = this.#options;
    if (action.type === 'drain') await fleet.drain(action.worker);
    else if (action.type === 'stop') await fleet.stop(action.job);
    else await fleet.again(action.job);
  }

  async #look(): Promise<void> {
    this.#looking = true;
    this.#looked = performance.now();
    try {
      const look = await this.#options.watch.look();
      this.#view =
        look.type === 'up'
          ? viewOfFleet(look.reading)
          : { ...this.#view, redis: { state: 'down', since: look.since } };
    } finally {
      this.#looking = false;
    }
  }
}

const away = (what: string): FleetError =>
  new FleetError('redis-unreachable', `Redis does not answer. ${what}`, 'Try again when it is back.', {
    fault: 'outside',
    retryable: true,
  });

const PARTS = ['redis', 'queues', 'totals', 'sessions', 'recordings', 'dead'] as const;

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** What makes the second of the first; undefined where that is nothing. */
function changeBetween(before: FleetView, now: FleetView): FleetChange | undefined {
  if (before === now) return undefined;
  const parts = PARTS.filter((part) => !same(before[part], now[part])).map((part) => [part, now[part]]);
  const known = new Map(before.workers.map((worker) => [worker.name, worker]));
  const workers = now.workers.filter((worker) => !same(known.get(worker.name), worker));
  const there = new Set(now.workers.map(({ name }) => name));
  const gone = before.workers.map(({ name }) => name).filter((name) => !there.has(name));
  if (parts.length + workers.length + gone.length === 0) return undefined;
  return {
    ...(Object.fromEntries(parts) as FleetChange),
    ...(workers.length === 0 ? {} : { workers }),
    ...(gone.length === 0 ? {} : { gone }),
  };
}
