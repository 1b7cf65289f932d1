/** Takes the jobs of one queue, holds them by leases, and gives those of dead workers to the living. */
import { DelayedError, WaitingError, Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Admission, Candidate } from '../admission/admission.ts';
import { Gate } from '../admission/gate.ts';
import { readIntent, type Intent, type JobResult } from '../intent.ts';
import { PREFIX, type QueueName } from '../names.ts';
import type { WorkCounts } from '../registry.ts';
import { waitBetweenTries } from '../queues.ts';
import { isOrphan, uncountAttempt } from '../scripts.ts';
import { LOCK_MS, RunningAttempt, type AttemptContext } from './attempt.ts';

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
  /** Which of them it takes. */
  readonly admission: Admission;
  /** How often jobs without an owner are looked for, in ms. */
  readonly judgeMs: number;
  /** Whether it takes sessions whose owner was lost, whoever has found that. */
  readonly mayTakeOver: () => boolean;
  /** As `AttemptContext`. */
  readonly takeSpare: AttemptContext['takeSpare'];
  readonly tell: (line: string) => void;
}

/** One queue at work, from its making until `close` has resolved. */
export class QueueRunner {
  readonly queue: QueueName;
  readonly concurrency: number;
  /** Since its making. */
  readonly counts: WorkCounts = { begun: 0, done: 0, failed: 0, givenBack: 0, takenOver: 0, fenced: 0 };
  readonly #worker: Worker<Intent, JobResult>;
  readonly #gate: Gate;
  readonly #admission: Admission;
  /** Two of one job where it came back to the worker that had lost it: the older one finds out by its lease. */
  readonly #running = new Set<RunningAttempt>();
  #givesBack = false;

  constructor(options: QueueRunnerOptions) {
    const { redis, queue, worker, concurrency, judgeMs, admission } = options;
    this.queue = queue;
    this.concurrency = concurrency;
    this.#worker = new Worker<Intent, JobResult>(
      queue,
      (job, token = '') => this.#take(job, token, options),
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
    this.#admission = admission;
    this.#gate = new Gate({ redis, queue, worker: this.#worker, admission });
  }

  /** Numbers of the jobs that run. */
  get running(): readonly string[] {
    return [...new Set([...this.#running].map(({ id }) => id))];
  }

  /** Whether all its places are taken. */
  get isFull(): boolean {
    return this.#running.size >= this.concurrency;
  }

  /** Renews all leases, and looks whether there is room for more. */
  beat(): void {
    void this.#gate.look().catch(() => undefined);
    for (const attempt of this.#running) void attempt.beat().catch(() => undefined);
  }

  /** Lets sessions go on: nobody could take them at `since`, in ms of the machine's monotonic clock. */
  holdWithoutRedis(since: number): void {
    for (const attempt of this.#running) attempt.holdWithoutRedis(since);
  }

  /** Jobs whose lock has run out since the last time go back to the queue. */
  async judge(): Promise<void> {
    await this.#worker.backend.moveStalledJobsToWait();
  }

  /** What runs, and what was on its way here, is another worker's from now on. */
  giveBack(): void {
    this.#givesBack = true;
    for (const attempt of this.#running) attempt.giveBack();
  }

  /** Ends the processes of all jobs at once. */
  kill(): void {
    for (const attempt of this.#running) attempt.kill();
  }

  /** Takes nothing more; resolves once nothing runs. */
  close(): Promise<void> {
    this.#gate.shut();
    return this.#worker.close();
  }

  async #take(job: Job<Intent, JobResult>, token: string, options: QueueRunnerOptions): Promise<JobResult> {
    if (this.#givesBack) {
      await uncountAttempt(options.redis, this.queue, job.id ?? '', token);
      await job.moveToWait(token);
      throw new WaitingError();
    }
    const attempt = new RunningAttempt(job, token, { ...options, counts: this.counts });
    const candidate = candidateOf(job, this.queue);
    // One that this version does not understand costs nothing: its attempt says so.
    if (candidate === undefined) return this.#run(attempt);
    // Others have been told that this worker takes none, and an owner without Redis may still send by that.
    const isBarred = this.queue === 'live' && !options.mayTakeOver() && (await isOrphan(options.redis, job));
    const seat = isBarred ? 'unsettled' : this.#admission.enter(candidate);
    if (typeof seat === 'string') {
      await this.#gate.refuse(job, token);
      throw new DelayedError();
    }
    this.#gate.entered();
    attempt.watcher = seat;
    try {
      return await this.#run(attempt);
    } finally {
      this.#admission.leave(seat);
      void this.#gate.look().catch(() => undefined);
    }
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

function candidateOf(job: Job<Intent, JobResult>, queue: QueueName): Candidate | undefined {
  try {
    return { id: job.id ?? '', intent: readIntent(job.data), queue, takenOver: job.attemptsStarted > 1 };
  } catch {
    return undefined;
  }
}
