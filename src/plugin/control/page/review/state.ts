/** What the page of a review shows, as signals, and what it may ask. */
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { ItemView, ReviewAction, ReviewChange, ReviewView } from '../../../review/protocol.ts';
import { applyReviewChange } from '../../../review/review-state.ts';
import { effectName } from '../effect-name.ts';
import { nudging } from '../nudging.ts';
import { openPage } from '../page.ts';
import { stepped } from '../stepped.ts';
import { language, words } from '../words/words.ts';
import { reviewEn, type ReviewWords } from './words-en.ts';
import { reviewZh } from './words-zh.ts';

/** See `Page`. */
export const { connection, effects, mayAct, ask, listen, bearer } = openPage<
  ReviewView,
  ReviewChange,
  ReviewAction
>({ apply: applyReviewChange });

/** The words of a review, in the language in force. */
export const reviewWords: ReadonlySignal<ReviewWords> = computed(
  () => ({ en: reviewEn, zh: reviewZh })[language.value],
);

/** Undefined before the first welcome. */
export const review: ReadonlySignal<ReviewView | undefined> = connection.show;
/** Whether there is something to act on. */
export const isFound: ReadonlySignal<boolean> = computed(() => (review.value?.duration ?? 0) > 0);

/** Which items the list shows. */
export type Filter = 'all' | 'play' | 'out';
/** The chosen filter. */
export const filter = signal<Filter>('all');

/** All items, in order of time. */
export const items: ReadonlySignal<readonly ItemView[]> = computed(() => review.value?.items ?? []);
/** Those that the filter lets through. */
export const shown: ReadonlySignal<readonly ItemView[]> = computed(() =>
  items.value.filter(
    ({ state }) => filter.value === 'all' || (state === 'play') === (filter.value === 'play'),
  ),
);

const chosenId = signal<string | undefined>(undefined);
/** What keys and buttons act on. */
export const chosen: ReadonlySignal<ItemView | undefined> = computed(() =>
  items.value.find(({ id }) => id === chosenId.value),
);

/** An open dialog: another effect for an item, or a new one at a place (in s). */
export type Choosing =
  { readonly type: 'swap'; readonly item: ItemView } | { readonly type: 'add'; readonly at: number };
/** The open dialog. */
export const choosing = signal<Choosing | undefined>(undefined);

/** Chooses an item. */
export function choose(id: string): void {
  chosenId.value = id;
}

/** Chooses the next of those that are shown, or the one before. */
export function chooseBy(step: 1 | -1): void {
  const item = stepped(shown.value, chosenId.value, step);
  if (item !== undefined) choose(item.id);
}

/** Begins to choose: the first item, until somebody chooses another; one that is gone is followed by its neighbour. */
export function startChoosing(): void {
  let before: readonly ItemView[] = [];
  effect(() => {
    const list = shown.value;
    const id = chosenId.peek();
    if (!list.some((item) => item.id === id)) {
      const was = before.find((item) => item.id === id);
      const near = was === undefined ? list[0] : (list.find(({ at }) => at >= was.at) ?? list.at(-1));
      chosenId.value = near?.id;
    }
    before = list;
  });
}

/** Vetoes the chosen item, or takes it in. */
export function toggleChosen(): void {
  const item = chosen.value;
  if (item === undefined || !mayAct.value) return;
  const { id, sfx } = item;
  if (item.state === 'play') void ask({ type: 'veto', id }, words.value.did.veto(effectName(sfx)));
  else void ask({ type: 'restore', id }, words.value.did.pin(effectName(sfx)));
}

/** Whether the chosen item's effect can still be muted. */
export const canMute: ReadonlySignal<boolean> = computed(
  () =>
    chosen.value !== undefined && review.value?.settings.mutedEffects.includes(chosen.value.sfx) === false,
);

/** Mutes the chosen item's effect, wherever somebody has not put it. */
export function muteChosen(): void {
  if (!mayAct.value || !canMute.value || chosen.value === undefined) return;
  const { sfx } = chosen.value;
  void ask({ type: 'mute', sfx, on: true }, reviewWords.value.didMute(effectName(sfx)));
}

/** Opens the dialog for another effect. */
export function openSwap(): void {
  if (mayAct.value && chosen.value !== undefined) choosing.value = { type: 'swap', item: chosen.value };
}

/** Opens the dialog for an effect at that time. */
export function openAdd(at: number): void {
  if (mayAct.value && isFound.value) choosing.value = { type: 'add', at };
}

/** Takes the effect that was chosen in the dialog. */
export function takeEffect(sfx: string): void {
  const asked = choosing.value;
  choosing.value = undefined;
  if (asked?.type === 'swap')
    void ask({ type: 'swap', id: asked.item.id, sfx }, words.value.did.swap(effectName(sfx)));
  else if (asked !== undefined) void ask({ type: 'add', at: asked.at, sfx }, effectName(sfx));
}

/** Moves an item to a place, in s. */
export const move = (id: string, at: number): Promise<void> =>
  ask({ type: 'move', id, at: Math.max(0, Math.round(at * 1e6) / 1e6) });

const gather = nudging(ask);

/** Moves the chosen item by steps of 100 ms. */
export function nudge(steps: number): void {
  if (mayAct.value && chosen.value !== undefined) gather(chosen.value.id, steps);
}
