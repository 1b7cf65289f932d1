/**
 * Whether a worker asks its queue for more. A queue hands out whatever comes next, so a job that finds no room is put
 * back for a moment, and the worker asks for nothing until what waits would find some.
 */
import type { Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { readIntent } from '../intent.ts';
import type { QueueName } from '../names.ts';
import { peekWaiting, uncountAttempt, type WaitingJob } from '../scripts.ts';
import type { Admission, Candidate } from './admission.ts';

/** How many of those that wait are looked at. */
const LOOKED_AT = 64;
/** A job that found no room waits for this long (ms), and up to as long again: others pass it, and other workers find it. */
const ASIDE_MS = 250;

/** The gate of one queue. */
export class Gate {
  readonly #redis: Redis;
  readonly #queue: QueueName;
  readonly #worker: Worker;
  readonly #admission: Admission;
  #state: 'open' | 'closed' | 'shut' = 'open';
  #looking = false;

  constructor(parts: {
    readonly redis: Redis;
    readonly queue: QueueName;
    readonly worker: Worker;
    readonly admission: Admission;
  }) {
    ({ redis: this.#redis, queue: this.#queue, worker: this.#worker, admission: this.#admission } = parts);
  }

  /** A job has taken a place. */
  entered(): void {
    if (!this.#admission.hasRoom(this.#queue)) this.#close();
  }

  /** Puts the job back, which found no place. */
  async refuse(job: Job, token: string): Promise<void> {
    this.#close();
    await uncountAttempt(this.#redis, this.#queue, job.id ?? '', token);
    await job.moveToDelayed(Date.now() + ASIDE_MS * (1 + Math.random()), token);
  }

  /** Opens it where there is room again, whoever closed it. */
  async look(): Promise<void> {
    if (this.#state !== 'closed' || this.#looking || !this.#admission.hasRoom(this.#queue)) return;
    this.#looking = true;
    try {
      // Jobs that others have just put aside wait, too: a gate that opened for them would close again.
      const until = Date.now() + 2 * ASIDE_MS;
      const waiting = await peekWaiting(this.#redis, this.#queue, { most: LOOKED_AT, until });
      if (waiting.length === 0 || waiting.some((job) => this.#fits(job))) await this.#open();
    } finally {
      this.#looking = false;
    }
  }

  /** It stays closed from now on. */
  shut(): void {
    this.#state = 'shut';
  }

  #fits(job: WaitingJob): boolean {
    const candidate = candidateIn(job, this.#queue);
    return candidate === undefined || this.#admission.hasRoomFor(candidate);
  }

  #close(): void {
    if (this.#state !== 'open') return;
    this.#state = 'closed';
    // What runs goes on.
    void this.#worker.pause(true).catch(() => undefined);
  }

  async #open(): Promise<void> {
    if (this.#state !== 'closed') return;
    this.#state = 'open';
    await this.#worker.resume();
  }
}

/** Undefined where this version does not understand it: its attempt says so, and costs nothing. */
function candidateIn({ id, data, begun }: WaitingJob, queue: QueueName): Candidate | undefined {
  try {
    // It is not begun yet, other than one that was taken.
    return { id, intent: readIntent(JSON.parse(data)), queue, takenOver: begun > 0 };
  } catch {
    return undefined;
  }
}
