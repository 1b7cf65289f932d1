/** Which moments that wait the policy would leave out as it is now, as far as a client can know. Pure; the page uses it, too. */
import { neededAfter, remember, type CueHistory } from '../../streams/policy.ts';
import { fromSeconds } from '../../streams/time.ts';
import { TAGS } from '../../streams/values.ts';
import type { InForceView, MomentView } from './protocol.ts';

/**
 * The ids of those that are less probable than the threshold and the effects before them ask for. Of moments that wait, those that
 * are likely count as effects for the later ones. `moments` are in order of time.
 */
export function unlikelyIds(
  moments: readonly MomentView[],
  inForce: Pick<
    InForceView,
    'threshold' | 'tagThresholds' | 'fatigue' | 'quiet' | 'mutedTags' | 'mutedEffects'
  >,
): ReadonlySet<string> {
  const { threshold, tagThresholds = {}, fatigue = 0, quiet, mutedTags, mutedEffects } = inForce;
  const unlikely = new Set<string>();
  let history: CueHistory = [];
  for (const { id, at, sfx, tag, score, state, pinned, swappedFrom } of moments) {
    if (state === 'rejected') continue;
    const moment = { at: fromSeconds(at), tag: TAGS.find((known) => known === tag) ?? 'others' };
    const chosen = pinned === true || swappedFrom !== undefined;
    const needed = neededAfter(history, moment, { threshold, tagThresholds, fatigue });
    const waits = state === 'waiting' && !chosen;
    if (waits && score < needed) unlikely.add(id);
    // What is muted is no effect for the later ones. Gaps between effects a client leaves out of account.
    else if (!waits || !(quiet || mutedTags.includes(tag) || mutedEffects.includes(sfx)))
      history = remember(history, moment.at);
  }
  return unlikely;
}
