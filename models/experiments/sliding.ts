/** Sliding windows as long as the moments of the training videos. */
import { WINDOW } from '../corpus/windows.ts';
import type { DmConfig } from '../networks/dm/config.ts';
import { slidingWindowSchema, type SlidingWindowConfig } from '../networks/sliding-window/config.ts';
import type { ExperimentData } from './data.ts';

/** Shares of the training moments that are at most as long as each kind of window. */
const QUANTILES = [0.1, 0.3, 0.5, 0.7, 0.9];

/** Windows of the lengths that a tenth, three tenths, … of the training moments do not exceed, over a network of these sizes. */
export function slidingOver({ train }: ExperimentData, matching: DmConfig): SlidingWindowConfig {
  const lengths = train
    .flatMap(({ moments }) => moments.map(({ start, end }) => Math.min(end - start + 1, WINDOW)))
    .sort((a, b) => a - b);
  const chosen = QUANTILES.map((share) => lengths[Math.floor(share * (lengths.length - 1))] ?? 1);
  return slidingWindowSchema.parse({
    type: 'sliding-window',
    lengths: [...new Set(chosen)],
    frames: WINDOW,
    matching: { ...matching, sentence_classes: 0, context_hidden: 0 },
  });
}
