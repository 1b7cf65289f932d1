/** A checkbox that follows the show. */
import { useHeld } from './held.ts';

interface CheckProps {
  readonly label: string;
  /** The show's. */
  readonly on: boolean;
  readonly choose: (on: boolean) => void;
}

/** The checkbox with its name. */
export function Check({ label, on, choose }: CheckProps) {
  const { shown, hold } = useHeld(on);
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={shown}
        onChange={({ currentTarget: { checked } }) => {
          hold(checked);
          choose(checked);
        }}
      />
      {label}
    </label>
  );
}
