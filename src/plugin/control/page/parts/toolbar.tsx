/** What one may do with the chosen cue. The buttons stay where there is none: whoever stands on one keeps the focus. */
import { useComputed } from '@preact/signals';
import { chosen, isOpen, listenToChosen, nudge, openSwap, pin, veto } from '../cues.ts';
import { effectName } from '../effect-name.ts';
import { isConnected } from '../state.ts';
import { words } from '../words/words.ts';
import { Button } from './button.tsx';

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
        <Button keys="V" able={open} act={veto} looks="veto">
          {t.veto}
        </Button>
        <Button keys="S" able={open} act={openSwap}>
          {t.swap}
        </Button>
        <Button keys="[" able={open} act={() => nudge(-1)} more={t.earlierLong}>
          {t.earlier}
        </Button>
        <Button keys="]" able={open} act={() => nudge(1)} more={t.laterLong}>
          {t.later}
        </Button>
        <Button keys="P" able={open && chosen.value?.pinned !== true} act={pin}>
          {t.pin}
        </Button>
        <Button keys="L" able={there} act={listenToChosen}>
          {t.listen}
        </Button>
      </div>
    </div>
  );
}
