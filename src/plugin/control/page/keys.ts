/** Single keys: they act on the chosen cue and play pads, unless somebody writes, or has turned them off. */
import { signal } from '@preact/signals';
import { chooseBy, listenToChosen, nudge, openSwap, pads, pin, swapping, veto } from './cues.ts';
import { keep, kept } from './kept.ts';
import { mayAct, play, togglePanic } from './state.ts';

const KEPT = 'momentfx-keys';

/** Whether they act. */
export const keysAct = signal(kept('local', KEPT) !== 'off');

/** Turns them on or off, for this browser. */
export function setKeysAct(on: boolean): void {
  keysAct.value = on;
  keep('local', KEPT, on ? 'on' : 'off');
}

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

/** While an input method composes, the key is told by its place alone. */
const BY_PLACE: Readonly<Record<string, string>> = { BracketLeft: '[', BracketRight: ']' };

function keyOf(event: KeyboardEvent): string {
  if (event.key !== 'Process') return event.key.toLowerCase();
  return BY_PLACE[event.code] ?? event.code.replace(/^(Key|Digit)/, '').toLowerCase();
}

const moves = (key: string): boolean => key.startsWith('arrow') || key === 'home' || key === 'end';

/** Whether the focused element needs the key for itself. */
function isNeeded(key: string, target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.matches('select, textarea, input:not([type="range"], [type="checkbox"])')) return true;
  // Arrows move a slider, and scroll a list of what has been.
  return moves(key) && target.matches('input, .before');
}

function press(event: KeyboardEvent): void {
  const { ctrlKey, metaKey, altKey, repeat, target } = event;
  // On many keyboards [ and ] need AltGr, which also says Ctrl and Alt.
  const isShortcut = (ctrlKey || metaKey || altKey) && !event.getModifierState('AltGraph');
  const key = keyOf(event);
  if (isShortcut || !mayAct.value || swapping.value !== undefined || isNeeded(key, target)) return;
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
