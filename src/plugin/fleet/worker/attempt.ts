/** One attempt at a job, from the worker's side: its lease, its process, and what is told to Redis in the end. */
import { UnrecoverableError, WaitingError, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { describeError } from '../../../core/errors.ts';
import { publishedClaim } from '../batch/publication.ts';
import { readIntent, type DecorateIntent, type JobResult } from '../intent.ts';
import { BATCH } from '../queues.ts';
import { claimPublication, readClaim, renewLease, type Attempt, type LeaseState } from '../scripts.ts';
import { fleetKey } from '../sealing.ts';
import { JobLog } from './job-log.ts';
import { startJobProcess, type JobProcess, type Outcome } from './job-process.ts';
import { scrubberFor, type Scrubber } from './scrubber.ts';

/** How long a job is held without a sign of life, in ms. */
export const LOCK_MS = 3_000;

/** Why an attempt ends before its work does. */
type Ending = 'stopped' | 'lost' | 'given-back';

type BatchJob = Job<DecorateIntent, JobResult>;

/** What an attempt needs. */
export interface AttemptContext {
  readonly redis: Redis;
  /** The worker's name, for the log. */
  readonly worker: string;
  /** One line for whoever watches the worker. */
  readonly tell: (line: string) => void;
}

/** One attempt at work. Whoever runs it renews its lease every second by `beat`. */
export class RunningAttempt {
  readonly id: string;
  readonly #job: BatchJob;
  readonly #token: string;
  readonly #attempt: Attempt;
  readonly #context: AttemptContext;
  #process: JobProcess | undefined;
  #ending: Ending | undefined;
  #beating = false;

  constructor(job: BatchJob, token: string, context: AttemptContext) {
    this.id = job.id ?? '';
    this.#job = job;
    this.#token = token;
    this.#attempt = { queue: BATCH, id: this.id, token, number: job.attemptsStarted };
    this.#context = context;
  }

  /**
   * Runs the job. What it throws BullMQ understands: an `UnrecoverableError` is dead at once, a `WaitingError` was given
   * back, any other one is tried again.
   */
  async run(): Promise<JobResult> {
    const { redis, worker, tell } = this.#context;
    const intent = this.#readIntent();
    const scrub = await scrubberFor(intent, process.env, fleetKey());
    const log = new JobLog(this.#job, scrub);
    log.line(`attempt ${this.#attempt.number} on ${worker}`);
    tell(`${this.id} begins: ${scrub(nameOf(intent))}`);
    const claim = await readClaim(redis, BATCH, this.id);
    let published: string | undefined;
    if (this.#ending === undefined)
      this.#process = startJobProcess(intent, claim, {
        onProgress: (progress) => log.progress(progress),
        onLine: (line) => log.line(line),
        mayPublish: async (ready) => {
          const allowed =
            (await this.#held()) === 'held' && (await claimPublication(redis, this.#attempt, ready));
          if (allowed) published = ready;
          return allowed;
        },
      });
    const outcome = await this.#process?.outcome;
    return this.#end({ outcome, log, scrub, published });
  }

  /** Renews the lease; ends the attempt where the job was lost, or is to stop. */
  async beat(): Promise<void> {
    // While Redis is away a single question waits for it.
    if (this.#beating || this.#ending === 'lost') return;
    this.#beating = true;
    try {
      const state = await renewLease(this.#context.redis, this.#attempt, LOCK_MS);
      if (state === 'lost') this.#finish('lost');
      else if (state === 'stop') this.#finish('stopped');
    } finally {
      this.#beating = false;
    }
  }

  /** Another worker may have it. */
  giveBack(): void {
    this.#finish('given-back');
  }

  /** Leaves nothing running; for a worker that ends at once. */
  kill(): void {
    this.#process?.kill();
  }

  #finish(ending: Ending): void {
    if (this.#ending === 'lost' || this.#ending === ending) return;
    this.#ending = ending;
    if (ending === 'lost') this.#process?.kill();
    else this.#process?.stop();
  }

  #readIntent(): DecorateIntent {
    try {
      return readIntent(this.#job.data);
    } catch (error) {
      throw new UnrecoverableError(describeError(error));
    }
  }

  /** Asked before anything is told: waits for Redis where that is away. */
  #held(): Promise<LeaseState> {
    return renewLease(this.#context.redis, this.#attempt, LOCK_MS);
  }

  async #end({ outcome, log, scrub, published }: Ended): Promise<JobResult> {
    const { redis, tell } = this.#context;
    if (this.#ending === 'lost' || (await this.#held()) === 'lost') {
      log.drop();
      tell(`${this.id} is another worker's now`);
      throw new Error('the job was lost to another worker');
    }
    if (outcome?.type === 'done') {
      if (published !== undefined) await claimPublication(redis, this.#attempt, publishedClaim(published));
      const { effects, seconds } = outcome.result;
      log.line(`done: ${effects} effects, ${seconds.toFixed(1)} s`);
      await log.close();
      tell(`${this.id} done: ${effects} effects, ${seconds.toFixed(1)} s`);
      return outcome.result;
    }
    if (this.#ending === 'given-back') {
      log.line('given back: the worker ends');
      await log.close();
      tell(`${this.id} given back`);
      await this.#job.moveToWait(this.#token);
      throw new WaitingError();
    }
    const stopped = this.#ending === 'stopped';
    const line = stopped
      ? 'Stopped by `momentfx fleet stop`.'
      : scrub(outcome?.line ?? 'The job was not begun.');
    const again = !stopped && (outcome?.again ?? true);
    log.line(`failed: ${line}`);
    await log.close();
    tell(`${this.id} failed${again ? '' : ' for good'}: ${line}`);
    throw again ? new Error(line) : new UnrecoverableError(line);
  }
}

interface Ended {
  readonly outcome: Outcome | undefined;
  readonly log: JobLog;
  readonly scrub: Scrubber;
  readonly published: string | undefined;
}

const nameOf = ({ key, input, output }: DecorateIntent): string =>
  key ??
  `${input.startsWith('{sealed:') ? '(sealed)' : input} → ${output.startsWith('{sealed:') ? '(sealed)' : output}`;
