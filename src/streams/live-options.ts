import type { DecideChange } from './decide.ts';
import { LONGEST_SENTENCE } from './place.ts';
import { add, clampTime, fromSeconds, subtract, type Micros } from './time.ts';
import { windowSpan } from './windows.ts';

/** The live options that depend on the delay; see `liveOptionsFor`. */
export interface DelayOptions extends DecideChange {
  /** How much media time past its end a window waits for its words; see `windows`. */
  readonly windowWait: Micros;
  readonly windows: { readonly onWords: boolean };
  /** Most windows that may wait for the detector: the same for every delay. */
  readonly waiting: number;
}

/*
 * The figures below are from bench/delay-shows.ts: 70 generated shows with 260 key moments, each option changed by
 * itself. Recorded input matched 77.3 % of them with 0.27 false alarms a minute. The talks that bench/delay-accuracy.ts
 * scores were not looked at for any of them.
 */

/**
 * Below this delay there is no time to wait for the next hop: new words are shown at once. Without that 61.9 % were
 * matched at delay 0, with it 75.8 %; at 5 s 72.7 % and 77.7 %. From the span of a window on a sentence has been in
 * several of the regular windows by its deadline, and only a run without extra windows becomes equal to recorded
 * input.
 */
const UNHURRIED: Micros = windowSpan();

/**
 * A window without the words of its end finds moments that are none. At delay 0 waiting for nothing matched 67.7 %, 1 s
 * 71.2 %, 3 s 73.8 %, 6 s 75.8 %, 12 s no more; false alarms fell from 0.59 to 0.27 a minute. All but the longest sentences
 * are over by then. It delays nothing, because new words are shown at once. Waiting longer delays a moment that
 * only a regular window finds: at 10 s of delay, waiting for 8 s made four cues of 64 come too late
 * (bench/margin.ts, 16 streams with captions, which do not tell how far they are).
 */
const LEAST_WAIT: Micros = fromSeconds(6);

/**
 * Speech recognition says how far it is once a segment is over: 12 s at most, the pause that ends it, and its
 * recognition. Recorded input waits that long; so must a live run that is to be equal to it.
 */
const MOST_WAIT: Micros = fromSeconds(14);

/**
 * Kept back of a long delay, for detection and the next hop, in case the words that a window waits for never
 * come.
 */
const RESERVE: Micros = fromSeconds(2);

/**
 * The end of a segment lets all windows go that waited for it: 14 at a hop of 1 s, and one that the words bring. If one may
 * wait the others are lost: at 5 s 0.34 false alarms a minute instead of 0.27, and no delay is equal to recorded input.
 */
const WAITING = 16;

/**
 * Where a moment is decided as soon as one window sees it, each later one is another chance for a false alarm. 0.05 took
 * a third of them away (delay 0: 0.43 to 0.27 a minute, 2 s: 0.75 to 0.54) for 1 % fewer matched; twice that took few
 * more (0.25, 0.45) for another 2 %.
 */
const DOUBT = 0.05;

/**
 * An effect may come while its sentence is spoken and shortly after, when it is still talked of. Words are known 0.4 to
 * 1 s after their last sample: an overrun of 0.5 s left 24.6 % matched at delay 0, 1 s 74.6 %, 1.5 s 75.8 %, 3 s no more.
 */
const MOST_OVERRUN: Micros = fromSeconds(1.5);

/**
 * The options of `cues` in live mode that suit a delay (media time from the input to the playhead, at least 0).
 * A moment may be as late as the longest sentence (12 s) and the overrun: so the overrun alone decides.
 */
export function liveOptionsFor(delay: Micros): DelayOptions {
  const hurried = delay < UNHURRIED;
  return {
    windowWait: hurried ? LEAST_WAIT : clampTime(subtract(delay, RESERVE), LEAST_WAIT, MOST_WAIT),
    windows: { onWords: hurried },
    waiting: WAITING,
    doubt: hurried ? DOUBT : 0,
    maxLateness: add(LONGEST_SENTENCE, MOST_OVERRUN),
    maxOverrun: MOST_OVERRUN,
  };
}
