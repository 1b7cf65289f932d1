/**
 * What a session does again and again it does at the same moments of its clock, its beats: for a process to be woken
 * costs more than what it then has to do (bench/stream-cost.ts).
 */

/** How often the programme moves on, in ms: media are early or late by half of it, less than the 20 ms that are allowed. */
export const BEAT_MS = 30;
/** Where all that takes media can bear it. A multiple of the other, so that they fall together. */
export const CALM_BEAT_MS = 90;

/** The first beat after `now`, both in ms. */
export const nextBeat = (now: number, beatMs: number): number => (Math.floor(now / beatMs) + 1) * beatMs;
