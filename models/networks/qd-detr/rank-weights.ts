/** The weights of the contrast between frames of different saliency. */

/** Largest rating but one: sums of three ratings from 0 to 4, of which 12 is the largest and 11 the last threshold. */
const THRESHOLDS = 11;
/** What the authors divide the sum over the thresholds by. */
const DIVISOR = 12;
const EPSILON = 1e-6;

/**
 * The weight of each frame's logarithmic share [windows, frames]: Σ over r = 1…11 of 1 / (frames of its window that are rated r or
 * more) where it is one of them, over 12 and over the number of windows. `ratings` are of the real frames of each window.
 */
export function rankWeights(ratings: readonly (readonly number[])[], frames: number): Float32Array {
  const weights = new Float32Array(ratings.length * frames);
  for (const [window, own] of ratings.entries())
    for (let threshold = 1; threshold <= THRESHOLDS; threshold++) {
      const reached = own.flatMap((rating, frame) => (rating >= threshold ? [frame] : []));
      for (const frame of reached)
        weights[window * frames + frame]! += 1 / (reached.length + EPSILON) / DIVISOR / ratings.length;
    }
  return weights;
}
