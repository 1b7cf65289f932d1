/**
 * Who says how far a live program may go: the wall clock. The playhead runs a fixed delay behind what arrives, tick by
 * tick, and nothing that analysis does, or fails to do, holds it back.
 */
import { tickAfter } from '../../core/ticks.ts';
import type { Clock } from '../../core/clock.ts';
import { add, latest, subtract, ZERO, type Micros } from '../../streams/time.ts';
import type { InputClock } from '../input/input-clock.ts';
import { paceFor, type Pace } from './pace.ts';
import { Playhead, type DelayChange } from './playhead.ts';

/** What a realtime pacer goes by. */
export interface RealtimePacerOptions {
  readonly clock: Clock;
  /** Says which media time has arrived. */
  readonly inputClock: InputClock;
  readonly delay: Micros;
  /** No sink minds that its packets come in bursts (`allowBursts`). */
  readonly burstsAllowed?: boolean;
}

/** Moves the playhead by the wall clock; see `Playhead` for what another delay means. */
export class RealtimePacer {
  readonly #options: RealtimePacerOptions;
  readonly #playhead: Playhead;
  /** The clock when it was asked last what has arrived, and when the next tick is due. */
  #lookedMs = -Infinity;
  #nextMs = -Infinity;

  constructor(options: RealtimePacerOptions) {
    this.#options = options;
    this.#playhead = new Playhead(options.delay);
  }

  /** The media time up to which pictures may leave: negative while the first media wait for the delay. */
  get at(): Micros | undefined {
    return this.#playhead.at;
  }

  /** How often, how early and how far ahead media leave, and by how much a cue must be known before its start. */
  get pace(): Pace {
    return paceFor(this.#playhead.delay, this.#options.burstsAllowed ?? false);
  }

  /** What was asked for, and how far the program, once it has been sent, really is behind what arrives. */
  get delay(): { readonly asked: Micros; readonly actual: Micros } {
    const { clock, inputClock } = this.#options;
    const now = clock.now();
    const { tickMs, early } = this.pace;
    // From one tick to the next the program rests; what it rests longer is delay.
    const arrived = inputClock.mediaAt(now - Math.min(tickMs, now - this.#lookedMs));
    const { at, asked } = this.#playhead;
    return { asked, actual: at === undefined ? ZERO : latest(ZERO, subtract(add(arrived, early), at)) };
  }

  /** Asks for another delay: a longer one holds from now on and is returned, a shorter one waits for `cutTo`. */
  ask(delay: Micros): DelayChange | undefined {
    return this.#playhead.ask(delay);
  }

  /** The media time that has arrived by now; undefined before the first. */
  arrived(): Micros | undefined {
    const { clock, inputClock } = this.#options;
    if (!inputClock.started) return undefined;
    this.#lookedMs = clock.now();
    return inputClock.mediaAt(this.#lookedMs);
  }

  /** Moves on to the delay behind what has arrived. */
  follow(arrived: Micros): void {
    this.#playhead.follow(add(arrived, this.pace.early));
  }

  /** Moves on to a media time, whatever the delay; never back. */
  pushTo(time: Micros): void {
    this.#playhead.pushTo(time);
  }

  /** Where a cut to the shorter delay that was asked for may lie: after the first, up to the second. */
  cutRange(arrived: Micros): { readonly after: Micros; readonly until: Micros } | undefined {
    return this.#playhead.cutRange(arrived);
  }

  /** The cut was made, and the program goes on at `time`. */
  cutTo(time: Micros): DelayChange | undefined {
    this.#playhead.pushTo(time);
    return this.#playhead.cut();
  }

  /** Rests until the next tick: by the clock, not after the work; a timer may fire a moment before its time. */
  async rest(signal?: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    this.#nextMs = tickAfter(Math.max(this.#nextMs, clock.now()), this.pace.tickMs);
    await clock.sleep(Math.max(0, this.#nextMs - clock.now()), signal);
  }
}

/** A pacer that moves the playhead by the wall clock, `delay` behind the input. */
export const realtimePacer = (options: RealtimePacerOptions): RealtimePacer => new RealtimePacer(options);
