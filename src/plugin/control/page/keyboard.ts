/** What the keys of all pages have in common. */
import { signal } from '@preact/signals';
import { keep, kept } from './kept.ts';

const KEPT = 'momentfx-keys';

/** Whether single keys act. */
export const keysAct = signal(kept('local', KEPT) !== 'off');

/** Turns them on or off, for this browser. */
export function setKeysAct(on: boolean): void {
  keysAct.value = on;
  keep('local', KEPT, on ? 'on' : 'off');
}

/** While an input method composes, the key is told by its place alone. */
const BY_PLACE: Readonly<Record<string, string>> = { BracketLeft: '[', BracketRight: ']', Space: ' ' };

/** The key of an event, in small letters. */
export function keyOf({ key, code }: Pick<KeyboardEvent, 'key' | 'code'>): string {
  if (key !== 'Process') return key.toLowerCase();
  return BY_PLACE[code] ?? code.replace(/^(Key|Digit)/, '').toLowerCase();
}

/** Whether it is one of the browser's or the system's. On many keyboards [ and ] need AltGr, which also says Ctrl and Alt. */
export const isShortcut = (event: KeyboardEvent): boolean =>
  (event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState('AltGraph');

/** Whether somebody writes or chooses there, and needs every key for it. */
export const isWriting = (target: Element): boolean =>
  target.matches('select, textarea, input:not([type="range"], [type="checkbox"])');
