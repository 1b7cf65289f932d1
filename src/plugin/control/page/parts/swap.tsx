/** The dialog for another effect of a cue. */
import { useComputed } from '@preact/signals';
import type { MomentView } from '../../protocol.ts';
import { coming, swap, swapping } from '../cues.ts';
import { effectName } from '../effect-name.ts';
import { effects, listen } from '../state.ts';
import { words } from '../words/words.ts';
import { EffectDialog } from './effect-dialog.tsx';

/** Shown while a cue is being swapped. */
export function Swap() {
  const moment = swapping.value;
  return moment === undefined ? null : <SwapDialog key={moment.id} moment={moment} />;
}

function SwapDialog({ moment: { id, sfx, alternatives } }: { readonly moment: MomentView }) {
  const t = words.value;
  const isOpen = useComputed(() =>
    coming.value.some((other) => other.id === id && other.state === 'waiting'),
  );
  return (
    <EffectDialog
      title={t.swapTitle(effectName(sfx))}
      effects={effects.value}
      runnersUp={alternatives}
      without={sfx}
      {...(isOpen.value ? {} : { closed: t.tooLate })}
      take={(other) => swap(id, other)}
      listen={(other) => void listen(other)}
      close={() => (swapping.value = undefined)}
    />
  );
}
