/** What is coming and what has been, which cue is chosen, and what one may do with it. */
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { MomentView } from '../protocol.ts';
import { effectName } from './effect-name.ts';
import { playhead, wholeSeconds } from './clock.ts';
import { tell } from './notices.ts';
import { nudging } from './nudging.ts';
import { ask, favourites, effects, listen, mayAct, moments } from './state.ts';
import { stepped } from './stepped.ts';
import { words } from './words/words.ts';

/** A decided cue of which nothing was heard this long after its start has been, in s. */
const SILENT_S = 3;
/** Moments of the past that are shown. */
const MOST_PAST = 40;
/** A key right after another cue became the chosen one by itself was meant for the one before, in ms. */
const STARTLE_MS = 700;
/** Screen readers hear of at most one new moment in this time, the newest, in ms. */
const ANNOUNCE_MS = 3_000;

const comes = ({ state, at }: MomentView): boolean =>
  state === 'waiting' || (state === 'due' && at > wholeSeconds.value - SILENT_S);

/** In order of time. */
export const coming: ReadonlySignal<readonly MomentView[]> = computed(() => moments.value.filter(comes));

/** The newest first. */
export const past: ReadonlySignal<readonly MomentView[]> = computed(() =>
  moments.value
    .filter((moment) => !comes(moment))
    .slice(-MOST_PAST)
    .reverse(),
);

const chosenId = signal<string | undefined>(undefined);
let startledUntil = 0;

/** The cue that keys and buttons act on. */
export const chosen: ReadonlySignal<MomentView | undefined> = computed(() =>
  coming.value.find(({ id }) => id === chosenId.value),
);

/** Whether it can still be changed. */
export const isOpen: ReadonlySignal<boolean> = computed(() => chosen.value?.state === 'waiting');

/** The cue of an open dialog for another effect. */
export const swapping = signal<MomentView | undefined>(undefined);

/** Whether the policy would leave it out as it is now. */
export const isUnlikely = ({ unlikely }: MomentView): boolean => unlikely === true;

/** Chooses a cue. */
export function choose(id: string): void {
  chosenId.value = id;
  startledUntil = 0;
}

/** Chooses the next one, or the one before; the first or last where none is chosen. */
export function chooseBy(step: 1 | -1 | 'first' | 'last'): void {
  const list = coming.value;
  const moment =
    step === 'first' ? list[0] : step === 'last' ? list.at(-1) : stepped(list, chosenId.value, step);
  if (moment !== undefined) choose(moment.id);
}

/** Begins to choose for the operator: the next open cue, once the chosen one is over. */
export function startChoosing(): void {
  effect(() => {
    const list = coming.value;
    const before = chosenId.peek();
    if (list.some(({ id }) => id === before)) return;
    if (before !== undefined) startledUntil = performance.now() + STARTLE_MS;
    chosenId.value = list.find(({ state }) => state === 'waiting')?.id;
  });
}

/** Begins to tell screen readers of what is coming. */
export function startAnnouncing(): void {
  let known = new Set<string>();
  let next: MomentView | undefined;
  let waiting: number | undefined;
  const say = (): void => {
    waiting = undefined;
    if (next === undefined) return;
    tell(words.peek().announce(effectName(next.sfx), secondsTo(next.at)));
    next = undefined;
    waiting = setTimeout(say, ANNOUNCE_MS);
  };
  effect(() => {
    const list = coming.value;
    const fresh = list.filter(
      (moment) => !known.has(moment.id) && !isUnlikely(moment) && moment.byHand !== true,
    );
    known = new Set(list.map(({ id }) => id));
    next = fresh[0] ?? next;
    if (waiting === undefined) say();
  });
}

const secondsTo = (at: number): string => Math.max(0, at - playhead.peek()).toFixed(0);

/** Calls `act` with the chosen cue where it is open, and was the chosen one when the operator saw it. */
function withChosen(act: (moment: MomentView) => void): void {
  const moment = chosen.value;
  if (!mayAct.value || moment === undefined || performance.now() < startledUntil) return;
  if (moment.state === 'waiting') act(moment);
  else tell(words.value.tooLate);
}

/** Keeps the chosen cue from being played. */
export const veto = (): void =>
  withChosen(({ id, sfx }) => void ask({ type: 'veto', id }, words.value.did.veto(effectName(sfx))));

/** Has the chosen cue played whatever the policy says. */
export const pin = (): void =>
  withChosen(({ id, sfx }) => void ask({ type: 'pin', id }, words.value.did.pin(effectName(sfx))));

/** Opens the dialog for another effect. */
export const openSwap = (): void => withChosen((moment) => (swapping.value = moment));

/** Takes another effect for a cue. */
export function swap(id: string, sfx: string): void {
  swapping.value = undefined;
  void ask({ type: 'swap', id, sfx }, words.value.did.swap(effectName(sfx)));
}

/** Plays the chosen cue's effect in this browser. */
export function listenToChosen(): void {
  if (mayAct.value && chosen.value !== undefined) void listen(chosen.value.sfx);
}

const gather = nudging(ask);

/** Moves the chosen cue by steps of 100 ms. */
export const nudge = (steps: number): void => withChosen(({ id }) => gather(id, steps));

/** The pads' effects: favourites first, then the library; the first nine have keys. */
export const pads: ReadonlySignal<readonly string[]> = computed(() => {
  const library = effects.value.map(({ sfx }) => sfx);
  const known = new Set(library);
  const first = favourites.value.filter((sfx) => known.has(sfx));
  return [...new Set([...first, ...library])];
});

/** What somebody has done to a moment besides pinning it, in words. */
export function handledFacts(swappedFrom: string | undefined, nudged: number | undefined): readonly string[] {
  const t = words.value;
  const ms = Math.round((nudged ?? 0) * 1000);
  return [
    ...(swappedFrom === undefined ? [] : [t.swappedFrom(effectName(swappedFrom))]),
    ...(ms === 0 ? [] : [t.nudged(ms > 0 ? `+${ms}` : `−${-ms}`)]),
  ];
}
