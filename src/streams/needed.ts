/** How probable a moment must be to be played: the threshold, the offset of its tag, and what has just been played. Times are seconds. */
import type { Tag } from './values.ts';

/** What a moment's probability is compared with. */
export interface Threshold {
  /** Least probability of a moment; a checkpoint's manifest brings its own. */
  readonly threshold: number;
  /**
   * Added to the threshold for moments of a tag: above 0 where a wrong effect of that tag jars more than a missing one
   * (a laugh, a gasp), below 0 where it does little harm.
   */
  readonly tagThresholds: Readonly<Partial<Record<Tag, number>>>;
  /**
   * How much more certain a moment must be for each cue a minute that the last two minutes had more than `USUAL_CUES`, in
   * log-odds, and how much less where they had fewer: the tenth effect in a row wears on listeners, and where nothing
   * has rung for long one more does little harm. 0: the threshold is the same throughout.
   */
  readonly fatigue: number;
}

/** Cues a minute at which fatigue leaves a threshold as it is. Labelled lively talks have two to three key moments a minute. */
export const USUAL_CUES = 3;
/** The span over which `Policy.fatigue` counts cues, in seconds. */
const FATIGUE_SPAN = 120;

/** The highest threshold that an offset leads to: by itself no offset silences a tag, which muting does. */
const MOST_NEEDED = 0.999;

/**
 * Least probability of a moment with this tag: the threshold and the tag's offset, from 0 to `MOST_NEEDED`. A threshold
 * of 1 or more stays what it is, whatever the offset: nothing is to be played.
 * @internal Tests know it.
 */
export function neededProbability(
  tag: Tag,
  { threshold, tagThresholds }: Omit<Threshold, 'fatigue'>,
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
  policy: Threshold,
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
