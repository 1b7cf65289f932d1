/** What holds for all effects of the recording; the moments are decided anew at once. */
import { Decisions, MutedTags } from '../../parts/decisions.tsx';
import { ask, review, reviewWords } from '../state.ts';

/** Sensitivity, sliders, muted kinds. */
export function Settings() {
  const r = reviewWords.value;
  const now = review.value?.settings;
  if (now === undefined) return null;
  return (
    <section class="whole" aria-labelledby="settings">
      <h2 id="settings">{r.settings}</h2>
      <Decisions settings={now} ask={(action) => void ask(action)} />
      <p class="empty">{r.approximate}</p>
      <MutedTags muted={now.mutedTags} mute={(tags) => void ask({ type: 'mute-tags', tags })} />
    </section>
  );
}
