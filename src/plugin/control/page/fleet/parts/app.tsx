/** The whole page of a fleet. */
import { Frame } from '../../parts/frame.tsx';
import { fleet, fleetWords } from '../state.ts';
import { FleetBar } from './fleet-bar.tsx';
import { Jobs } from './jobs.tsx';
import { Overview } from './overview.tsx';
import { Sure } from './sure.tsx';
import { Workers } from './workers.tsx';

/** The page. */
export function App() {
  const t = fleetWords.value;
  const view = fleet.value;
  return (
    <Frame state={<p class="state">{t.title}</p>} head={<FleetBar />}>
      {view !== undefined && (
        <div class="fleet">
          <Overview view={view} />
          <div class="sides">
            <div class="side">
              <Workers />
            </div>
            <div class="side">
              <Jobs
                {...{ id: 'sessions', title: t.sessions, jobs: view.sessions, all: view.queues.live.running }}
              />
              <Jobs
                {...{ id: 'recordings', title: t.recordings, jobs: view.recordings }}
                all={view.queues.batch.running}
              />
              <Jobs
                {...{ id: 'dead', title: t.dead, jobs: view.dead }}
                all={view.queues.live.dead + view.queues.batch.dead}
              />
            </div>
          </div>
        </div>
      )}
      <Sure />
    </Frame>
  );
}
