/** How V8 treats the garbage of a program that runs for days. */
import { setFlagsFromString } from 'node:v8';

/**
 * A program makes many small short-lived arrays, whose memory lies outside of V8's heap. Left alone, V8 lets the young
 * ones pile up and then, every 8 MB of them, marks the whole heap. Kept small, the young space is swept a few times a
 * second, which frees them at the price of a millisecond; all of the heap is looked at only when it has doubled.
 * Measured with bench/stream-cost.ts.
 */
const FLAGS = ['--semi-space-growth-factor=1', '--heap-growing-percent=100', '--no-parallel-scavenge'];

/** Call it before the program begins; it holds for the process. */
export function keepHeapSmall(): void {
  for (const flag of FLAGS) setFlagsFromString(flag);
}
