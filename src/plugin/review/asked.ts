/** What a person's wish makes of what was decided. Pure. */
import type { Sensitivity } from '../../analysis/sensitivity.ts';
import { add, fromSeconds, type Micros } from '../../streams/time.ts';
import { TAGS, type EffectChoice } from '../../streams/values.ts';
import { UsageError } from '../errors.ts';
import { changed, withAdded, type Item, type ReviewState } from './edits.ts';
import type { Decided } from './history.ts';
import type { ReviewAction } from './protocol.ts';

/** The wishes that decide something. */
export type Wish = Exclude<
  ReviewAction,
  { readonly type: 'copy' | 'save' | 'mix' | 'stop-mix' | 'undo' | 'redo' }
>;

/** What wishes are of. */
export interface Wished {
  readonly items: readonly Item[];
  /** Of the recording. */
  readonly duration: Micros;
  /** Tag of each effect of the library. */
  readonly tags: ReadonlyMap<string, EffectChoice['tag']>;
  /** The least probability at a sensitivity. @throws UsageError where the checkpoint knows none */
  readonly thresholdFor: (level: Sensitivity) => number;
  /** The checkpoint's fatigue, which goes with a sensitivity. */
  readonly fatigue: number;
}

/**
 * The decisions after a wish; the same objects where nothing has changed.
 * @throws UsageError no-such-moment, no-such-effect, behind-the-end, and what `thresholdFor` throws
 */
export function afterWish({ state, levels }: Decided, wish: Wish, of: Wished): Decided {
  const policy = (change: ReviewState['policy']): Decided => ({
    levels,
    state: { ...state, policy: { ...state.policy, ...change } },
  });
  const item = (id: string): Item => itemOf(of, id);
  switch (wish.type) {
    case 'veto':
    case 'restore':
      return { levels, state: changed(state, item(wish.id), { type: wish.type }) };
    case 'swap':
      return { levels, state: changed(state, item(wish.id), { type: 'swap', ...effectOf(of, wish.sfx) }) };
    case 'move': {
      const at = placeIn(of, fromSeconds(wish.at));
      return { levels, state: changed(state, item(wish.id), { type: 'move', at }) };
    }
    case 'nudge': {
      const at = placeIn(of, add(item(wish.id).at, fromSeconds(wish.by)));
      return { levels, state: changed(state, item(wish.id), { type: 'move', at }) };
    }
    case 'add':
      return {
        levels,
        state: withAdded(state, placeIn(of, fromSeconds(wish.at)), effectOf(of, wish.sfx)),
      };
    case 'threshold':
      return policy({ threshold: wish.value, fatigue: 0 });
    case 'sensitivity':
      return policy({ threshold: of.thresholdFor(wish.level), fatigue: of.fatigue });
    case 'density':
      return policy({ density: wish.value });
    case 'mute-tags':
      return policy({ mutedTags: TAGS.filter((tag) => wish.tags.includes(tag)) });
    case 'mute': {
      const { mutedEffects = [] } = state.policy;
      if (mutedEffects.includes(wish.sfx) === wish.on) return { state, levels };
      if (wish.on) return policy({ mutedEffects: [...mutedEffects, effectOf(of, wish.sfx).sfx] });
      return policy({ mutedEffects: mutedEffects.filter((sfx) => sfx !== wish.sfx) });
    }
    case 'gain':
    case 'duck':
      return { state, levels: { ...levels, [wish.type]: wish.value } };
  }
}

function itemOf({ items }: Wished, id: string): Item {
  const item = items.find((each) => each.id === id);
  if (item !== undefined) return item;
  throw new UsageError('no-such-moment', 'That effect is not there any more.', 'Choose another.');
}

function effectOf({ tags }: Wished, sfx: string): EffectChoice {
  const tag = tags.get(sfx);
  if (tag !== undefined) return { sfx, tag };
  throw new UsageError(
    'no-such-effect',
    `The library has no effect "${sfx}".`,
    'See `momentfx library list`.',
  );
}

function placeIn({ duration }: Wished, time: Micros): Micros {
  if (time < duration) return time;
  throw new UsageError('behind-the-end', 'The recording ends before that.', 'Choose an earlier place.');
}
