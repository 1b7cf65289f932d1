/** How the connection and Redis are, where not all is well. */
import { words } from '../../words/words.ts';
import { connection, fleet, fleetWords, mayAct, timeOf } from '../state.ts';

/** One notice at a time: what matters most. What tells screen readers is always there. */
export function FleetBar() {
  const [isLost, text] = notice();
  return (
    <div class={text === '' ? '' : isLost ? 'notice lost' : 'notice'}>
      <p role="status">{text}</p>
    </div>
  );
}

function notice(): readonly [isLost: boolean, text: string] {
  const [t, f] = [words.value, fleetWords.value];
  const state = connection.state.value;
  if (state.type === 'refused') return [true, t.refused[state.why]];
  if (state.type === 'lost') return [true, state.ended ? f.ended : f.lost];
  const redis = fleet.value?.redis;
  if (state.type === 'connecting' || redis === undefined) return [false, t.connecting];
  if (redis.state === 'down') return [true, f.down(timeOf(redis.since))];
  if (redis.state === 'asking') return [false, f.asking];
  return [false, mayAct.value ? '' : t.viewer];
}
