/** The queues in BullMQ: how a job is tried again, and what becomes of one that is done. */
import { Queue, type JobsOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import { backOff } from '../../core/back-off.ts';
import type { Intent, JobResult } from './intent.ts';
import { ATTEMPTS, FIRST_WAIT_MS, PREFIX, type Patience, type QueueName } from './names.ts';

/** How long what is done is remembered, in s, and how many jobs: as long as that a job that is submitted again is known. */
const KEPT = { age: 30 * 24 * 3600, count: 100_000 };
/** Lines of a job's log; the oldest go first. */
const KEPT_LINES = 200;
/** No wait is longer. */
const LONGEST_WAIT_MS = 10 * 60_000;
/** A show whose fault may mend itself is tried again soon, and for hours. */
const SHOW = { attempts: 500, firstWaitMs: 1_000 } as const;
const LONGEST_SHOW_WAIT_MS = 30_000;

/** A queue of a fleet. */
export type FleetQueue = Queue<Intent, JobResult, string>;

/** Opens a queue over a connection that stays its owner's. */
export const openQueue = (name: QueueName, connection: Redis): FleetQueue =>
  new Queue<Intent, JobResult, string>(name, { connection, prefix: PREFIX });

/** A job's options in its queue. */
export const jobOptions = (
  jobId: string,
  queue: QueueName,
  { attempts, firstWaitMs }: Patience = {},
): JobsOptions => ({
  jobId,
  attempts: queue === 'live' ? SHOW.attempts : (attempts ?? ATTEMPTS),
  backoff: {
    type: queue === 'live' ? 'show' : 'growing',
    delay: queue === 'live' ? SHOW.firstWaitMs : (firstWaitMs ?? FIRST_WAIT_MS),
  },
  removeOnComplete: KEPT,
  removeOnFail: KEPT,
  keepLogs: KEPT_LINES,
  // Where a fault came from is in its log; what goes to Redis has passed the scrubber.
  stackTraceLimit: 0,
});

/** What a job waits for before its next try, in ms, after so many failures; for the worker's settings. */
export const waitBetweenTries = (
  failures: number,
  job: { readonly opts: JobsOptions } | undefined,
): number => {
  const { backoff } = job?.opts ?? {};
  const { type, delay: first = FIRST_WAIT_MS } = typeof backoff === 'object' ? backoff : { type: '' };
  const most = type === 'show' ? LONGEST_SHOW_WAIT_MS : LONGEST_WAIT_MS;
  return backOff({ first, factor: 2, most, jitter: 0.25 })(Math.max(0, failures - 1));
};
