/**
 * Who says how far a live program may go: the wall clock. The playhead runs a fixed delay behind what arrives, tick by
 * tick, and nothing that analysis does, or fails to do, holds it back.
 */
import { tickAfter } from '../../core/ticks.ts';
import type { Clock } from '../../core/clock.ts';
import { add, fromSeconds, latest, micros, subtract, ZERO, type Micros } from '../../streams/time.ts';
import type { InputClock } from '../input/input-clock.ts';
import type { SplicePoint } from './output-timeline.ts';
import { paceFor, type Pace } from './pace.ts';
import type { Bounds, CutRange, Pacer } from './pacer.ts';
import { Playhead, type DelayChange } from './playhead.ts';

/** What a realtime pacer tells. */
export type PacerEvent =
  /** Another delay is in force; `cut`: media time that was left out (positive) or is held back (negative). */
  | ({ readonly type: 'delay-changed'; readonly cut: Micros } & DelayChange)
  /** The delay line is full: `left` of media leave earlier than asked. */
  | { readonly type: 'line-full'; readonly left: Micros };

/** What may be held: as long as the longest delay, and less than a machine minds. */
const BOUNDS: Bounds = { maxSpan: fromSeconds(60), maxBytes: 256 * 2 ** 20 };
/** A full line is told this often, in ms. */
const FULL_TOLD_MS = 10_000;

/** What a realtime pacer goes by. */
export interface RealtimePacerOptions {
  readonly clock: Clock;
  /** Says which media time has arrived. */
  readonly inputClock: InputClock;
  readonly delay: Micros;
  /** No sink minds that its packets come in bursts (`allowBursts`). */
  readonly burstsAllowed?: boolean;
  readonly bounds?: Partial<Bounds>;
  readonly onEvent?: (event: PacerEvent) => void;
}

/** Moves the playhead by the wall clock; see `Playhead` for what another delay means. */
export class RealtimePacer implements Pacer {
  readonly bounds: Bounds;
  readonly sourceWaits = false;
  readonly #options: RealtimePacerOptions;
  readonly #playhead: Playhead;
  /** What `look` saw. */
  #arrived: Micros | undefined;
  /** The clock when it was asked last what has arrived, and when the next tick is due. */
  #lookedMs = -Infinity;
  #nextMs = -Infinity;
  #fullToldMs = -Infinity;

  constructor(options: RealtimePacerOptions) {
    this.#options = options;
    this.#playhead = new Playhead(options.delay);
    this.bounds = { ...BOUNDS, ...options.bounds };
  }

  get at(): Micros | undefined {
    return this.#playhead.at;
  }

  get soundAhead(): Micros {
    return this.#pace.soundAhead;
  }

  /** How long before its start a cue must be handed over to be played. Another delay has another lead. */
  get lead(): Micros {
    return this.#pace.lead;
  }

  /** What was asked for, and how far the program, once it has been sent, really is behind what arrives. */
  get delay(): { readonly asked: Micros; readonly actual: Micros } {
    const { clock, inputClock } = this.#options;
    const now = clock.now();
    const { tickMs, early } = this.#pace;
    // From one tick to the next the program rests; what it rests longer is delay.
    const arrived = inputClock.mediaAt(now - Math.min(tickMs, now - this.#lookedMs));
    const { at, asked } = this.#playhead;
    return { asked, actual: at === undefined ? ZERO : latest(ZERO, subtract(add(arrived, early), at)) };
  }

  /** Another delay, at most the span of the bounds: a longer one holds from now on, a shorter one from its cut on. */
  setDelay(delay: Micros): void {
    const change = this.#playhead.ask(delay);
    if (change !== undefined) this.#tellDelay(change, subtract(change.from, change.to));
  }

  /** Looks how much has arrived by now. */
  look(): boolean {
    const { clock, inputClock } = this.#options;
    if (!inputClock.started) return false;
    this.#lookedMs = clock.now();
    this.#arrived = inputClock.mediaAt(this.#lookedMs);
    return true;
  }

  get cutRange(): CutRange | undefined {
    return this.#arrived === undefined ? undefined : this.#playhead.cutRange(this.#arrived);
  }

  cutTo({ at, shown }: SplicePoint): void {
    const before = this.#playhead.at ?? ZERO;
    this.#playhead.pushTo(at);
    const change = this.#playhead.cut();
    if (change !== undefined) this.#tellDelay(change, subtract(shown, before));
  }

  /** Moves on to the delay behind what has arrived. */
  move(): void {
    if (this.#arrived !== undefined) this.#playhead.follow(add(this.#arrived, this.#pace.early));
  }

  leaveEarly(oldest: Micros, excess: Micros): void {
    const left = micros(excess + this.#pace.tickMs * 1000);
    this.#playhead.pushTo(add(oldest, left));
    const now = this.#options.clock.now();
    if (now - this.#fullToldMs < FULL_TOLD_MS) return;
    this.#fullToldMs = now;
    this.#options.onEvent?.({ type: 'line-full', left });
  }

  /** The clock alone wakes. */
  stir(): void {
    return;
  }

  /** Rests until the next tick: by the clock, not after the work; a timer may fire a moment before its time. */
  async rest(signal?: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    this.#nextMs = tickAfter(Math.max(this.#nextMs, clock.now()), this.#pace.tickMs);
    await clock.sleep(Math.max(0, this.#nextMs - clock.now()), signal);
  }

  get #pace(): Pace {
    return paceFor(this.#playhead.delay, this.#options.burstsAllowed ?? false);
  }

  #tellDelay(change: DelayChange, cut: Micros): void {
    this.#options.onEvent?.({ type: 'delay-changed', ...change, cut });
  }
}

/** A pacer that moves the playhead by the wall clock, `delay` behind the input. */
export const realtimePacer = (options: RealtimePacerOptions): RealtimePacer => new RealtimePacer(options);
