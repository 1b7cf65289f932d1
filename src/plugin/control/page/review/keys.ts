/** Keys of the page of a review. */
import { isShortcut, isWriting, keyOf, keysAct } from '../keyboard.ts';
import { currentTime, leadTo, seek, togglePlay } from './player.ts';
import {
  ask,
  choosing,
  chosen,
  chooseBy,
  listen,
  mayAct,
  muteChosen,
  nudge,
  openAdd,
  openSwap,
  toggleChosen,
} from './state.ts';

/** By key, as the buttons show it. */
const ACTIONS: Readonly<Record<string, () => void>> = {
  ' ': togglePlay,
  arrowup: () => chooseBy(-1),
  arrowdown: () => chooseBy(1),
  arrowleft: () => seek(currentTime() - 2),
  arrowright: () => seek(currentTime() + 2),
  enter: () => chosen.value !== undefined && leadTo(chosen.value.at),
  v: toggleChosen,
  s: openSwap,
  m: muteChosen,
  '[': () => nudge(-1),
  ']': () => nudge(1),
  l: () => chosen.value !== undefined && void listen(chosen.value.sfx),
  a: () => openAdd(currentTime()),
  z: () => void ask({ type: 'undo' }),
};
/** What a held key may repeat. */
const REPEATS = new Set(['arrowup', 'arrowdown', 'arrowleft', 'arrowright', '[', ']']);

/** Whether the focused element needs the key for itself. */
function isNeeded(key: string, target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (isWriting(target)) return true;
  if (target.matches('button, a, summary, video, audio')) return key === ' ' || key === 'enter';
  return target.matches('input') && (key === ' ' || key.startsWith('arrow'));
}

/** Space, Enter and arrows never write: they act even where single keys do not. */
const isSingle = (key: string): boolean => key.length === 1 && key !== ' ';

function press(event: KeyboardEvent): void {
  const { ctrlKey, metaKey, altKey, shiftKey, repeat, target } = event;
  const key = keyOf(event);
  if (!mayAct.value || choosing.value !== undefined || isNeeded(key, target)) return;
  const isUndo = key === 'z' && !altKey;
  if (isShortcut(event) && !isUndo) return;
  if (isSingle(key) && !keysAct.value && !(isUndo && (ctrlKey || metaKey))) return;
  const act = isUndo && shiftKey ? () => void ask({ type: 'redo' }) : ACTIONS[key];
  if (act === undefined) return;
  event.preventDefault();
  if (!repeat || REPEATS.has(key)) act();
}

/** Begins to listen to the keyboard. */
export function startKeys(): void {
  document.addEventListener('keydown', press);
}
