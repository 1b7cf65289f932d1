/** One attempt at a job, from the worker's side: its lease, its process, and what is told to Redis in the end. */
import { UnrecoverableError, WaitingError, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { PROVEN_MS } from '../../../core/back-off.ts';
import type { ForkedProcess } from '../../../core/child-process.ts';
import { describeError } from '../../../core/errors.ts';
import { publishedClaim } from '../batch/publication.ts';
import type { ShowFigures } from '../../live/handover.ts';
import { outputsOf, readIntent, type Intent, type JobResult } from '../intent.ts';
import { monotonicMs } from '../live/protocol.ts';
import type { QueueName } from '../names.ts';
import type { WorkCounts } from '../registry.ts';
import {
  claimPublication,
  forgetFailures,
  forgetState,
  readBefore,
  renewLease,
  type Attempt,
  type LeaseState,
} from '../scripts.ts';
import { fleetKey, shownAddress } from '../sealing.ts';
import { JobLog } from './job-log.ts';
import type { JobProcess, Outcome } from './job-process.ts';
import { scrubberFor, type Scrubber } from './scrubber.ts';
import { startJob } from './start-job.ts';

/** How long a job is held without a sign of life, in ms. */
export const LOCK_MS = 3_000;
/** A session ends so much (ms) before its lock runs out: its heir begins after that at the earliest. */
const FENCE_MARGIN_MS = 300;
/** How long a session goes on without another word, in ms. */
export const LEASE_MS = LOCK_MS - FENCE_MARGIN_MS;

/** Why an attempt ends before its work does. */
type Ending = 'stopped' | 'lost' | 'given-back';

type FleetJob = Job<Intent, JobResult>;

/** What an attempt needs. */
export interface AttemptContext {
  readonly redis: Redis;
  readonly queue: QueueName;
  /** The worker's name, for the log. */
  readonly worker: string;
  readonly version: string;
  /** One line for whoever watches the worker. */
  readonly tell: (line: string) => void;
  /** A process that waits for a session; undefined: there is none. */
  readonly takeSpare: () => ForkedProcess | undefined;
  /** What becomes of attempts is counted there. */
  readonly counts: WorkCounts;
}

/** Hears of an attempt's process. */
export interface AttemptWatcher {
  /** It runs; undefined where it could not be started. */
  started(pid: number | undefined): void;
  /** How its session is. */
  heard(figures: ShowFigures): void;
}

/** One attempt at work. Whoever runs it renews its lease twice a second by `beat`. */
export class RunningAttempt {
  readonly id: string;
  /** Who counts what it takes. */
  watcher: AttemptWatcher | undefined;
  readonly #job: FleetJob;
  readonly #token: string;
  readonly #attempt: Attempt;
  readonly #context: AttemptContext;
  #process: JobProcess | undefined;
  #ending: Ending | undefined;
  #beating = false;
  /** What is to be written for an heir, where it has not been. */
  #state: string | undefined;
  /** Until when the job is this attempt's, in ms of the machine's monotonic clock. */
  #until = 0;

  constructor(job: FleetJob, token: string, context: AttemptContext) {
    this.id = job.id ?? '';
    this.#job = job;
    this.#token = token;
    this.#attempt = { queue: context.queue, id: this.id, token, number: job.attemptsStarted };
    this.#context = context;
  }

  /**
   * Runs the job. What it throws BullMQ understands: an `UnrecoverableError` is dead at once, a `WaitingError` was given
   * back, any other one is tried again.
   */
  async run(): Promise<JobResult> {
    const { counts } = this.#context;
    counts.begun += 1;
    try {
      const result = await this.#run();
      counts.done += 1;
      return result;
    } catch (error) {
      if (this.#isLost) counts.fenced += 1;
      else if (error instanceof WaitingError) counts.givenBack += 1;
      else counts.failed += 1;
      throw error;
    }
  }

  async #run(): Promise<JobResult> {
    const { redis, queue, worker, version, tell, counts } = this.#context;
    // BullMQ has taken the lock a moment ago; it is counted from now on.
    await this.#held();
    const intent = this.#readIntent();
    const scrub = await scrubberFor(intent, process.env, fleetKey());
    const log = new JobLog(this.#job, scrub);
    log.line(`attempt ${this.#attempt.number} on ${worker}`);
    tell(`${this.id} begins: ${scrub(nameOf(intent))}`);
    const { claim, state, takenOver } = await readBefore(redis, queue, this.id);
    if (takenOver) counts.takenOver += 1;
    let claimed: string | undefined;
    if (this.#ending === undefined)
      this.#process = startJob(
        intent,
        { claim, state, until: this.#until, version, takeSpare: this.#context.takeSpare },
        {
          onProgress: (progress) => log.progress(progress),
          onLine: (line) => log.line(line),
          onFigures: (figures) => this.watcher?.heard(figures),
          onState: (next) => {
            this.#state = next;
            this.beat().catch(() => undefined);
          },
          mayPublish: async (ready) => {
            const allowed =
              (await this.#held()) === 'held' && (await claimPublication(redis, this.#attempt, ready));
            if (allowed) claimed = ready;
            return allowed;
          },
          // Where it fails the end says it again.
          onPublished: () => void this.#published(claimed).catch(() => undefined),
        },
      );
    this.watcher?.started(this.#process?.pid);
    const began = monotonicMs();
    const outcome = await this.#process?.outcome;
    const proven = monotonicMs() - began >= PROVEN_MS;
    // Nothing is left to stop.
    this.#process = undefined;
    return this.#end({ outcome, proven, log, scrub, claimed });
  }

  /** Writes down that an output is at its address: an heir need not make it again. */
  async #published(claimed: string | undefined): Promise<void> {
    if (claimed !== undefined)
      await claimPublication(this.#context.redis, this.#attempt, publishedClaim(claimed));
  }

  /** Renews the lease; ends the attempt where the job was lost, or is to stop. */
  async beat(): Promise<void> {
    // While Redis is away a single question waits for it.
    if (this.#beating || this.#isLost) return;
    this.#beating = true;
    try {
      // What was told while it was on its way goes with another one.
      do {
        await this.#held();
        this.#process?.lease(this.#until);
      } while (this.#state !== undefined && !this.#isLost);
    } finally {
      this.#beating = false;
    }
  }

  get #isLost(): boolean {
    return this.#ending === 'lost';
  }

  /** Nobody else could take the job at `since` (ms of the machine's monotonic clock): a session goes on. */
  holdWithoutRedis(since: number): void {
    if (this.#ending !== 'lost') this.#process?.lease(since + LEASE_MS);
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

  #readIntent(): Intent {
    try {
      return readIntent(this.#job.data);
    } catch (error) {
      throw new UnrecoverableError(describeError(error));
    }
  }

  /** Renews the lease, and ends the attempt as it asks. Asked before anything is told: waits for Redis where that is away. */
  async #held(): Promise<LeaseState> {
    const sent = monotonicMs();
    const told = this.#state;
    this.#state = undefined;
    const state = await renewLease(this.#context.redis, this.#attempt, LOCK_MS, told).catch(
      (error: unknown) => {
        this.#state ??= told;
        throw error;
      },
    );
    // The lock was set later than it was asked for: it lives at least until then.
    if (state !== 'lost') this.#until = Math.max(this.#until, sent + LEASE_MS);
    if (state === 'lost') this.#finish('lost');
    else if (state === 'stop') this.#finish('stopped');
    return state;
  }

  async #end({ outcome, proven, log, scrub, claimed }: Ended): Promise<JobResult> {
    const { redis, tell } = this.#context;
    if (this.#ending === 'lost' || (await this.#held()) === 'lost') {
      log.drop();
      tell(`${this.id} is another worker's now`);
      throw new Error('the job was lost to another worker');
    }
    if (outcome?.type === 'done') {
      await this.#published(claimed);
      // A session that was asked to leave ends in order, and yet goes on elsewhere.
      if (this.#ending === 'given-back' && this.#context.queue === 'live') return this.#giveBack(log);
      const { effects, seconds } = outcome.result;
      await forgetState(redis, this.#context.queue, this.id);
      const did = `done: ${effects === undefined ? '' : `${effects} effects, `}${seconds.toFixed(1)} s`;
      log.line(did);
      await log.close();
      tell(`${this.id} ${did}`);
      return outcome.result;
    }
    if (this.#ending === 'given-back') return this.#giveBack(log);
    const stopped = this.#ending === 'stopped';
    const line = stopped
      ? 'Stopped by `momentfx fleet stop`.'
      : scrub(outcome?.line ?? 'The job was not begun.');
    const again = !stopped && (outcome?.again ?? true);
    log.line(`failed: ${line}`);
    await log.close();
    tell(`${this.id} failed${again ? '' : ' for good'}: ${line}`);
    if (!again) await forgetState(redis, this.#context.queue, this.id);
    // What went well for a while has begun a new count of failures.
    if (again && proven && this.#context.queue === 'live') await forgetFailures(redis, this.#job);
    throw again ? new Error(line) : new UnrecoverableError(line);
  }

  async #giveBack(log: JobLog): Promise<never> {
    log.line('given back: the worker ends');
    await log.close();
    this.#context.tell(`${this.id} given back`);
    await this.#job.moveToWait(this.#token);
    throw new WaitingError();
  }
}

interface Ended {
  readonly outcome: Outcome | undefined;
  /** Its process lasted for so long that it was sound. */
  readonly proven: boolean;
  readonly log: JobLog;
  readonly scrub: Scrubber;
  readonly claimed: string | undefined;
}

const nameOf = (intent: Intent): string =>
  intent.key ?? `${shownAddress(intent.input)} → ${outputsOf(intent).map(shownAddress).join(', ')}`;
