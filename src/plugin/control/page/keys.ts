/** Single keys: they act on the chosen cue and play pads, unless somebody writes, or has turned them off. */
import { chooseBy, listenToChosen, nudge, openSwap, pads, pin, swapping, veto } from './cues.ts';
import { isShortcut, isWriting, keyOf, keysAct } from './keyboard.ts';
import { mayAct, play, togglePanic } from './state.ts';

/** By key, as the buttons show it. A held key repeats nudges and choices only. */
const ACTIONS: Readonly<Record<string, { readonly act: () => void; readonly repeats?: true }>> = {
  v: { act: veto },
  s: { act: openSwap },
  p: { act: pin },
  l: { act: listenToChosen },
  x: { act: () => void togglePanic() },
  '[': { act: () => nudge(-1), repeats: true },
  ']': { act: () => nudge(1), repeats: true },
  arrowup: { act: () => chooseBy(-1), repeats: true },
  arrowleft: { act: () => chooseBy(-1), repeats: true },
  arrowdown: { act: () => chooseBy(1), repeats: true },
  arrowright: { act: () => chooseBy(1), repeats: true },
  home: { act: () => chooseBy('first') },
  end: { act: () => chooseBy('last') },
};

const moves = (key: string): boolean => key.startsWith('arrow') || key === 'home' || key === 'end';

/** Whether the focused element needs the key for itself. */
function isNeeded(key: string, target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (isWriting(target)) return true;
  // Arrows move a slider, and scroll a list of what has been.
  return moves(key) && target.matches('input, .before');
}

function press(event: KeyboardEvent): void {
  const { repeat, target } = event;
  const key = keyOf(event);
  if (isShortcut(event) || !mayAct.value || swapping.value !== undefined || isNeeded(key, target)) return;
  if (!keysAct.value && !moves(key)) return;
  const pad = /^[1-9]$/.test(key) ? pads.value[Number(key) - 1] : undefined;
  const known = ACTIONS[key] ?? (pad === undefined ? undefined : { act: () => void play(pad) });
  if (known === undefined) return;
  event.preventDefault();
  if (!repeat || known.repeats === true) known.act();
}

/** Begins to listen to the keyboard. */
export function startKeys(): void {
  document.addEventListener('keydown', press);
}
