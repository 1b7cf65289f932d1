/** Which windows of several sessions the network sees next, and when. Pure: no clock, no messages, no network. */
import type { Batching } from './batching.ts';

/** A window that waits, as the scheduler sees it. */
export interface ScheduledWindow<Session> {
  readonly session: Session;
  /**
   * When its answer stops being of full use, in ms on the clock of `take`; absent for a recording, which waits as long as
   * it must.
   */
  readonly deadline?: number;
}

/** Options of `Scheduler`. */
export interface SchedulerLimits {
  /** How the network's batches are filled now; it may change with its device. */
  readonly batching: () => Batching;
  /** Most windows of one session that wait. */
  readonly mostWaiting: number;
}

/**
 * The queue of windows before the network. Sessions are served in turn, one window each, so that none waits for more than
 * one window of each other one. Of one session's windows those in time come first, in order of their deadlines; those
 * without a deadline count as in time for ever; those past their deadline come last and the newest of them first, so that
 * a session that has fallen behind sees the present and not its backlog.
 *
 * Bounded: where a session has `mostWaiting`, one goes for each that comes: that with the earliest deadline, which is past
 * it if any is. A recording's window is never dropped for another one; where only such ones wait, what comes is refused.
 */
export class Scheduler<Session, Waiting extends ScheduledWindow<Session>> {
  readonly #batching: () => Batching;
  readonly #mostWaiting: number;
  /** In order of turn; a session without windows is not in it. */
  readonly #lines = new Map<Session, Waiting[]>();
  /** When each came that waits, in order of arrival. */
  readonly #came = new Map<Waiting, number>();
  #dropped = 0;

  constructor({ batching, mostWaiting }: SchedulerLimits) {
    this.#batching = batching;
    this.#mostWaiting = mostWaiting;
  }

  /** How many windows wait. */
  get waiting(): number {
    return this.#came.size;
  }

  /** How many windows were dropped so far, because too many of their session waited. */
  get dropped(): number {
    return this.#dropped;
  }

  /** A window comes at time `now` (ms). Returns the one that had to go for it, which may be itself. */
  add(window: Waiting, now: number): Waiting | undefined {
    const line = this.#lines.get(window.session) ?? [];
    this.#lines.set(window.session, line);
    line.push(window);
    this.#came.set(window, now);
    if (line.length <= this.#mostWaiting) return undefined;
    const goes = line
      .filter(({ deadline }) => deadline !== undefined)
      .reduce((earliest, each) => (deadlineOf(each) < deadlineOf(earliest) ? each : earliest), window);
    this.#remove(goes);
    this.#dropped += 1;
    return goes;
  }

  /**
   * How long (ms) from `now` until the next batch is to be taken: at once where it is full, where the window that came first
   * has waited as long as any may, or where another one's deadline is as near as that; undefined where none waits.
   */
  due(now: number): number | undefined {
    const [first] = this.#came.values();
    if (first === undefined) return undefined;
    const { sizes, holdMs } = this.#batching();
    if (holdMs === 0 || this.waiting >= (sizes.at(-1) ?? 1)) return 0;
    const inTime = [...this.#came.keys()].map(deadlineOf).filter((deadline) => deadline >= now);
    return Math.max(0, Math.min(first + holdMs, ...inTime.map((deadline) => deadline - holdMs)) - now);
  }

  /**
   * The next windows for the network at time `now` (ms), taken from the queue: as many as the largest batch that can be
   * filled; where waiting pays, all that it holds, since filling a batch up then costs less than another one. None where none
   * waits.
   */
  take(now: number): Waiting[] {
    const { sizes, holdMs } = this.#batching();
    const filled = sizes.findLast((each) => each <= this.waiting) ?? this.waiting;
    const size = holdMs > 0 ? Math.min(this.waiting, sizes.at(-1) ?? 1) : filled;
    const batch: Waiting[] = [];
    while (batch.length < size) {
      const [line] = this.#lines.values();
      const [next] = line === undefined ? [] : order(line, now);
      if (line === undefined || next === undefined) break;
      batch.push(next);
      this.#remove(next);
      // Its next turn comes after everybody else's.
      if (this.#lines.delete(next.session) && line.length > 0) this.#lines.set(next.session, line);
    }
    return batch;
  }

  /** The windows of a session that wait, in order of arrival. */
  of(session: Session): readonly Waiting[] {
    return [...(this.#lines.get(session) ?? [])];
  }

  /** Takes windows out that nobody waits for any more; the others stay. Those that do not wait are ignored. */
  withdraw(windows: Iterable<Waiting>): void {
    for (const window of windows) this.#remove(window);
  }

  #remove(window: Waiting): void {
    const line = this.#lines.get(window.session);
    const at = line?.indexOf(window) ?? -1;
    if (line === undefined || at < 0) return;
    line.splice(at, 1);
    this.#came.delete(window);
    if (line.length === 0) this.#lines.delete(window.session);
  }
}

const deadlineOf = ({ deadline = Infinity }: { readonly deadline?: number }): number => deadline;

/** One session's windows, given in order of arrival, in the order in which they are served. */
function order<Waiting extends { readonly deadline?: number }>(
  line: readonly Waiting[],
  now: number,
): Waiting[] {
  const inTime = line.filter((window) => deadlineOf(window) >= now);
  const late = line.filter((window) => deadlineOf(window) < now);
  // Infinity − Infinity is no order: windows without a deadline keep theirs. Sorting is stable.
  const before = (a: number, b: number): number => (a === b ? 0 : a - b);
  return [...inTime.sort((a, b) => before(deadlineOf(a), deadlineOf(b))), ...late.reverse()];
}
