/** Which moments that wait the policy would leave out as it is now. */
import { neededAfter } from '../../streams/needed.ts';
import type { Policy } from '../../streams/policy.ts';
import { TAGS } from '../../streams/values.ts';
import type { MomentView } from './protocol.ts';

/**
 * The ids of those that are less probable than the threshold and the effects before them ask for. Of moments that wait, those that
 * are likely and not muted count as effects for the later ones; gaps between effects are left out of account. `moments` are in
 * order of time.
 */
export function unlikelyIds(moments: readonly MomentView[], policy: Policy): ReadonlySet<string> {
  const unlikely = new Set<string>();
  const starts: number[] = [];
  for (const moment of moments) {
    const { id, at, score, state } = moment;
    if (state === 'rejected') continue;
    const tag = TAGS.find((known) => known === moment.tag) ?? 'others';
    const chosen = moment.pinned === true || moment.swappedFrom !== undefined;
    const waits = state === 'waiting' && !chosen;
    if (waits && score < neededAfter(starts, { at, tag }, policy)) unlikely.add(id);
    else if (!waits || !isMuted(moment, policy)) starts.push(at);
  }
  return unlikely;
}

const isMuted = ({ sfx, tag }: MomentView, { quiet, mutedTags, mutedEffects }: Policy): boolean =>
  quiet || mutedTags.some((muted) => muted === tag) || mutedEffects.includes(sfx);
