import type { LiveOptions } from './live.ts';
import { LONGEST_SENTENCE } from './place.ts';
import { add, clampTime, fromSeconds, subtract, type Micros } from './time.ts';
import { windowSpan } from './windows.ts';

/** What a live run chooses from its delay. */
export type DelayOptions = Required<
  Pick<LiveOptions, 'patience' | 'windows' | 'waiting' | 'doubt' | 'maxLateness' | 'maxOverrun'>
>;

/*
 * The figures below come from bench/delay-shows.ts (70 generated shows, 260 key moments, words 0.5 s after the end of a
 * sentence); the talks that bench/delay-accuracy.ts scores were not looked at for any of them.
 */

/**
 * Below this delay decisions can't wait until every window has seen a moment. From it on a sentence of up to 10 s is in
 * a window of the hops before its deadline, and nothing has to be hurried: at 12 s hurried runs matched 78.8 % and
 * others 78.1 %, both above recorded input's 77.3 %, and only the latter become equal to it as the delay grows.
 */
const UNHURRIED: Micros = windowSpan();

/**
 * A window without the words of its end finds moments that are none. Waiting 6 s, which outlasts all but the longest
 * sentences, matched 73 % at delay 0, 1 s 66 %, nothing 66 %; 12 s gave no more. It costs no time, as new words are shown
 * at once.
 */
const LEAST_PATIENCE: Micros = fromSeconds(6);

/**
 * Speech recognition says how far it is once a segment is over: 12 s, the pause that ends it and its recognition.
 * Recorded input waits that long, so must a live run that is to be equal to it.
 */
const MOST_PATIENCE: Micros = fromSeconds(14);

/** What is left of the delay for detection and for windows to come, when words are awaited in vain: two hops. */
const RESERVE: Micros = fromSeconds(2);

/**
 * The end of a segment lets all windows go that waited for it: 14 at a hop of 1 s, and the one that the words bring. With one
 * that waits, the others are lost: 1 % fewer matched.
 */
const WAITING = 16;

/**
 * Where a moment is decided as soon as one window sees it, each later one is another chance for a false alarm. 0.05 took
 * a third of them away (delay 0: 0.39 to 0.27 a minute, as many as recorded input has) for 0.7 % fewer matched; 0.1 took no
 * more, and 3 %.
 */
const DOUBT = 0.05;

/**
 * An effect may come while its sentence is spoken and shortly after, when people still laugh about it: words are known
 * 0.5 to 1 s after their last sample. 1 s lost a fifth of the moments at delay 0; more than 1.5 s gains nothing.
 */
const MOST_OVERRUN: Micros = fromSeconds(1.5);

/**
 * The options of `cues` in live mode that suit a delay (media time from the input to the playhead, at least 0).
 * A moment may be as late as the longest sentence (12 s) and the overrun: so the overrun alone decides.
 */
export function liveOptionsFor(delay: Micros): DelayOptions {
  const hurried = delay < UNHURRIED;
  return {
    patience: clampTime(subtract(delay, RESERVE), LEAST_PATIENCE, MOST_PATIENCE),
    windows: { onWords: hurried },
    waiting: WAITING,
    doubt: hurried ? DOUBT : 0,
    maxLateness: add(LONGEST_SENTENCE, MOST_OVERRUN),
    maxOverrun: MOST_OVERRUN,
  };
}
