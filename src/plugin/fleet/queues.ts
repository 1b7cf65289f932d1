/** Names in Redis, and what becomes of a job that is done. */
import { createHash } from 'node:crypto';
import { Queue, type JobsOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import { backOff } from '../../core/back-off.ts';
import type { DecorateIntent, JobResult } from './intent.ts';

/** All keys of a fleet begin with it: what an ACL user is given. */
export const PREFIX = 'momentfx';
/** Work that ends. */
export const BATCH = 'batch';

/** How long what is done is remembered, in s, and how many jobs: as long as that a job that is submitted again is known. */
const KEPT = { age: 30 * 24 * 3600, count: 100_000 };
/** Lines of a job's log; the oldest go first. */
const KEPT_LINES = 200;
/** How often a job is tried whose fault may mend itself. */
export const ATTEMPTS = 5;
/** What the second try waits for, in ms; each further one twice as long. */
export const FIRST_WAIT_MS = 10_000;
/** No wait is longer. */
const LONGEST_WAIT_MS = 10 * 60_000;

/** The queue of work that ends. */
export type BatchQueue = Queue<DecorateIntent, JobResult, string>;

/** Opens the queue over a connection that stays its owner's. */
export const openBatch = (connection: Redis): BatchQueue =>
  new Queue<DecorateIntent, JobResult, string>(BATCH, { connection, prefix: PREFIX });

/** How often a job is tried, and after what first wait (ms). */
export interface Patience {
  readonly attempts?: number | undefined;
  readonly firstWaitMs?: number | undefined;
}

/** A job's options in the queue. */
export const jobOptions = (jobId: string, { attempts, firstWaitMs }: Patience = {}): JobsOptions => ({
  jobId,
  attempts: attempts ?? ATTEMPTS,
  backoff: { type: 'growing', delay: firstWaitMs ?? FIRST_WAIT_MS },
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
  const first = typeof backoff === 'object' ? (backoff.delay ?? FIRST_WAIT_MS) : FIRST_WAIT_MS;
  return backOff({ first, factor: 2, most: LONGEST_WAIT_MS, jitter: 0.25 })(Math.max(0, failures - 1));
};

/** A job's number: the same for the same key. */
export const jobIdOf = (key: string): string =>
  `j${createHash('sha256').update(key).digest('hex').slice(0, 20)}`;
