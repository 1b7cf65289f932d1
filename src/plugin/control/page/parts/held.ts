/** What somebody sets is shown at once, not only when the show says that it holds. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';

/** After that the show's value is shown again, whatever it is. In ms. */
const HOLD_MS = 1_500;

/** A value of the show that is set here. */
export interface Held<T> {
  /** What was set here a moment ago, else the show's. */
  readonly shown: T;
  /** Shows `next`, for a moment. */
  readonly hold: (next: T) => void;
}

/** Follows the show's `value`. A slow network or a busy show would set back what has just been set. */
export function useHeld<T>(value: T): Held<T> {
  const held = useSignal<{ readonly value: T } | undefined>(undefined);
  const timer = useRef<number | undefined>(undefined);
  return {
    shown: held.value === undefined ? value : held.value.value,
    hold(next) {
      held.value = { value: next };
      clearTimeout(timer.current);
      timer.current = setTimeout(() => (held.value = undefined), HOLD_MS);
    },
  };
}
