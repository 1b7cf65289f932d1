/** A list of jobs that run or are dead, the newest first. */
import type { JobRow } from '../../../../fleet/serve/protocol.ts';
import { Button } from '../../parts/button.tsx';
import { asking, fleetWords, mayAct, timeOf } from '../state.ts';

/** What is listed; `all`: how many there are. */
interface JobsProps {
  readonly id: string;
  readonly title: string;
  readonly jobs: readonly JobRow[];
  readonly all: number;
}

/** The list. */
export function Jobs({ id, title, jobs, all }: JobsProps) {
  const t = fleetWords.value;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>
        {title} ({all})
      </h2>
      {jobs.length === 0 && <p class="empty">{t.none}</p>}
      <ul class="jobs">
        {jobs.map((job) => (
          <Job key={job.id} job={job} />
        ))}
      </ul>
      {all > jobs.length && jobs.length > 0 && <p class="empty">{t.more(all - jobs.length)}</p>}
    </section>
  );
}

function Job({ job }: { readonly job: JobRow }) {
  const t = fleetWords.value;
  const { id, state, title, attempts, worker, percent, at, error } = job;
  const type = state === 'dead' ? 'again' : 'stop';
  return (
    <li>
      <div class="line-up">
        <p>
          <strong>{title}</strong>{' '}
          <span class="facts">
            {[
              id,
              at === undefined ? '' : timeOf(at),
              worker === undefined ? '' : t.on(worker),
              percent === undefined ? '' : `${percent} %`,
              attempts > 1 ? t.attempts(attempts) : '',
            ]
              .filter((fact) => fact !== '')
              .join(' · ')}
          </span>
        </p>
        {mayAct.value && (
          <Button
            able
            act={() => (asking.value = { type, job: id })}
            more={title}
            looks={type === 'stop' ? 'veto' : ''}
          >
            {t[type]}
          </Button>
        )}
      </div>
      {error !== undefined && <p class="error">{error}</p>}
    </li>
  );
}
