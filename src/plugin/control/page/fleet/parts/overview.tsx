/** The fleet in a few figures: all workers together, and what lies in the queues. */
import type { FleetView } from '../../../../fleet/serve/protocol.ts';
import { fleetWords } from '../state.ts';
import { Room } from './room.tsx';

const QUEUES = ['batch', 'live'] as const;
const STATES = ['waiting', 'delayed', 'running', 'done', 'dead'] as const;

/** The figures. */
export function Overview({ view: { totals, queues } }: { readonly view: FleetView }) {
  const t = fleetWords.value;
  return (
    <section class="overview" aria-labelledby="overview">
      <h2 id="overview">{t.overview}</h2>
      <p>
        <strong>{t.workersAre(totals.workers, totals.draining)}</strong>{' '}
        {t.running(totals.sessions, totals.recordings)}
        {totals.streamsPerCore !== undefined && `, ${t.streams(totals.streamsPerCore.toFixed(1))}`}
      </p>
      <Room room={totals.room} />
      <table>
        <thead>
          <tr>
            <th scope="col">{t.queue}</th>
            {STATES.map((state) => (
              <th key={state} scope="col">
                {t.jobs[state]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {QUEUES.map((queue) => (
            <tr key={queue}>
              <th scope="row">{t.queues[queue]}</th>
              {STATES.map((state) => (
                <td key={state} class={state}>
                  {queues[queue][state]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
