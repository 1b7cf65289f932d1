/** Says how the connection is, where it is not simply there. */
import { wallSeconds } from '../clock.ts';
import { connection, mayAct } from '../state.ts';
import { words } from '../words/words.ts';

/** Nothing while all is well, but for viewers, who are told that they are. What tells screen readers is always there. */
export function ConnectionBar() {
  const t = words.value;
  const state = connection.state.value;
  const isViewer = state.type === 'open' && !mayAct.value;
  return (
    <div class={state.type === 'open' ? (isViewer ? 'notice' : '') : 'notice lost'}>
      <p role="status">
        {isViewer && t.viewer}
        {state.type === 'connecting' && t.connecting}
        {state.type === 'refused' && t.refused[state.why]}
        {state.type === 'lost' && (state.ended ? t.ended : t.lost)}{' '}
        {state.type === 'lost' && <span aria-hidden="true">{t.in(secondsTo(state.retryAt))}</span>}
      </p>
      {state.type === 'lost' && mayAct.value && (
        <button type="button" onClick={() => connection.connect()}>
          {t.tryNow}
        </button>
      )}
    </div>
  );
}

const secondsTo = (retryAt: number): string =>
  String(Math.max(0, Math.ceil(retryAt / 1000 - wallSeconds.value)));
