/** A worker of a fleet: takes batch jobs, holds them by leases, and gives back what it cannot finish. */
import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { asError } from '../../../core/errors.ts';
import type { DecorateIntent, JobResult } from '../intent.ts';
import { BATCH, PREFIX, waitBetweenTries } from '../queues.ts';
import { announce, leave, type WorkerView } from '../registry.ts';
import { LOCK_MS, RunningAttempt } from './attempt.ts';
import { Soundness } from './soundness.ts';

/** How often a worker gives a sign of life, renews its leases and looks for jobs without an owner, in ms. */
const BEAT_MS = 1_000;
/** A job whose worker died is given to another; one that kills its own process is counted as an attempt instead. */
const MOST_OWNERS_LOST = 1_000;
/** What could not be told because Redis was away is tried again after this (ms). */
const RETRY_MS = 500;

/** How a worker works. */
export interface FleetWorkerOptions {
  /** Its owner disconnects it, after the worker has closed. */
  readonly redis: Redis;
  readonly name: string;
  readonly host: string;
  readonly version: string;
  /** Jobs at once. */
  readonly concurrency: number;
  /** How long a drain waits for what runs, in ms; then it is given back. */
  readonly drainMs: number;
  /** One line for whoever watches. */
  readonly tell: (line: string) => void;
}

/** A worker. It runs from its making until `drain` has resolved. */
export class FleetWorker {
  readonly #options: FleetWorkerOptions;
  readonly #worker: Worker<DecorateIntent, JobResult>;
  readonly #running = new Map<string, RunningAttempt>();
  readonly #soundness = new Soundness();
  readonly #timer: NodeJS.Timeout;
  readonly #since = new Date().toISOString();
  readonly #over = Promise.withResolvers<void>();
  #draining: Promise<void> | undefined;
  #beating = false;
  #fault: string | undefined;

  constructor(options: FleetWorkerOptions) {
    this.#options = options;
    const { redis, name, concurrency, tell } = options;
    this.#worker = new Worker<DecorateIntent, JobResult>(
      BATCH,
      (job, token = '') => this.#run(new RunningAttempt(job, token, { redis, worker: name, tell })),
      {
        connection: redis,
        prefix: PREFIX,
        name,
        concurrency,
        lockDuration: LOCK_MS,
        stalledInterval: BEAT_MS,
        maxStalledCount: MOST_OWNERS_LOST,
        // Both are done here: BullMQ's own would start every job a second time after Redis was away.
        skipLockRenewal: true,
        skipStalledCheck: true,
        runRetryDelay: RETRY_MS,
        settings: { backoffStrategy: (failures, _type, _error, job) => waitBetweenTries(failures, job) },
      },
    );
    // A job that was lost, a Redis that is away: the first was told by its attempt, the second is told below.
    this.#worker.on('error', () => undefined);
    redis.on('close', this.#lost);
    this.#timer = setInterval(() => void this.#beat(), BEAT_MS);
    void this.#beat();
  }

  /** Resolves once the worker has drained, whoever asked for it. */
  get over(): Promise<void> {
    return this.#over.promise;
  }

  /** Takes nothing more; finishes what runs, or gives it back. Fine to ask twice. */
  drain(): Promise<void> {
    this.#draining ??= this.#drain().then(this.#over.resolve, this.#over.reject);
    return this.#over.promise;
  }

  /** Ends the processes of all jobs at once; for a worker that is ended by force. */
  kill(): void {
    for (const attempt of this.#running.values()) attempt.kill();
  }

  async #run(attempt: RunningAttempt): Promise<JobResult> {
    // Of a job that came back to the worker that had lost it, the older attempt finds out by its lease.
    this.#running.set(attempt.id, attempt);
    try {
      return await attempt.run();
    } finally {
      if (this.#running.get(attempt.id) === attempt) this.#running.delete(attempt.id);
    }
  }

  readonly #lost = (): void => {
    if (this.#soundness.mayJudge(performance.now()))
      this.#options.tell('Redis is away; what runs goes on, and is told when it is back');
    this.#soundness.lost();
  };

  async #beat(): Promise<void> {
    for (const attempt of this.#running.values()) void attempt.beat().catch(() => undefined);
    if (this.#beating) return;
    this.#beating = true;
    const sent = performance.now();
    try {
      const asked = await announce(this.#options.redis, this.#view());
      this.#soundness.answered(sent, performance.now());
      if (asked && this.#draining === undefined) {
        this.#options.tell('asked to drain');
        this.drain().catch(() => undefined);
      }
      if (this.#soundness.mayJudge(performance.now())) await this.#worker.backend.moveStalledJobsToWait();
      this.#fault = undefined;
    } catch (error) {
      this.#soundness.lost();
      this.#tellFault(asError(error).message);
    } finally {
      this.#beating = false;
    }
  }

  /** Once, not each second. */
  #tellFault(fault: string): void {
    if (this.#fault !== fault) this.#options.tell(`Redis answers with a fault: ${fault}`);
    this.#fault = fault;
  }

  #view(): WorkerView {
    const { name, host, version, concurrency } = this.#options;
    return {
      ...{ name, host, version, concurrency, pid: process.pid, since: this.#since, kinds: [BATCH] },
      state: this.#draining === undefined ? 'running' : 'draining',
      running: [...this.#running.keys()],
    };
  }

  async #drain(): Promise<void> {
    const { drainMs, redis, name, tell } = this.#options;
    const count = this.#running.size;
    tell(count === 0 ? 'draining' : `draining: ${count} ${count === 1 ? 'job' : 'jobs'} to finish`);
    const giveBack = setTimeout(() => {
      for (const attempt of this.#running.values()) attempt.giveBack();
    }, drainMs);
    try {
      await this.#worker.close();
    } finally {
      clearTimeout(giveBack);
      clearInterval(this.#timer);
      redis.off('close', this.#lost);
    }
    await leave(redis, name);
  }
}
