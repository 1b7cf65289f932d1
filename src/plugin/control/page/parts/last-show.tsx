/** What was set in the last show, to be had again. */
import type { LastShowView } from '../../protocol.ts';
import { effectName } from '../effect-name.ts';
import { ask, lastShow } from '../state.ts';
import { language, tagName, words } from '../words/words.ts';

/** A button that says what it would set; nothing where there is no such show. */
export function LastShow() {
  const t = words.value;
  const last = lastShow.value;
  if (last === undefined) return null;
  return (
    <div class="last-show">
      <button
        type="button"
        aria-describedby="last-show"
        onClick={() => void ask({ type: 'resume' }, t.did.resume)}
      >
        {t.resume}
      </button>
      <p id="last-show" class="facts">
        {dateOf(last.at)}
        {t.colon}
        {factsOf(last.set).join(' · ')}
      </p>
    </div>
  );
}

const dateOf = (at: number): string =>
  new Date(at).toLocaleString(language.value === 'zh' ? 'zh-CN' : 'en-GB', {
    ...{ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  });

/** Each setting as the page names it. */
function factsOf(set: LastShowView['set']): readonly string[] {
  const t = words.value;
  const { threshold, sensitivity, density, gain, duck, delay, quiet, mutedTags, mutedEffects } = set;
  const named = (name: string, value: string | undefined): string =>
    value === undefined ? '' : `${name} ${value}`;
  return [
    quiet === true ? t.isQuiet : '',
    named(t.threshold, threshold === undefined ? undefined : t.likely(Math.round(threshold * 100))),
    named(t.sensitivity, sensitivity === undefined ? undefined : t.sensitivities[sensitivity]),
    named(t.density, density?.toString()),
    named(t.gain, gain === undefined ? undefined : `${gain} dB`),
    named(t.duck, duck === undefined ? undefined : `${duck} dB`),
    named(t.delay, delay === undefined ? undefined : t.seconds(delay.toString())),
    named(t.mutedTags, mutedTags === undefined ? undefined : mutedTags.map(tagName).join(', ') || '–'),
    named(
      t.mute,
      mutedEffects === undefined || mutedEffects.length === 0
        ? undefined
        : mutedEffects.slice(0, 5).map(effectName).join(', ') + (mutedEffects.length > 5 ? ' …' : ''),
    ),
  ].filter((fact) => fact !== '');
}
