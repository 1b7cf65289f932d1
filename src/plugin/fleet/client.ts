/**
 * A client of a fleet, for programs.
 *
 * ```ts
 * import { connectFleet } from 'momentfx/fleet';
 * await using fleet = await connectFleet({ redis: 'rediss://fleet:{env:PASSWORD}@redis.example:6379' });
 * const { id } = await fleet.submit({ input: '/media/talk.mp4', output: '/media/talk.fx.mp4' });
 * console.log(await fleet.job(id));
 * ```
 */
import type { Job, JobType } from 'bullmq';
import type { Redis } from 'ioredis';
import { connectRedis, redisPlace, type RedisChoice } from './connection.ts';
import { FleetError } from './errors.ts';
import type { Intent, JobProgress, JobResult } from './intent.ts';
import { viewOf, type JobState, type JobView } from './job-view.ts';
import { JOB_ID, queueOf, QUEUES, type Patience, type QueueName } from './names.ts';
import { jobOptions, openQueue, type FleetQueue } from './queues.ts';
import { askToDrain, workersIn, type WorkerView } from './registry.ts';
import { askToStop, forgetAttempts } from './scripts.ts';
import { fleetKey, type FleetKey } from './sealing.ts';
import {
  idForKey,
  prepareJob,
  prepareShow,
  type DecorateWork,
  type LiveWork,
  type PreparedJob,
} from './submission.ts';

export type {
  DecorateWork,
  JobProgress,
  JobResult,
  JobState,
  JobView,
  LiveWork,
  Patience,
  PreparedJob,
  QueueName,
  RedisChoice,
  WorkerView,
};
export { FleetError };

/** What a fleet does. */
export interface FleetStatus {
  readonly jobs: Readonly<Record<JobState, number>>;
  /** Shows; `running` ones are on the air. */
  readonly sessions: Readonly<Record<JobState, number>>;
  readonly workers: readonly WorkerView[];
}

/** What became of a submission: a job that is `known` was submitted before, and is not run again. */
export interface Submitted {
  readonly id: string;
  readonly known: boolean;
}

const TYPES: Readonly<Record<JobState, readonly JobType[]>> = {
  waiting: ['wait'],
  delayed: ['delayed'],
  running: ['active'],
  done: ['completed'],
  dead: ['failed'],
};

/** A connection to a fleet. Dispose of it when it is not needed any more. */
export class Fleet implements AsyncDisposable {
  readonly #redis: Redis;
  readonly #queues: Readonly<Record<QueueName, FleetQueue>>;
  readonly #key: FleetKey | undefined;

  /** `connectFleet` makes one. */
  constructor(redis: Redis, key: FleetKey | undefined) {
    this.#redis = redis;
    this.#queues = { batch: openQueue('batch', redis), live: openQueue('live', redis) };
    // What fails is told by whoever asked.
    for (const name of QUEUES) this.#queues[name].on('error', () => undefined);
    this.#key = key;
  }

  /**
   * Submits one recording. The same work, or the same key, runs once.
   * @throws FleetError bad-job, secret-in-plain, and what the settings or the output's container ask for
   */
  async submit(work: DecorateWork, patience?: Patience): Promise<Submitted> {
    const job = this.prepare(work);
    const [submitted = { id: job.id, known: false }] = await this.submitPrepared([job], patience);
    return submitted;
  }

  /**
   * Submits a show, which a worker runs from now on until it ends or is stopped. The same show, or the same key, runs once.
   * @throws FleetError bad-job, secret-in-plain, and what the settings ask for
   */
  async submitLive(work: LiveWork, folder: string = process.cwd()): Promise<Submitted> {
    const show = this.prepareLive(work, folder);
    const [submitted = { id: show.id, known: false }] = await this.submitPrepared([show]);
    return submitted;
  }

