/** What a page shows of a fleet: within bounds, however large the fleet is. Pure. */
import type { JobState } from '../client.ts';
import { titleOf, type JobView } from '../job-view.ts';
import { queueOfId, QUEUES, type QueueName } from '../names.ts';
import type { WorkerView } from '../registry.ts';
import type { FleetView, JobRow, TotalsView, WorkerRow } from './protocol.ts';
import type { FleetReading } from './watch.ts';

/** Workers that a page shows; those that drain, then by name. */
const MOST_WORKERS = 500;
/** Jobs of one worker that are named. */
const MOST_RUNS = 6;
/** Of a title or a fault, in characters. */
const LONGEST_TEXT = 400;

const NONE: Readonly<Record<JobState, number>> = { waiting: 0, delayed: 0, running: 0, done: 0, dead: 0 };

/** Before the first look. */
export const NOTHING: FleetView = {
  redis: { state: 'asking' },
  queues: { batch: NONE, live: NONE },
  totals: totalsOf([]),
  ...{ workers: [], sessions: [], recordings: [], dead: [] },
};

/** The view of what was read. */
export function viewOfFleet({ jobs, sessions, workers, running, dead }: FleetReading): FleetView {
  return {
    redis: { state: 'up' },
    queues: { batch: jobs, live: sessions },
    totals: totalsOf(workers),
    workers: [...workers].sort(byImportance).slice(0, MOST_WORKERS).map(rowOfWorker).sort(byName),
    sessions: running.sessions.map(rowOfJob),
    recordings: running.recordings.map(rowOfJob),
    dead: dead.map(rowOfJob),
  };
}

/** How many of each queue a worker runs. */
export function runningOf({ running }: Pick<WorkerView, 'running'>): Readonly<Record<QueueName, number>> {
  const of = (queue: QueueName): number => running.filter((id) => queueOfId(id) === queue).length;
  return Object.fromEntries(QUEUES.map((queue) => [queue, of(queue)])) as Record<QueueName, number>;
}

/** All of them together. */
export function totalsOf(workers: readonly WorkerView[]): TotalsView {
  const sum = (of: (worker: WorkerView) => number): number =>
    workers.reduce((all, worker) => all + of(worker), 0);
  const room = {
    coresUsed: sum((worker) => worker.room?.coresUsed ?? 0),
    cores: sum((worker) => worker.room?.cores ?? 0),
    bytesUsed: sum((worker) => worker.room?.bytesUsed ?? 0),
    bytes: sum((worker) => worker.room?.bytes ?? 0),
  };
  const sessions = sum((worker) => runningOf(worker).live);
  // Of those only whose room is known.
  const counted = sum((worker) => (worker.room === undefined ? 0 : runningOf(worker).live));
  return {
    workers: workers.length,
    draining: workers.filter(({ state }) => state === 'draining').length,
    sessions,
    recordings: sum((worker) => runningOf(worker).batch),
    room,
    ...(counted > 0 && room.coresUsed > 0 ? { streamsPerCore: counted / room.coresUsed } : {}),
  };
}

function rowOfWorker(worker: WorkerView): WorkerRow {
  const { name, host, state, version, running, room, counts } = worker;
  const { live, batch } = runningOf(worker);
  return {
    ...{ name, host, state, version, sessions: live, recordings: batch },
    runs: running.slice(0, MOST_RUNS),
    ...(room === undefined ? {} : { room }),
    ...(counts === undefined ? {} : { counts }),
  };
}

function rowOfJob(job: JobView): JobRow {
  const { id, queue, state, attempts, worker, progress, error } = job;
  const at = state === 'running' ? job.began : job.ended;
  return {
    ...{ id, queue, state, attempts, title: bounded(titleOf(job)) },
    ...(worker === undefined ? {} : { worker }),
    ...(progress?.percent === undefined ? {} : { percent: Math.floor(progress.percent) }),
    ...(at === undefined ? {} : { at: Date.parse(at) }),
    ...(error === undefined ? {} : { error: bounded(error) }),
  };
}

const bounded = (text: string): string =>
  text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)} …`;

interface Named {
  readonly name: string;
  readonly state: WorkerView['state'];
}
const byName = ({ name: a }: Named, { name: b }: Named): number => (a < b ? -1 : a > b ? 1 : 0);
const byImportance = (a: Named, b: Named): number =>
  Number(b.state === 'draining') - Number(a.state === 'draining') || byName(a, b);
