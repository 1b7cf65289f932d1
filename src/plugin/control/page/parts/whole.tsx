/** What holds for the whole show. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { SENSITIVITIES } from '../../../../analysis/sensitivity.ts';
import { TAGS, type Tag } from '../../../../streams/values.ts';
import { keysAct, setKeysAct } from '../keys.ts';
import { ask, inForce, status } from '../state.ts';
import { tagName, words } from '../words/words.ts';
import { LastShow } from './last-show.tsx';
import { Slider } from './slider.tsx';

/** Quiet, sliders, sensitivity, delay, muted kinds, and whether single keys act. */
export function Whole() {
  const t = words.value;
  const now = inForce.value;
  if (now === undefined) return null;
  return (
    <section class="whole" aria-labelledby="whole">
      <h2 id="whole">{t.whole}</h2>
      <LastShow />
      <label class="check">
        <input
          type="checkbox"
          checked={now.quiet}
          onChange={({ currentTarget }) => void ask({ type: 'quiet', on: currentTarget.checked })}
        />
        {t.quiet}
      </label>
      <div class="buttons" role="group" aria-label={t.sensitivity}>
        <span class="label" aria-hidden="true">
          {t.sensitivity}
        </span>
        {SENSITIVITIES.map((level) => (
          <button
            key={level}
            type="button"
            aria-pressed={now.sensitivity === level}
            onClick={() => void ask({ type: 'sensitivity', level })}
          >
            {t.sensitivities[level]}
          </button>
        ))}
      </div>
      <Slider
        {...{ label: t.threshold, value: now.threshold, min: 0, max: 1, step: 0.01 }}
        text={(value) => t.likely(Math.round(value * 100))}
        send={(value) => void ask({ type: 'threshold', value })}
      />
      <Slider
        {...{ label: t.density, value: now.density, min: 1, max: 30, step: 1 }}
        text={String}
        send={(value) => void ask({ type: 'density', value })}
      />
      <Slider
        {...{ label: t.gain, value: now.gain, min: -30, max: 12, step: 0.5 }}
        text={(value) => `${value} dB`}
        send={(value) => void ask({ type: 'gain', value })}
      />
      <Slider
        {...{ label: t.duck, value: now.duck, min: 0, max: 24, step: 0.5 }}
        text={(value) => `${value} dB`}
        send={(value) => void ask({ type: 'duck', value })}
      />
      <Delay />
      <fieldset>
        <legend>{t.mutedTags}</legend>
        <div class="tags">
          {TAGS.map((tag) => (
            <label key={tag} class="check">
              <input
                type="checkbox"
                checked={now.mutedTags.includes(tag)}
                onChange={({ currentTarget }) => muteTag(tag, currentTarget.checked)}
              />
              {tagName(tag)}
            </label>
          ))}
        </div>
      </fieldset>
      <label class="check">
        <input
          type="checkbox"
          checked={keysAct}
          onChange={({ currentTarget }) => setKeysAct(currentTarget.checked)}
        />
        {t.keys}
      </label>
      <p class="empty">{t.keysHelp}</p>
    </section>
  );
}

function muteTag(tag: Tag, on: boolean): void {
  const muted = new Set(inForce.value?.mutedTags);
  if (on) muted.add(tag);
  else muted.delete(tag);
  void ask({ type: 'mute-tags', tags: TAGS.filter((one) => muted.has(one)) });
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
