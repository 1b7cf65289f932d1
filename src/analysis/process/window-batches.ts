/** Brings the windows of all sessions of a process before its network, as the scheduler orders them. */
import type { Moment, Window } from '../../streams/values.ts';
import type { EmbeddedLibrary } from '../decision.ts';
import type { Detector } from '../detector.ts';
import { Scheduler } from '../scheduler.ts';
import { AnalysisRequestError } from './errors.ts';

/**
 * Most windows of one session that wait. A client has four requests out, of up to eight windows each: a well-behaved one
 * never meets this bound.
 */
const MOST_WAITING = 64;

/** One request's windows; they are answered together. */
export interface WindowRequest {
  /** Whose windows they are: an object of its own for each session. */
  readonly session: object;
  readonly windows: readonly Window[];
  /** What their moments choose from. */
  readonly library: EmbeddedLibrary;
  /** How long (ms) the answer is of full use; absent for a recording, which waits. */
  readonly within?: number | undefined;
}

/** What a request gets: the moments of each window, and the request's share of the network's time in ms. */
export interface DetectedWindows {
  readonly moments: Moment[][];
  readonly ms: number;
}

interface Job {
  readonly session: object;
  readonly deadline?: number;
  readonly window: Window;
  readonly request: OpenRequest;
}

class OpenRequest {
  readonly library: EmbeddedLibrary;
  readonly done = Promise.withResolvers<DetectedWindows>();
  readonly jobs: readonly Job[];
  readonly #answers = new Map<Job, Moment[]>();
  #ms = 0;

  constructor({ session, windows, library, within }: WindowRequest, now: number) {
    this.library = library;
    const deadline = within === undefined ? {} : { deadline: now + within };
    this.jobs = windows.map((window) => ({ session, window, request: this, ...deadline }));
  }

  answer(job: Job, moments: Moment[], ms: number): void {
    this.#answers.set(job, moments);
    this.#ms += ms;
    if (this.#answers.size < this.jobs.length) return;
    this.done.resolve({ moments: this.jobs.map((each) => this.#answers.get(each) ?? []), ms: this.#ms });
  }
}

/** The queue of windows and the loop that serves it; one batch at a time. */
export class WindowBatches {
  readonly #detector: Detector;
  readonly #now: () => number;
  readonly #scheduler = new Scheduler<object, Job>({
    batching: () => this.#detector.batching,
    mostWaiting: MOST_WAITING,
  });
  /** Sessions that have asked and have not left. */
  readonly #sessions = new Set<object>();
  /** Ends the wait for others. */
  #hurry: (() => void) | undefined;
  #serving: Promise<void> | undefined;

  /** `now`: ms on any clock that only goes forward. The detector stays its owner's. */
  constructor(detector: Detector, now: () => number = () => performance.now()) {
    this.#detector = detector;
    this.#now = now;
  }

  /** How many windows wait. */
  get waiting(): number {
    return this.#scheduler.waiting;
  }

  /** How many windows were dropped so far. */
  get dropped(): number {
    return this.#scheduler.dropped;
  }

  /**
   * The moments of each window. Rejects with a DetectorInputError for a window that does not fit, and with an
   * AnalysisRequestError (`detector-busy`) where one of them was dropped; the others of the request go with it.
   */
  async detect(given: WindowRequest): Promise<DetectedWindows> {
    if (given.windows.length === 0) return { moments: [], ms: 0 };
    // One session's bad window must not spoil a batch of others.
    for (const window of given.windows) this.#detector.check(window);
    const request = new OpenRequest(given, this.#now());
    for (const job of request.jobs) {
      const dropped = this.#scheduler.add(job, this.#now());
      if (dropped !== undefined) this.#drop(dropped.request);
      if (dropped?.request === request) break;
    }
    this.#sessions.add(given.session);
    this.#hurry?.();
    this.#serving ??= this.#serve().finally(() => (this.#serving = undefined));
    return request.done.promise;
  }

  /** The session is gone: its windows leave the queue unanswered. */
  leave(session: object): void {
    this.#sessions.delete(session);
    this.#scheduler.withdraw(this.#scheduler.of(session));
    this.#hurry?.();
  }

  #drop(request: OpenRequest): void {
    this.#scheduler.withdraw(request.jobs);
    request.done.reject(
      new AnalysisRequestError({
        code: 'detector-busy',
        message: 'more windows came than the network could see, and a newer one took the place of this one',
        nextStep: 'Run fewer sessions on this machine at once, or give it more processors',
        fault: 'outside',
      }),
    );
  }

  async #serve(): Promise<void> {
    // What comes in the same turn of the event loop shares a batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#scheduler.waiting > 0) {
      await this.#gather();
      const batch = this.#scheduler.take(this.#now());
      if (batch.length > 0) await this.#see(batch);
    }
  }

  /** Waits for windows of other sessions, where the device gains by it. */
  async #gather(): Promise<void> {
    // A session asks for all that it has at once: alone it would wait for nobody.
    while (this.#sessions.size > 1) {
      const due = this.#scheduler.due(this.#now()) ?? 0;
      if (due <= 0) return;
      const come = Promise.withResolvers<void>();
      const timer = setTimeout(come.resolve, due);
      this.#hurry = come.resolve;
      await come.promise;
      clearTimeout(timer);
      this.#hurry = undefined;
    }
  }

  async #see(batch: readonly Job[]): Promise<void> {
    const began = performance.now();
    try {
      const moments = await this.#detector.detectFor(
        batch.map(({ window, request: { library } }) => ({ window, library })),
      );
      const share = (performance.now() - began) / batch.length;
      for (const [index, job] of batch.entries()) job.request.answer(job, moments[index] ?? [], share);
    } catch (error) {
      const sessions = Map.groupBy(batch, ({ session }) => session);
      // A fault of one session's windows is not to be the others': each sees its own again, alone.
      if (sessions.size > 1) for (const own of sessions.values()) await this.#see(own);
      else for (const { request } of batch) this.#fail(request, error);
    }
  }

  #fail(request: OpenRequest, error: unknown): void {
    this.#scheduler.withdraw(request.jobs);
    request.done.reject(error);
  }
}
