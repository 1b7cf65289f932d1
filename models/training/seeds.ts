import { Random } from './random.ts';

/** A well-mixed seed from some whole numbers: every stage and step of a run draws from a stream of its own. */
export function mixSeed(...parts: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts)
    for (let shift = 0; shift < 32; shift += 8)
      hash = Math.imul(hash ^ ((part >>> shift) & 0xff), 0x01000193);
  return hash >>> 0;
}

/**
 * The random numbers of one step. They depend on nothing but the run's seed, the stage and the step, so a run
 * that goes on from a checkpoint needs no other state to repeat what it would have done.
 */
export const stepRandom = (seed: number, stage: number, step: number): Random =>
  new Random(mixSeed(seed, stage, step));
