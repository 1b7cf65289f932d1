/** How the connection is, and how far the work. */
import { timeText } from '../../time-text.ts';
import { words } from '../../words/words.ts';
import { connection, mayAct, review, reviewWords } from '../state.ts';

/** One notice at a time: what matters most. */
export function ReviewBar() {
  const t = words.value;
  const r = reviewWords.value;
  const state = connection.state.value;
  if (state.type === 'refused') return <Notice lost>{t.refused[state.why]}</Notice>;
  if (state.type === 'lost') return <Notice lost>{state.ended ? r.ended : r.lost}</Notice>;
  if (state.type === 'connecting') return <Notice>{t.connecting}</Notice>;
  return (
    <>
      {!mayAct.value && <Notice>{t.viewer}</Notice>}
      <Phase />
    </>
  );
}

function Phase() {
  const r = reviewWords.value;
  const phase = review.value?.phase;
  if (phase === undefined) return null;
  if (phase.type === 'failed') return <Notice lost>{phase.message}</Notice>;
  if (phase.type === 'mixed')
    return (
      <Notice>
        {r.phases.mixed(phase.file)}
        {words.value.brackets(r.mixedEffects(phase.effects))}{' '}
        <a href={phase.url} download>
          {r.fetch}
        </a>
      </Notice>
    );
  if (phase.type === 'ready') return <Notice>{r.phases.ready}</Notice>;
  const { done, total } = phase;
  return (
    <Notice>
      {r.phases[phase.type]}{' '}
      {total !== undefined && <progress max={total} value={done} aria-label={r.phases[phase.type]} />}{' '}
      <span class="when" aria-hidden="true">
        {r.done(timeText(done), total === undefined ? '' : timeText(total))}
      </span>
    </Notice>
  );
}

const Notice = ({
  lost = false,
  children,
}: {
  readonly lost?: boolean;
  readonly children: preact.ComponentChildren;
}) => (
  <p class={lost ? 'notice lost' : 'notice'} role="status">
    {children}
  </p>
);
