/** What the page says of what was asked: to screen readers, and where it was not done. */
import { signal, type ReadonlySignal } from '@preact/signals';
import type { Outcome } from './connection.ts';
import { words } from './words/words.ts';

const toldNews = signal('');
const toldFault = signal('');
/** What was done last, for screen readers. */
export const news: ReadonlySignal<string> = toldNews;
/** Why the last thing was not done. */
export const fault: ReadonlySignal<string> = toldFault;

/** How long a fault is shown, in ms. */
const FAULT_MS = 8_000;
let fading: number | undefined;

/** Tells screen readers. */
export function tell(text: string): void {
  toldNews.value = text;
}

/** Says why something was not done. */
export function complain(text: string): void {
  clearTimeout(fading);
  toldFault.value = text;
  fading = setTimeout(() => (toldFault.value = ''), FAULT_MS);
}

/** Says what became of a request: `done` is told where it was obeyed, the reason else. */
export function report(outcome: Outcome, done?: string): void {
  if (outcome.type === 'refused')
    return complain(outcome.message === '' ? words.value.noAnswer : outcome.message);
  toldFault.value = '';
  if (done !== undefined) tell(done);
}
