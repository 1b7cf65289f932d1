/** Nudges by keys and buttons. */
import { words } from './words/words.ts';

/** Nudges within this (ms) are one message: a held key would send thirty a second. */
const NUDGE_MS = 120;

/** Gathers steps of 100 ms; `ask` is asked for their sum. */
export function nudging(
  ask: (
    action: { readonly type: 'nudge'; readonly id: string; readonly by: number },
    done: string,
  ) => Promise<void>,
): (id: string, steps: number) => void {
  let open: { readonly id: string; steps: number } | undefined;
  return (id, steps) => {
    if (open?.id === id) {
      open.steps += steps;
      return;
    }
    const mine = (open = { id, steps });
    setTimeout(() => {
      if (open === mine) open = undefined;
      if (mine.steps === 0) return;
      const ms = mine.steps * 100;
      void ask(
        { type: 'nudge', id, by: mine.steps / 10 },
        words.value.did.nudge(ms > 0 ? `+${ms}` : `${ms}`),
      );
    }, NUDGE_MS);
  };
}
