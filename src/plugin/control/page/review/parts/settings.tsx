/** What holds for all effects of the recording; the moments are decided anew at once. */
import { SENSITIVITIES } from '../../../../../analysis/sensitivity.ts';
import { TAGS, type Tag } from '../../../../../streams/values.ts';
import { Slider } from '../../parts/slider.tsx';
import { tagName, words } from '../../words/words.ts';
import { ask, review, reviewWords } from '../state.ts';

/** Sensitivity, sliders, muted kinds. */
export function Settings() {
  const t = words.value;
  const r = reviewWords.value;
  const now = review.value?.settings;
  if (now === undefined) return null;
  return (
    <section class="whole" aria-labelledby="settings">
      <h2 id="settings">{r.settings}</h2>
      <div class="buttons" role="group" aria-label={t.sensitivity}>
        <span class="label" aria-hidden="true">
          {t.sensitivity}
        </span>
        {SENSITIVITIES.map((level) => (
          <button key={level} type="button" onClick={() => void ask({ type: 'sensitivity', level })}>
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
      <p class="empty">{r.approximate}</p>
      <fieldset>
        <legend>{t.mutedTags}</legend>
        <div class="tags">
          {TAGS.map((tag) => (
            <label key={tag} class="check">
              <input
                type="checkbox"
                checked={now.mutedTags.includes(tag)}
                onChange={({ currentTarget }) => mute(tag, currentTarget.checked)}
              />
              {tagName(tag)}
            </label>
          ))}
        </div>
      </fieldset>
    </section>
  );
}

function mute(tag: Tag, on: boolean): void {
  const muted = new Set(review.value?.settings.mutedTags);
  if (on) muted.add(tag);
  else muted.delete(tag);
  void ask({ type: 'mute-tags', tags: TAGS.filter((one) => muted.has(one)) });
}
