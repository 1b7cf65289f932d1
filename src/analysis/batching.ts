/** How many windows a network is asked at once, and how long the first of them may wait for others. Pure. */

/** What a network's device asks of whoever fills its batches. */
export interface Batching {
  /**
   * Batch sizes that the session meets, ascending. A new size makes onnxruntime plan its memory anew, so a batch is filled
   * up with repetitions of its last window to the next of these.
   */
  readonly sizes: readonly number[];
  /** How long (ms) a window may wait for others of its batch while the device has nothing to do. */
  readonly holdMs: number;
}

/**
 * On the CPU. Few sizes and close together, because a window costs nearly the same in each (0.40, 0.35, 0.33 and 0.33 ms
 * measured on one thread): filling up is what would be dear, and waiting would gain nothing.
 */
export const CPU_BATCHING: Batching = { sizes: [1, 2, 4, 8], holdMs: 0 };

/** Sizes that a device is tried with. Each is twice the one before: filling up costs less than half of a batch. */
export const TRIED_SIZES: readonly number[] = [1, 2, 4, 8, 16, 32, 64];

/** What a batch of some size takes. */
export interface Pace {
  readonly size: number;
  readonly ms: number;
}

/** A larger batch must save at least this share of a window's time, or its latency is for nothing. */
const LEAST_GAIN = 0.1;
/** The longest batch, in ms: what a window that comes just after its beginning waits. A tenth of the hop of a second. */
const LONGEST_MS = 100;
/** Waiting pays where windows in the largest batch cost at most this share of one alone. */
const PAYS = 0.5;
/** Nobody waits longer, in ms: an effect without delay sounds that much later. */
const MOST_HOLD_MS = 10;

/**
 * From what batches take (ascending sizes, from 1) to how they are filled: sizes up to the last that is worth it, and a wait
 * of at most what a window alone would have cost, so that nobody's answer comes later than twice that.
 */
export function batchingOf(paces: readonly Pace[]): Batching {
  const [alone] = paces;
  if (alone === undefined) return CPU_BATCHING;
  const sizes = [alone.size];
  let best = alone.ms / alone.size;
  for (const { size, ms } of paces.slice(1)) {
    if (ms > LONGEST_MS || ms / size > best * (1 - LEAST_GAIN)) break;
    sizes.push(size);
    best = ms / size;
  }
  const holdMs = best <= alone.ms * PAYS ? Math.min(alone.ms, MOST_HOLD_MS) : 0;
  return { sizes, holdMs };
}
