import type { ComponentChildren } from 'preact';

/** What a button says and does. */
interface ButtonProps {
  readonly able: boolean;
  readonly act: () => void;
  /** As on the keyboard. */
  readonly keys?: string;
  /** For screen readers. */
  readonly more?: string;
  readonly looks?: string;
  readonly children: ComponentChildren;
}

/** A button that stays in its place, and says whether it does anything: whoever stands on it keeps the focus. */
export function Button({ able, act, keys, more, looks = '', children }: ButtonProps) {
  return (
    <button
      type="button"
      class={looks}
      aria-disabled={!able}
      {...(keys === undefined ? {} : { 'aria-keyshortcuts': keys })}
      onClick={() => able && act()}
    >
      {children} {more !== undefined && <span class="unseen">{more}</span>}
      {keys !== undefined && <kbd aria-hidden="true">{keys}</kbd>}
    </button>
  );
}
