import { neededAfter, type Threshold } from './needed.ts';
import { fromSeconds, gap, micros, subtract, toSeconds, type Micros } from './time.ts';
import type { EffectChoice, PlacedMoment, Tag } from './values.ts';

/** What a person wants of the effects as a whole. */
export interface Policy extends Threshold {
  /** Least media time between the starts of two cues. */
  readonly leastGap: Micros;
  /** Most cues in any minute of media time; rounded down, and 0 or less allows none. */
  readonly density: number;
  /**
   * Effects with these tags are not played. A moment whose best effect is muted stays silent: the runner-up of
   * another tag would say something else.
   */
  readonly mutedTags: readonly Tag[];
  /**
   * Effects that are not played, by their names in the library. A moment that one of them fits best gets the best runner-up
   * of the same tag; without any it stays silent.
   */
  readonly mutedEffects: readonly string[];
  /** No effects at all while set. */
  readonly quiet: boolean;
}

/** The policy where neither the checkpoint nor a person says otherwise. */
export const DEFAULT_POLICY: Policy = {
  // Near what the first trained network needed; the manifest of a checkpoint has the fitted one.
  threshold: 0.6,
  tagThresholds: {},
  // Thresholds that were fitted without it stay what they are; the manifest of a checkpoint has its own.
  fatigue: 0,
  // The shortest sentences last 2 to 3 s and an effect 0.2 to 5 s: closer ones would sound over each other.
  leastGap: fromSeconds(2.5),
  // The densest talks measured have 9 key moments a minute; twice as many would be clutter.
  density: 15,
  mutedTags: [],
  mutedEffects: [],
  quiet: false,
};

/** The span of media time over which `Policy.density` counts cues. */
export const MINUTE: Micros = fromSeconds(60);
/**
 * Why the policy keeps a moment from becoming a cue:
 * - `quiet`: `Policy.quiet` is set.
 * - `below-threshold`: less probable than `neededAfter` the cues before it.
 * - `muted-tag`: its tag is among `Policy.mutedTags`.
 * - `muted-effect`: its effect is among `Policy.mutedEffects`, and no other of its tag fits.
 * - `too-close`: less than `Policy.leastGap` from a cue that was decided before.
 * - `yields-to-better`: less than that from a more probable moment that still waits.
 * - `too-dense`: it would be one more than `Policy.density` in a minute.
 */
export type PolicyReason =
  'quiet' | 'below-threshold' | 'muted-tag' | 'muted-effect' | 'too-close' | 'yields-to-better' | 'too-dense';

/** A moment that asks to become a cue. */
export interface Candidate {
  /** Where its effect would start. */
  readonly at: Micros;
  /** The effect that would be played, and its tag. */
  readonly sfx: string;
  readonly tag: Tag;
  /** What the threshold and the rivals are compared with: the likelihood of the moment, 0…1. */
  readonly probability: number;
  /** A person chose this effect: threshold and muted tags and effects don't apply. */
  readonly chosen: boolean;
}

/** Starts of the cues of the last minutes, in order. */
export type CueHistory = readonly Micros[];

/**
 * Why a candidate must not become a cue, or undefined if it may. `rivals` are the other candidates known at
 * this point: of those closer together than the least gap the more probable go first (equal ones by time, then in
 * order of arrival), so that a weak moment just before a strong one does not take its place.
 * A pure function of its arguments.
 */
export function objection(
  candidate: Candidate,
  rivals: readonly Candidate[],
  history: CueHistory,
  policy: Policy,
): PolicyReason | undefined {
  const own = ownObjection(candidate, history, policy);
  if (own !== undefined) return own;
  if (isTooClose(candidate.at, history, policy)) return 'too-close';
  if (isTooDense(candidate.at, history, policy)) return 'too-dense';
  const eligible = rivals.filter(
    (rival) => ownObjection(rival, history, policy) === undefined && !isTooClose(rival.at, history, policy),
  );
  return isBestOfItsGap(candidate, eligible, policy) ? undefined : 'yields-to-better';
}

/** What speaks against a candidate whatever its rivals are. */
export function ownObjection(
  candidate: Candidate,
  history: CueHistory,
  policy: Policy,
): PolicyReason | undefined {
  if (policy.quiet) return 'quiet';
  if (candidate.chosen) return undefined;
  if (candidate.probability < neededNow(candidate, history, policy)) return 'below-threshold';
  if (policy.mutedTags.includes(candidate.tag)) return 'muted-tag';
  return policy.mutedEffects.includes(candidate.sfx) ? 'muted-effect' : undefined;
}

function neededNow({ at, tag }: Candidate, history: CueHistory, policy: Policy): number {
  const starts = policy.fatigue === 0 ? [] : history.map(toSeconds);
  return neededAfter(starts, { at: toSeconds(at), tag }, policy);
}

/** The effect of a moment that may be played: its own, or where that is muted the best runner-up of the same tag that is not. */
export function unmuted(
  { sfx, tag, alternatives }: Pick<PlacedMoment, 'sfx' | 'tag' | 'alternatives'>,
  { mutedEffects }: Pick<Policy, 'mutedEffects'>,
): EffectChoice {
  if (!mutedEffects.includes(sfx)) return { sfx, tag };
  return alternatives.find((other) => other.tag === tag && !mutedEffects.includes(other.sfx)) ?? { sfx, tag };
}

const isTooClose = (at: Micros, starts: readonly Micros[], policy: Policy): boolean =>
  starts.some((start) => gap(start, at) < policy.leastGap);

function isTooDense(at: Micros, history: CueHistory, policy: Policy): boolean {
  const starts = remember(history, at);
  const most = Math.max(0, Math.floor(policy.density));
  return starts.some((start, i) => {
    const overfull = starts[i + most];
    return overfull !== undefined && subtract(overfull, start) < MINUTE;
  });
}

function isBestOfItsGap(candidate: Candidate, rivals: readonly Candidate[], policy: Policy): boolean {
  const taken: Micros[] = [];
  const inOrder = [candidate, ...rivals].sort((a, b) => b.probability - a.probability || a.at - b.at);
  for (const next of inOrder) {
    if (next === candidate) return !isTooClose(next.at, taken, policy);
    if (!isTooClose(next.at, taken, policy)) taken.push(next.at);
  }
  return true;
}

/** The history with one more cue, in order of time. */
export const remember = (history: CueHistory, at: Micros): CueHistory =>
  [...history, at].sort((a, b) => a - b);

/**
 * The history without cues so long before `playhead` that nothing can depend on them: two minutes. For the first two minutes all of
 * it stays, since it tells when a show began that went on elsewhere.
 */
export function forgetBefore(history: CueHistory, playhead: Micros): CueHistory {
  const oldest = micros(playhead - 2 * MINUTE);
  return oldest < 0 ? history : history.filter((at) => at >= oldest);
}
