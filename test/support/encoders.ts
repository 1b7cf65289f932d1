import { join } from 'node:path';
import { ensureLiteEncoders } from '../../models/encoders/lite.ts';
import { openEncoders } from '../../src/analysis/encoders/index.ts';
import type { Encoders } from '../../src/analysis/encoders/index.ts';

/** The lite encoders from a cache that all tests share, so that they are built once and nothing in the user's home changes. */
export const liteFolder = (): Promise<string> =>
  ensureLiteEncoders(join(import.meta.dirname, '..', '..', '.cache', 'test'));

export const openLite = async (threads = 1): Promise<Encoders> =>
  openEncoders(await liteFolder(), { threads });

export const cosine = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i += 1) {
    const [x, y] = [a[i] ?? NaN, b[i] ?? NaN];
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return dot / Math.sqrt(aa * bb);
};

export const norm = (a: Float32Array): number => Math.hypot(...a);

/** Largest difference between two vectors, value by value. */
export const distance = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, x, i) => Math.max(most, Math.abs(x - (b[i] ?? NaN))), 0);

/** Seeded numbers of 0…1 (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
