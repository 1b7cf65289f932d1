/** How long before their time the program's media leave, and how early a cue must be known, by the delay. */
import { add, fromSeconds, micros, ZERO, type Micros } from '../../streams/time.ts';
import { TICK_MS, COARSE_TICK_MS } from '../../core/ticks.ts';

/** With less of a delay every moment counts: nothing waits for a coarse tick. */
const LEAST_DELAY_COARSE: Micros = fromSeconds(1);
/** With a shorter delay there is nothing to run ahead with. */
const LEAST_DELAY_AHEAD: Micros = micros(300_000);
/** What multiplexers and sockets take (measured by test/plugin/live/delay.test.ts from sender to receiver). */
const SENDING: Micros = micros(20_000);
/**
 * Sound leaves this much earlier than pictures: mixing blocks, limiter and AAC (two frames) take 90 to 120 ms, and a
 * multiplexer holds each picture until it has the sound beside it.
 */
const SOUND_AHEAD: Micros = micros(160_000);
/** Decoding a large key picture or collecting garbage takes up to 100 ms; as much again for other programs. */
const BUSY: Micros = micros(200_000);

/** The rhythm of a live program; it follows from the delay and from what its outputs bear. */
export interface Pace {
  /** The program moves on this often. */
  readonly tickMs: number;
  /** Media leave this much before their time: half a tick, so that they are early as often as late, and their sending. */
  readonly early: Micros;
  /** Sound leaves this much before the pictures beside it. */
  readonly soundAhead: Micros;
  /**
   * How long before its start a cue must be handed over to be played: what has left already, a tick, and where there is
   * a delay the longest that a busy machine keeps the session from its turn.
   */
  readonly lead: Micros;
}

/** `burstsAllowed`: no sink minds packets in bursts (`allowBursts`), so that with enough delay coarse ticks do. */
export function paceFor(delay: Micros, burstsAllowed: boolean): Pace {
  const tickMs = burstsAllowed && delay >= LEAST_DELAY_COARSE ? COARSE_TICK_MS : TICK_MS;
  const tick = micros(tickMs * 1000);
  const [soundAhead, spare] = delay >= LEAST_DELAY_AHEAD ? [SOUND_AHEAD, BUSY] : [ZERO, ZERO];
  return {
    tickMs,
    early: add(SENDING, micros(tick / 2)),
    soundAhead,
    lead: [soundAhead, tick, spare].reduce(add),
  };
}
