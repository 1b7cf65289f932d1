/** Who says how far a program may go: the one difference between live and recorded. */
import type { Micros } from '../../streams/time.ts';
import type { SplicePoint } from './output-timeline.ts';

/** How much may be held between the input and the playhead. */
export interface Bounds {
  readonly maxSpan: Micros;
  readonly maxBytes: number;
}

/** Where a cut may lie: after the first, up to the second. */
export interface CutRange {
  readonly after: Micros;
  readonly until: Micros;
}

/**
 * Moves a program's playhead. The program asks in each turn: `look`, then for a cut, then `move`; what lies before `at` then
 * leaves, and the program rests.
 */
export interface Pacer {
  /**
   * The playhead: the media time before which pictures may leave. It never goes back; undefined before there is any,
   * negative while the first media wait for the delay.
   */
  readonly at: Micros | undefined;
  /** Sound leaves this much before the pictures beside it. */
  readonly soundAhead: Micros;
  readonly bounds: Bounds;
  /** Whether the source waits while that much is held; otherwise media leave early, and what does not fit is left out. */
  readonly sourceWaits: boolean;
  /** Looks how far media may go now; false while they may not go at all. */
  look(): boolean;
  /** A cut is wanted there, as soon as there are media to go on with; undefined: none. */
  readonly cutRange: CutRange | undefined;
  /** The cut was made: the program goes on there. */
  cutTo(splicePoint: SplicePoint): void;
  /** Moves the playhead on to where `look` saw that it may be. */
  move(): void;
  /** So much of what is held, from `oldest` on, must leave for the bounds to hold. Never called where the source waits. */
  leaveEarly(oldest: Micros, excess: Micros): void;
  /** Media have come, or the program is to end: whoever rests until then is woken. */
  stir(): void;
  /** All that may leave has left: resolves when it is time for the next turn. */
  rest(signal?: AbortSignal): Promise<void>;
}
