import type { ComponentChildren } from 'preact';

/** A button that stays in its place, and says whether it does anything. */
export function Button(props: {
  readonly able: boolean;
  readonly act: () => void;
  readonly keys?: string;
  readonly looks?: string;
  readonly children: ComponentChildren;
}) {
  const { able, act, keys, looks = '', children } = props;
  return (
    <button
      type="button"
      class={looks}
      aria-disabled={!able}
      {...(keys === undefined ? {} : { 'aria-keyshortcuts': keys })}
      onClick={() => able && act()}
    >
      {children} {keys !== undefined && <kbd aria-hidden="true">{keys}</kbd>}
    </button>
  );
}
