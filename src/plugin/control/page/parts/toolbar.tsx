/** What one may do with the chosen cue. The buttons stay where there is none: whoever stands on one keeps the focus. */
import { useComputed } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { chosen, isOpen, listenToChosen, nudge, openSwap, pin, veto } from '../cues.ts';
import { effectName } from '../effect-name.ts';
import { isConnected } from '../state.ts';
import { words } from '../words/words.ts';

/** The buttons, with their keys. */
export function Toolbar() {
  const t = words.value;
  const name = useComputed(() =>
    chosen.value === undefined ? words.value.noneChosen : effectName(chosen.value.sfx),
  );
  const open = isOpen.value && isConnected.value;
  const there = chosen.value !== undefined && isConnected.value;
  return (
    <div class="chosen" role="group" aria-labelledby="chosen">
      <p id="chosen">
        {t.chosen}
        {t.colon}
        <strong>{name}</strong>
      </p>
      <div class="buttons">
        <Act keys="V" able={open} act={veto} looks="veto">
          {t.veto}
        </Act>
        <Act keys="S" able={open} act={openSwap}>
          {t.swap}
        </Act>
        <Act keys="[" able={open} act={() => nudge(-1)} more={t.earlierLong}>
          {t.earlier}
        </Act>
        <Act keys="]" able={open} act={() => nudge(1)} more={t.laterLong}>
          {t.later}
        </Act>
        <Act keys="P" able={open && chosen.value?.pinned !== true} act={pin}>
          {t.pin}
        </Act>
        <Act keys="L" able={there} act={listenToChosen}>
          {t.listen}
        </Act>
      </div>
    </div>
  );
}

interface ActProps {
  /** As on the keyboard. */
  readonly keys: string;
  readonly able: boolean;
  readonly act: () => void;
  /** For screen readers. */
  readonly more?: string;
  readonly looks?: string;
  readonly children: ComponentChildren;
}

function Act({ keys, able, act, more, looks = '', children }: ActProps) {
  return (
    <button
      type="button"
      class={looks}
      aria-disabled={!able}
      aria-keyshortcuts={keys}
      onClick={() => able && act()}
    >
      {children} {more !== undefined && <span class="unseen">{more}</span>}
      <kbd aria-hidden="true">{keys}</kbd>
    </button>
  );
}
