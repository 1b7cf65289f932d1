/** What holds for the whole show. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { ask, inForce, isAvailable, status } from '../state.ts';
import { words } from '../words/words.ts';
import { Check } from './check.tsx';
import { Decisions, MutedTags } from './decisions.tsx';
import { KeysChoice } from './keys-choice.tsx';
import { LastShow } from './last-show.tsx';

/** Quiet, sliders, sensitivity, delay, muted kinds, and whether single keys act. */
export function Whole() {
  const t = words.value;
  const now = inForce.value;
  if (now === undefined) return null;
  return (
    <section class="whole" aria-labelledby="whole">
      <h2 id="whole">{t.whole}</h2>
      <LastShow />
      <Check label={t.quiet} on={now.quiet} choose={(on) => void ask({ type: 'quiet', on })} />
      <Decisions settings={now} ducks={isAvailable('duck')} ask={ask} />
      {isAvailable('delay') && <Delay />}
      <MutedTags muted={now.mutedTags} mute={(tags) => void ask({ type: 'mute-tags', tags })} />
      <KeysChoice />
      <p class="empty">{t.keysHelp}</p>
    </section>
  );
}

/** Every change of the delay may be seen as a cut: it waits for the button. */
function Delay() {
  const t = words.value;
  const typed = useSignal<string | undefined>(undefined);
  const field = useRef<HTMLInputElement>(null);
  return (
    <form
      class="buttons"
      onSubmit={(event) => {
        event.preventDefault();
        const value = field.current?.valueAsNumber ?? NaN;
        if (Number.isNaN(value)) return;
        typed.value = undefined;
        void ask({ type: 'delay', value });
      }}
    >
      <input
        ref={field}
        type="number"
        {...{ min: 0, max: 60, step: 0.5, 'aria-label': t.delaySeconds }}
        value={typed.value ?? status.value?.delay.asked ?? 0}
        onInput={({ currentTarget }) => (typed.value = currentTarget.value)}
      />
      <button type="submit">{t.setDelay}</button>
    </form>
  );
}
