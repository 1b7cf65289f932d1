/** Faults told at most once a second, the others counted, so that a bad sender cannot fill the log. */
import type { CaptionEvent } from './source.ts';

const INTERVAL_MS = 1_000;

export interface Faults {
  tell(message: string, nextStep: string): void;
}

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
