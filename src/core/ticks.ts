/**
 * A session does its recurring work at the same moments of its clock, its ticks: waking a process costs more than what
 * it then has to do (bench/stream-cost.ts).
 */

/** One turn of the program's loop, in ms: media are early or late by half of it, less than the 20 ms that are allowed. */
export const TICK_MS = 30;
/** For sinks that allow bursts. A multiple of the other, so that they fall together. */
export const COARSE_TICK_MS = 90;

/** Work that could go on without end gives the event loop its turn this often, in ms. */
export const SLICE_MS = 12;

/** The first tick after `now`, both in ms. */
export const tickAfter = (now: number, tickMs: number): number => (Math.floor(now / tickMs) + 1) * tickMs;
