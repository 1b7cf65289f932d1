/**
 * Who says how far a recording's program may go: analysis. The playhead stands where everything before it is decided, and
 * whoever reads waits for it, so that the same file gets the same effects on any machine, as fast as the machine can.
 */
import type { Observable } from 'rxjs';
import { asError } from '../../core/errors.ts';
import { fromSeconds, latest, ZERO, type Micros } from '../../streams/time.ts';
import type { Bounds, Pacer } from './pacer.ts';

/** Steps that the program may lie behind what is decided before analysis is to wait; what is held grows meanwhile. */
const MOST_STEPS_BEHIND = 4;

/** About twice as far as analysis looks ahead; with the process for analysis, a session stays under 1 GB. */
export const ANALYSIS_BOUNDS: Bounds = { maxSpan: fromSeconds(60), maxBytes: 192 * 2 ** 20 };

/** Moves the playhead to what has been decided. */
export class AnalysisPacer implements Pacer {
  readonly soundAhead = ZERO;
  readonly bounds = ANALYSIS_BOUNDS;
  readonly sourceWaits = true;
  readonly cutRange = undefined;
  #decided: Micros | undefined;
  #at: Micros | undefined;
  /** Steps of what is decided: all of them, those that the playhead has taken, and those whose media have left. */
  readonly #steps = { all: 0, taken: 0, done: 0 };
  #failure: Error | undefined;
  #stirred = false;
  #wake: (() => void) | undefined;
  #waiting: (() => void)[] = [];

  /** `decided$`: all cues before this media time have been handed to the program. An error of it ends the program. */
  constructor(decided$: Observable<Micros>) {
    decided$.subscribe({
      next: (at) => {
        this.#decided = at;
        this.#steps.all += 1;
        this.stir();
      },
      error: (error: unknown) => {
        this.#failure = asError(error);
        this.stir();
      },
    });
  }

  get at(): Micros | undefined {
    return this.#at;
  }

  look(): boolean {
    return this.#decided !== undefined;
  }

  move(): void {
    if (this.#decided === undefined) return;
    this.#at = latest(this.#at ?? this.#decided, this.#decided);
    this.#steps.taken = this.#steps.all;
  }

  /** Nothing is cut: there is no delay to change. */
  cutTo(): void {
    throw new Error('internal: a recording is not cut');
  }

  /** Nothing leaves before it is decided: the reader waits. */
  leaveEarly(): void {
    throw new Error('internal: a recording does not leave early');
  }

  stir(): void {
    this.#stirred = true;
    this.#wake?.();
  }

  /** Resolves when more is decided or has come. @throws the error of `decided$` */
  async rest(): Promise<void> {
    this.#steps.done = this.#steps.taken;
    for (const go of this.#waiting.splice(0)) go();
    if (!this.#stirred) await new Promise<void>((resolve) => (this.#wake = resolve));
    // What comes in one turn of the loop leaves in one go.
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#stirred = false;
    this.#wake = undefined;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Resolves when the program has kept up with what is decided; analysis asks before it takes more of the input. */
  async room(): Promise<void> {
    while (this.#steps.all - this.#steps.done > MOST_STEPS_BEHIND)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

/** A pacer that moves the playhead to what has been decided. */
export const analysisPacer = (decided$: Observable<Micros>): AnalysisPacer => new AnalysisPacer(decided$);
