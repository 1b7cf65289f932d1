/** A slider that follows the show, and that the show follows while somebody moves it. */
import { useId, useRef } from 'preact/hooks';
import { useHeld } from './held.ts';

/** While somebody moves it, in ms. */
const SEND_MS = 150;

interface SliderProps {
  readonly label: string;
  /** The show's. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly text: (value: number) => string;
  /** Settles once the show has heard it. */
  readonly send: (value: number) => Promise<void>;
}

/** The slider with its name and value. */
export function Slider({ label, value, min, max, step, text, send }: SliderProps) {
  const id = useId();
  const { shown, hold } = useHeld(value);
  const timers = useRef<{ send?: number; next?: number | undefined }>({});
  const move = (next: number): void => {
    const { current } = timers;
    hold(next);
    current.next = next;
    current.send ??= setTimeout(() => void tell(), SEND_MS);
  };
  /** The next value waits for the answer to this one: a recording may take half a second for each. */
  const tell = async (): Promise<void> => {
    const { current } = timers;
    const { next } = current;
    current.next = undefined;
    if (next === undefined) return void delete current.send;
    await send(next);
    current.send = setTimeout(() => void tell(), SEND_MS);
  };
  return (
    <div class="slider">
      <label for={id}>{label}</label>
      <output for={id}>{text(shown)}</output>
      <input
        {...{ id, min, max, step }}
        type="range"
        value={shown}
        aria-valuetext={text(shown)}
        onInput={({ currentTarget }) => move(currentTarget.valueAsNumber)}
      />
    </div>
  );
}
