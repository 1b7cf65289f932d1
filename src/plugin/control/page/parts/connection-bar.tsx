/** Says how the connection is, where it is not simply there. */
import { wallSeconds } from '../clock.ts';
import { connection, mayAct } from '../state.ts';
import { words } from '../words/words.ts';

/** Nothing while all is well, but for viewers, who are told that they are. */
export function ConnectionBar() {
  const t = words.value;
  const state = connection.state.value;
  if (state.type === 'open') return mayAct.value ? null : <p class="notice">{t.viewer}</p>;
  return (
    <div class="notice lost">
      <p role="status">
        {state.type === 'connecting' && t.connecting}
        {state.type === 'refused' && t.refused[state.why]}
        {state.type === 'lost' && (state.ended ? t.ended : t.lost)(Math.max(0, left(state.retryAt)))}
      </p>
      {state.type === 'lost' && mayAct.value && (
        <button type="button" onClick={() => connection.connect()}>
          {t.tryNow}
        </button>
      )}
    </div>
  );
}

const left = (retryAt: number): number => Math.ceil(retryAt / 1000 - wallSeconds.value);
