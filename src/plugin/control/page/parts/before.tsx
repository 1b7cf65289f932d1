/** What played and what did not, and why. */
import type { MomentView } from '../../protocol.ts';
import { handledFacts, past } from '../cues.ts';
import { timeText } from '../time-text.ts';
import { effectName } from '../effect-name.ts';
import { tagName, words } from '../words/words.ts';

/** The newest first. */
export function Before() {
  const t = words.value;
  return (
    <section aria-labelledby="before">
      <h2 id="before">{t.before}</h2>
      {past.value.length === 0 ? (
        <p class="empty">{t.nothingBefore}</p>
      ) : (
        <ol class="before" aria-labelledby="before" tabIndex={0}>
          {past.value.map((moment) => (
            <Line key={moment.id} moment={moment} />
          ))}
        </ol>
      )}
    </section>
  );
}

/** A tick, a cross, a dash. */
const SIGNS = { played: '✓', 'not-played': '✕', rejected: '–', due: '?', waiting: '?' } as const;

function Line({
  moment: { at, sfx, tag, state, reason, byHand, subtitle, swappedFrom, nudged },
}: {
  readonly moment: MomentView;
}) {
  const t = words.value;
  return (
    <li class={state}>
      <span class="when">{timeText(at)}</span>
      <span class="sign" aria-hidden="true">
        {SIGNS[state]}
      </span>
      <span class="what">
        <strong>{effectName(sfx)}</strong> <span class="tag">{tagName(tag)}</span> {t.moments[state]}
        {reason !== undefined && `${t.colon}${t.reasons[reason] ?? reason}`}
        {byHand === true && t.brackets(t.byHand)}
        {handledFacts(swappedFrom, nudged).map((fact) => ` · ${fact}`)}
        {subtitle !== undefined && <span class="line">{subtitle}</span>}
      </span>
    </li>
  );
}
