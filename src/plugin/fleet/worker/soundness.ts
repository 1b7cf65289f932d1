/**
 * Whether Redis has been there all the time. When it comes back after a while, the locks of all jobs have run out, and
 * their owners need a moment to take them again: whoever judged them at once would start every job a second time.
 */
import { LOCK_MS } from './attempt.ts';

/** An answer that takes longer (ms), or does not come, breaks the peace. */
const LATE_MS = 1_500;
/** Redis is asked twice a second: where it has said nothing for this long (ms) it owes an answer. */
const QUIET_MS = 1_000;
/** How long all owners have (ms): a try to reach Redis again may take five seconds, and they renew within half a second. */
const GRACE_MS = 8_000;
/** So long (ms) before it judges a worker begins to say that Redis is there: who hears no until then holds what he has. */
const NOTICE_MS = LOCK_MS;
/** A connection that owes an answer for this long (ms) hangs. */
const HUNG_MS = 5_000;

/** Judges by the answers to the heartbeats. Times in ms of one clock. */
export class Soundness {
  /** When the present peace began; undefined while there is none. */
  #since: number | undefined;
  #last: number | undefined;
  #heardAt: number | undefined;
  #connectedAt = 0;

  /** A heartbeat that was sent at `sent` was answered at `now`. */
  answered(sent: number, now: number): void {
    const gap = this.#last === undefined || now - this.#last > LATE_MS + 1_000;
    if (gap || now - sent > LATE_MS || this.#since === undefined) this.#since = now;
    this.#last = now;
    this.heard(now);
  }

  /** Redis has answered something. */
  heard(now: number): void {
    this.#heardAt = now;
  }

  /** When it last has. */
  get heardAt(): number | undefined {
    return this.#heardAt;
  }

  /** There is a connection; nothing has been answered yet. */
  connected(now: number): void {
    this.#connectedAt = now;
  }

  /**
   * Whether a new connection is better than this one: after a break in the network the system sends again ever later, and
   * would find out that it is mended when others have long done so.
   */
  isHung(now: number): boolean {
    return this.#heardAt !== undefined && now - Math.max(this.#heardAt, this.#connectedAt) >= HUNG_MS;
  }

  /** The connection was lost. */
  lost(): void {
    this.#since = undefined;
  }

  /** Whether Redis owes an answer: it is away, or stands still. */
  isLate(now: number): boolean {
    return this.#heardAt !== undefined && now - this.#heardAt >= QUIET_MS;
  }

  /** Whether this worker may judge soon; if not, it does not within the life of a lock. */
  isSettled(now: number): boolean {
    return this.#since !== undefined && now - this.#since >= GRACE_MS - NOTICE_MS;
  }

  /** Whether jobs without a lock are ownerless, and may be given to others. */
  mayJudge(now: number): boolean {
    return (
      this.#since !== undefined && now - this.#since >= GRACE_MS && now - (this.#last ?? 0) <= LATE_MS + 1_000
    );
  }
}
