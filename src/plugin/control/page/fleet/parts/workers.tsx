/** The workers of a fleet. */
import type { WorkerRow } from '../../../../fleet/serve/protocol.ts';
import { Button } from '../../parts/button.tsx';
import { asking, fleet, fleetWords, mayAct, wanted, workers } from '../state.ts';
import { Room } from './room.tsx';

/** More than these are not drawn each second: one types to find them. */
const MOST = 100;

/** Those that are looked for. */
export function Workers() {
  const t = fleetWords.value;
  const found = workers.value;
  const all = fleet.value?.totals.workers ?? 0;
  const unseen = Math.max(0, found.length - MOST) + (all - (fleet.value?.workers.length ?? 0));
  return (
    <section aria-labelledby="workers">
      <h2 id="workers">{t.workers}</h2>
      <input
        type="search"
        aria-label={t.find}
        placeholder={t.find}
        value={wanted}
        onInput={({ currentTarget }) => (wanted.value = currentTarget.value)}
      />
      {all === 0 && <p class="empty">{t.noWorkers}</p>}
      <ul class="workers">
        {found.slice(0, MOST).map((worker) => (
          <Worker key={worker.name} worker={worker} />
        ))}
      </ul>
      <p class="empty" role="status">
        {unseen > 0 && t.moreWorkers(unseen)}
      </p>
    </section>
  );
}

function Worker({ worker }: { readonly worker: WorkerRow }) {
  const t = fleetWords.value;
  const { name, host, state, version, sessions, recordings, runs, room, counts } = worker;
  const { batch, live } = counts ?? {};
  const sum = (of: 'begun' | 'failed' | 'takenOver' | 'fenced'): number =>
    (batch?.[of] ?? 0) + (live?.[of] ?? 0);
  return (
    <li class={state}>
      <div class="line-up">
        <p>
          <strong>{name}</strong> <span class="tag">{t.states[state]}</span>{' '}
          <span class="facts">
            {host} · {version}
          </span>
        </p>
        {mayAct.value && (
          <Button
            able={state === 'running'}
            act={() => (asking.value = { type: 'drain', worker: name })}
            more={name}
          >
            {t.drain}
          </Button>
        )}
      </div>
      {room !== undefined && <Room room={room} />}
      <p class="facts">
        {runs.length === 0 ? t.idle : t.runs(runs.join(', '), sessions + recordings - runs.length)}
      </p>
      {counts !== undefined && (
        <p class="facts">{t.counts(sum('begun'), sum('failed'), sum('takenOver'), sum('fenced'))}</p>
      )}
    </li>
  );
}
