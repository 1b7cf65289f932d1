/** Names in Redis, and what a job is given unless somebody says otherwise. */
import { createHash } from 'node:crypto';
import type { Intent } from './intent.ts';

/** All keys of a fleet begin with it: what an ACL user is given. */
export const PREFIX = 'momentfx';
/** The queues: work that ends, and sessions, which are held for their whole life. */
export const QUEUES = ['batch', 'live'] as const;

/** One of the queues. */
export type QueueName = (typeof QUEUES)[number];

/** The queue of what an intent asks for. */
export const queueOf = ({ kind }: Intent): QueueName => (kind === 'live' ? 'live' : 'batch');

/** How often a job is tried whose fault may mend itself. */
export const ATTEMPTS = 5;
/** What the second try waits for, in ms; each further one twice as long. */
export const FIRST_WAIT_MS = 10_000;

/** How often a job is tried, and after what first wait (ms). */
export interface Patience {
  readonly attempts?: number | undefined;
  readonly firstWaitMs?: number | undefined;
}

/** What a job's number looks like. Beside the jobs lie keys of BullMQ's own, such as `wait`: none is asked for as a job. */
export const JOB_ID = /^[js][0-9a-f]{20}$/;

/** The queue of a job, by its number. */
export const queueOfId = (id: string): QueueName => (id.startsWith('s') ? 'live' : 'batch');

/** A job's number: the same for the same key. That of a session begins with another letter. */
export const jobIdOf = (key: string, queue: QueueName): string =>
  `${queue === 'live' ? 's' : 'j'}${createHash('sha256').update(key).digest('hex').slice(0, 20)}`;
