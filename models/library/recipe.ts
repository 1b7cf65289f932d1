import type { Random, Signal } from './synthesis/index.ts';

/** How one effect is made; the mastering fits length and loudness. The same numbers give the same sound. */
export type Recipe = (random: Random) => Signal;