  /** Checks work without submitting it. `folder`: where relative names begin. */
  prepare(work: DecorateWork, folder: string = process.cwd()): PreparedJob {
    return prepareJob(work, { folder, key: this.#key });
  }

  /** As `prepare`, for a show. */
  prepareLive(work: LiveWork, folder: string = process.cwd()): PreparedJob {
    return prepareShow(work, { folder, key: this.#key });
  }

  /** Submits what has been prepared, at once; a few hundred at a time. */
  async submitPrepared(jobs: readonly PreparedJob[], patience: Patience = {}): Promise<readonly Submitted[]> {
    const known = await this.#knownOf(jobs);
    const seen = new Set<string>();
    const submitted = jobs.map(({ id }) => {
      const before = known.has(id) || seen.has(id);
      seen.add(id);
      return { id, known: before };
    });
    const fresh = jobs.filter((_, at) => submitted[at]?.known === false);
    for (const name of QUEUES) {
      const own = fresh.filter(({ intent }) => queueOf(intent) === name);
      // Redis lets the first of two submitters win, whoever that is.
      if (own.length > 0)
        await this.#queues[name].addBulk(
          own.map(({ id, intent }) => ({
            ...{ name: intent.kind, data: intent },
            opts: jobOptions(id, name, patience),
          })),
        );
    }
    return submitted;
  }

  /** Begins a job anew that is dead or done. @throws FleetError no-such-job */
  async again(idOrKey: string): Promise<string> {
    const { job, id, queue } = await this.#find(idOrKey);
    const state = await job.getState();
    if (state !== 'failed' && state !== 'completed') return id;
    await forgetAttempts(this.#redis, queue, id);
    await job.retry(state, { resetAttemptsMade: true });
    return id;
  }

  /** How many jobs there are, and who works. */
  async status(): Promise<FleetStatus> {
    const [jobs, sessions] = await Promise.all([this.#counts('batch'), this.#counts('live')]);
    return { jobs, sessions, workers: await workersIn(this.#redis) };
  }

  /** The jobs of a queue in a state, the newest first. */
  async jobs(state: JobState, most = 100, queue: QueueName = 'batch'): Promise<readonly JobView[]> {
    const jobs = await this.#queues[queue].getJobs([...TYPES[state]], 0, most - 1, false);
    return jobs.map((job) => viewOf(job, state));
  }

  /** One job, by its number or key. @throws FleetError no-such-job */
  async job(idOrKey: string): Promise<JobView> {
    const type = await (await this.#find(idOrKey)).job.getState();
    // Read after its state: a job that had just ended would be shown without what ended it.
    const { job } = await this.#find(idOrKey);
    const state = (Object.keys(TYPES) as JobState[]).find((name) =>
      TYPES[name].some((one) => one === type || (one === 'wait' && type === 'waiting')),
    );
    return viewOf(job, state ?? 'waiting');
  }

  /** The last lines of a job's log, oldest first. @throws FleetError no-such-job */
  async logs(idOrKey: string): Promise<readonly string[]> {
    const { id, queue } = await this.#find(idOrKey);
    return (await this.#queues[queue].getJobLogs(id)).logs;
  }

  /**
   * Ends a job: one that waits is taken away, as if it had never been submitted; one that runs is stopped within about a
   * second and is dead. Resolves with what was done.
   * @throws FleetError no-such-job
   */
  async stop(idOrKey: string): Promise<'removed' | 'stopping' | 'over'> {
    const { job, id, queue } = await this.#find(idOrKey);
    const state = await job.getState();
    if (state === 'completed' || state === 'failed') return 'over';
    if (state !== 'active') {
      try {
        await job.remove();
        return 'removed';
      } catch (error) {
        // A worker has taken it between the two looks.
        if (!(await job.isActive())) throw error;
      }
    }
    await askToStop(this.#redis, queue, id);
    return 'stopping';
  }

  /** Lets a worker end once what it runs is done; resolves when it has been asked. @throws FleetError no-such-worker */
  async drain(name: string): Promise<void> {
    const workers = await workersIn(this.#redis);
    if (!workers.some((worker) => worker.name === name))
      throw new FleetError(
        'no-such-worker',
        `There is no worker ${name}.`,
        workers.length === 0
          ? 'No worker runs.'
          : `Those that run: ${workers.map((worker) => worker.name).join(', ')}.`,
      );
    await askToDrain(this.#redis, name);
  }

  /** Lets go of Redis. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const name of QUEUES) await this.#queues[name].close();
    this.#redis.disconnect();
  }

  async #find(idOrKey: string): Promise<Found> {
    for (const queue of QUEUES)
      for (const id of [...(JOB_ID.test(idOrKey) ? [idOrKey] : []), idForKey(idOrKey, queue)]) {
        const job = await this.#queues[queue].getJob(id);
        if (job !== undefined) return { job, id, queue };
      }
    throw new FleetError(
      'no-such-job',
      `There is no job ${idOrKey}.`,
      'See `momentfx fleet status --jobs STATE`.',
    );
  }

  async #counts(queue: QueueName): Promise<Readonly<Record<JobState, number>>> {
    const counts = await this.#queues[queue].getJobCounts(...Object.values(TYPES).flat());
    const sum = (state: JobState): number => TYPES[state].reduce((all, type) => all + (counts[type] ?? 0), 0);
    return {
      waiting: sum('waiting'),
      delayed: sum('delayed'),
      running: sum('running'),
      done: sum('done'),
      dead: sum('dead'),
    };
  }

  async #knownOf(jobs: readonly PreparedJob[]): Promise<ReadonlySet<string>> {
    const asked = this.#redis.pipeline();
    for (const { id, intent } of jobs) asked.exists(this.#queues[queueOf(intent)].toKey(id));
    const replies = (await asked.exec()) ?? [];
    return new Set(jobs.filter((_, at) => replies[at]?.[1] === 1).map(({ id }) => id));
  }
}

interface Found {
  readonly job: Job<Intent, JobResult>;
  readonly id: string;
  readonly queue: QueueName;
}

/**
 * Connects to a fleet's Redis.
 * @throws FleetError redis-address, redis-unreachable, redis-refused, redis-too-old, redis-evicts
 */
export async function connectFleet(choice: RedisChoice = {}): Promise<Fleet> {
  const key = fleetKey();
  return new Fleet(await connectRedis(await redisPlace(choice)), key);
}
