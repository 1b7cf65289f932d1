/** What holds for all effects of the recording; the moments are decided anew at once. */
import { Decisions, MutedTags } from '../../parts/decisions.tsx';
import { KeysChoice } from '../../parts/keys-choice.tsx';
import { ask, review, reviewWords } from '../state.ts';

/** Sensitivity, sliders, muted kinds, and whether single keys act. */
export function Settings() {
  const r = reviewWords.value;
  const now = review.value?.settings;
  if (now === undefined) return null;
  return (
    <section class="whole" aria-labelledby="settings">
      <h2 id="settings">{r.settings}</h2>
      <Decisions settings={now} ask={ask} />
      <p class="empty">{r.approximate}</p>
      <MutedTags muted={now.mutedTags} mute={(tags) => void ask({ type: 'mute-tags', tags })} />
      <KeysChoice />
    </section>
  );
}
