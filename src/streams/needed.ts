/** How probable a moment must be to be played: the threshold, the offset of its tag, and what has just been played. Times are seconds. */
import type { Policy } from './policy.ts';
import type { Tag } from './values.ts';

/** Cues a minute at which fatigue leaves a threshold as it is. Labelled lively talks have two to three key moments a minute. */
export const USUAL_CUES = 3;
/** The span over which `Policy.fatigue` counts cues, in seconds. */
const FATIGUE_SPAN = 120;

/** The highest threshold that an offset leads to: by itself no offset silences a tag, which muting does. */
const MOST_NEEDED = 0.999;

/**
 * Least probability of a moment with this tag: the threshold and the tag's offset, from 0 to `MOST_NEEDED`. A threshold
 * of 1 or more stays what it is, whatever the offset: nothing is to be played.
 */
export function neededProbability(
  tag: Tag,
  { threshold, tagThresholds }: Pick<Policy, 'threshold' | 'tagThresholds'>,
): number {
  const offset = tagThresholds[tag] ?? 0;
  if (offset === 0 || threshold >= 1) return threshold;
  return Math.min(Math.max(threshold + offset, 0), Math.max(threshold, MOST_NEEDED));
}

/**
 * Least probability of a moment at `at` after cues that began at `starts`, in order: that of its tag, with its odds multiplied by
 * e^(fatigue · (rate − `USUAL_CUES`)), where rate is the cues a minute of the two minutes before. What of these lies before
 * the show began counts as usual. A threshold of 0 or 1 stays what it is.
 */
export function neededAfter(
  starts: readonly number[],
  { at, tag }: { readonly at: number; readonly tag: Tag },
  policy: Pick<Policy, 'threshold' | 'tagThresholds' | 'fatigue'>,
): number {
  const needed = neededProbability(tag, policy);
  if (policy.fatigue === 0 || needed <= 0 || needed >= 1) return needed;
  return 1 / (1 + (1 / needed - 1) * Math.exp(-policy.fatigue * surplus(at, starts)));
}

/** Cues a minute in the two minutes before `at`, less the usual ones. */
function surplus(at: number, starts: readonly number[]): number {
  // A show that goes on somewhere else began before media time 0, and is known from its first cue that is remembered.
  const began = Math.min(0, ...starts.slice(0, 1));
  const span = Math.min(Math.max(at - began, 0), FATIGUE_SPAN);
  const cues = starts.filter((start) => start < at && at - start < FATIGUE_SPAN).length;
  return (cues * 60 - USUAL_CUES * span) / FATIGUE_SPAN;
}
