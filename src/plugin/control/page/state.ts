/** What the page shows, as signals, and what it may ask of the show. */
import { computed, type ReadonlySignal } from '@preact/signals';
import type {
  Action,
  InForceView,
  LastShowView,
  MomentView,
  ShowChange,
  ShowView,
  StatusView,
  SubtitleView,
} from '../protocol.ts';
import { applyChange } from '../show-state.ts';
import { effectName } from './effect-name.ts';
import { openPage } from './page.ts';
import { words } from './words/words.ts';

/** See `Page`. */
export const { connection, effects, mayAct, ask, listen } = openPage<ShowView, ShowChange, Action>({
  apply: applyChange,
  tellsTime: ({ status: told }) => told !== undefined,
});

const part = <T>(of: (show: NonNullable<typeof connection.show.value>) => T): ReadonlySignal<T | undefined> =>
  computed(() => (connection.show.value === undefined ? undefined : of(connection.show.value)));

/** Parts of the show; undefined before the first welcome. A part that has not changed is the same object. */
export const status: ReadonlySignal<StatusView | undefined> = part((show) => show.status);
/** What is in force. */
export const inForce: ReadonlySignal<InForceView | undefined> = part((show) => show.inForce);
/** In order of time. */
export const moments: ReadonlySignal<readonly MomentView[]> = computed(
  () => connection.show.value?.moments ?? [],
);
/** In order of time. */
export const subtitles: ReadonlySignal<readonly SubtitleView[]> = computed(
  () => connection.show.value?.subtitles ?? [],
);
/** Names of effects. */
export const favourites: ReadonlySignal<readonly string[]> = computed(
  () => connection.show.value?.favourites ?? [],
);
/** What was set in the last show, as long as nobody has taken it. */
export const lastShow: ReadonlySignal<LastShowView | undefined> = computed(
  () => connection.show.value?.lastShow ?? undefined,
);
/** Whether the show would hear it now. */
export const isConnected: ReadonlySignal<boolean> = computed(() => connection.state.value.type === 'open');

/** Whether the show can do it at all. */
export const isAvailable = (action: Action['type']): boolean =>
  connection.show.value?.unavailable?.includes(action) !== true;

/** Silences all effects, or releases them. */
export const togglePanic = (): Promise<void> =>
  ask({ type: inForce.value?.panicked === true ? 'release' : 'panic' });

/** Plays an effect to everybody. */
export const play = (sfx: string): Promise<void> =>
  ask({ type: 'play', sfx }, words.value.did.play(effectName(sfx)));

/** Makes an effect a favourite, or no more. */
export const setFavourite = (sfx: string, on: boolean): Promise<void> =>
  ask({
    type: 'favourites',
    sfx: on ? [...favourites.value, sfx] : favourites.value.filter((other) => other !== sfx),
  });
