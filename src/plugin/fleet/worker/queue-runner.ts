/** Takes the jobs of one queue, holds them by leases, and gives those of dead workers to the living. */
import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Intent, JobResult } from '../intent.ts';
import { PREFIX, type QueueName } from '../names.ts';
import { waitBetweenTries } from '../queues.ts';
import { LOCK_MS, RunningAttempt } from './attempt.ts';

/** A job whose worker died is given to another; one that kills its own process is counted as an attempt instead. */
const MOST_OWNERS_LOST = 1_000;
/** What could not be told because Redis was away is tried again after this (ms). */
const RETRY_MS = 500;

/** How a queue is worked on. */
export interface QueueRunnerOptions {
  readonly redis: Redis;
  readonly queue: QueueName;
  readonly worker: string;
  readonly version: string;
  /** Jobs at once. */
  readonly concurrency: number;
  /** How often jobs without an owner are looked for, in ms. */
  readonly judgeMs: number;
  readonly tell: (line: string) => void;
}

/** One queue at work, from its making until `close` has resolved. */
export class QueueRunner {
  readonly queue: QueueName;
  readonly concurrency: number;
  readonly #worker: Worker<Intent, JobResult>;
  /** Two of one job where it came back to the worker that had lost it: the older one finds out by its lease. */
  readonly #running = new Set<RunningAttempt>();

  constructor({ redis, queue, worker, version, concurrency, judgeMs, tell }: QueueRunnerOptions) {
    this.queue = queue;
    this.concurrency = concurrency;
    this.#worker = new Worker<Intent, JobResult>(
      queue,
      (job, token = '') => this.#run(new RunningAttempt(job, token, { redis, queue, worker, version, tell })),
      {
        connection: redis,
        prefix: PREFIX,
        name: worker,
        concurrency,
        lockDuration: LOCK_MS,
        stalledInterval: judgeMs,
        maxStalledCount: MOST_OWNERS_LOST,
        // Both are done here: BullMQ's own would start every job a second time after Redis was away.
        skipLockRenewal: true,
        skipStalledCheck: true,
        runRetryDelay: RETRY_MS,
        settings: { backoffStrategy: (failures, _type, _error, job) => waitBetweenTries(failures, job) },
      },
    );
    // A job that was lost, a Redis that is away: the first is told by its attempt, the second by the worker.
    this.#worker.on('error', () => undefined);
  }

  /** Numbers of the jobs that run. */
  get running(): readonly string[] {
    return [...new Set([...this.#running].map(({ id }) => id))];
  }

  /** Renews all leases. */
  beat(): void {
    for (const attempt of this.#running) void attempt.beat().catch(() => undefined);
  }

  /** Lets sessions go on while Redis is away. */
  holdWithoutRedis(): void {
    for (const attempt of this.#running) attempt.holdWithoutRedis();
  }

  /** Jobs whose lock has run out since the last time go back to the queue. */
  async judge(): Promise<void> {
    await this.#worker.backend.moveStalledJobsToWait();
  }

  /** What runs is another worker's from now on. */
  giveBack(): void {
    for (const attempt of this.#running) attempt.giveBack();
  }

  /** Ends the processes of all jobs at once. */
  kill(): void {
    for (const attempt of this.#running) attempt.kill();
  }

  /** Takes nothing more; resolves once nothing runs. */
  close(): Promise<void> {
    return this.#worker.close();
  }

  async #run(attempt: RunningAttempt): Promise<JobResult> {
    this.#running.add(attempt);
    try {
      return await attempt.run();
    } finally {
      this.#running.delete(attempt);
    }
  }
}
