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
  {
    threshold,
    tagThresholds = {},
    fatigue = 0,
  }: Pick<InForceView, 'threshold' | 'tagThresholds' | 'fatigue'>,
): ReadonlySet<string> {
  const unlikely = new Set<string>();
  let history: CueHistory = [];
  for (const { id, at, tag, score, state, pinned, swappedFrom } of moments) {
    if (state === 'rejected') continue;
    const moment = { at: fromSeconds(at), tag: TAGS.find((known) => known === tag) ?? 'others' };
    const chosen = pinned === true || swappedFrom !== undefined;
    const needed = neededAfter(history, moment, { threshold, tagThresholds, fatigue });
    if (state === 'waiting' && !chosen && score < needed) unlikely.add(id);
    else history = remember(history, moment.at);
  }
  return unlikely;
}
