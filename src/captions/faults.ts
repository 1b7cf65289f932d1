/** Faults told at most once a second, the others counted, so that a bad sender cannot fill the log. */
import type { CaptionEvent } from './source.ts';

const INTERVAL_MS = 1_000;

/** Where a source tells what is wrong with its captions. */
export interface Faults {
  tell(message: string, nextStep: string): void;
}

/** Faults that go to `next` as events, at most one in a second of the wall clock. */
export function faultsTo(next: (event: CaptionEvent) => void): Faults {
  let told = -Infinity;
  let untold = 0;
  return {
    tell(message, nextStep) {
      const now = performance.now();
      if (now - told < INTERVAL_MS) {
        untold += 1;
        return;
      }
      const more = untold === 0 ? '' : ` (and ${untold} more)`;
      [told, untold] = [now, 0];
      next({ type: 'fault', message: `${message}${more}`, nextStep });
    },
  };
}
