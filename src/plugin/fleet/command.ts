/** `momentfx fleet`: what a fleet does, and what is asked of it. */
import { z } from 'zod';
import { print, tell } from '../cli/standard-streams.ts';
import { UsageError } from '../errors.ts';
import { plainKeyWarning } from '../session/secrets.ts';
import { titleOf } from './job-view.ts';
import { connectFleet, type Fleet, type FleetStatus, type JobView, type WorkerView } from './client.ts';

const STATES = ['waiting', 'delayed', 'running', 'done', 'dead'] as const;
const optionsSchema = z.object({
  redis: z.string().optional(),
  redisCa: z.string().optional(),
  json: z.boolean().default(false),
  jobs: z.enum(STATES, `--jobs: one of ${STATES.join(', ')}`).optional(),
  live: z.boolean().default(false),
  most: z.coerce.number('--most: a whole number').int().min(1).max(100_000).default(100),
});
type Options = z.infer<typeof optionsSchema>;

async function withFleet(
  given: Readonly<Record<string, unknown>>,
  work: (fleet: Fleet, options: Options) => Promise<void>,
): Promise<void> {
  const parsed = optionsSchema.safeParse(given);
  if (!parsed.success)
    throw new UsageError(
      'bad-arguments',
      `${parsed.error.issues[0]?.message}.`,
      'See `momentfx fleet --help`.',
    );
  const { redis } = parsed.data;
  const warning = redis === undefined ? undefined : plainKeyWarning(redis);
  if (warning !== undefined) tell(`momentfx: ${warning}`);
  await using fleet = await connectFleet(parsed.data);
  await work(fleet, parsed.data);
}

/** `momentfx fleet status`. @throws UsageError, FleetError */
export const statusCommand = (given: Readonly<Record<string, unknown>>): Promise<void> =>
  withFleet(given, async (fleet, { json, jobs: state, most, live }) => {
    if (state === undefined) {
      const status = await fleet.status();
      return print(json ? JSON.stringify(status) : statusLines(status).join('\n'));
    }
    const jobs = await fleet.jobs(state, most, live ? 'live' : 'batch');
    if (json) return print(jobs.map((job) => JSON.stringify(job)).join('\n'));
    print(jobs.length === 0 ? `No job is ${state}.` : jobs.map(jobLine).join('\n'));
  });

/** `momentfx fleet logs ID`. @throws UsageError, FleetError */
export const logsCommand = (id: string, given: Readonly<Record<string, unknown>>): Promise<void> =>
  withFleet(given, async (fleet, { json }) => {
    const [job, lines] = [await fleet.job(id), await fleet.logs(id)];
    print(json ? JSON.stringify({ ...job, lines }) : [jobLine(job), ...lines].join('\n'));
  });

const STOPPED = {
  removed: 'was waiting, and is taken away',
  stopping: 'runs, and will be stopped',
  over: 'is over already',
} as const;

/** `momentfx fleet stop ID`. @throws UsageError, FleetError */
export const stopCommand = (id: string, given: Readonly<Record<string, unknown>>): Promise<void> =>
  withFleet(given, async (fleet, { json }) => {
    const outcome = await fleet.stop(id);
    print(json ? JSON.stringify({ id, outcome }) : `${id} ${STOPPED[outcome]}.`);
  });

/** `momentfx fleet drain WORKER`. @throws UsageError, FleetError */
export const drainCommand = (name: string, given: Readonly<Record<string, unknown>>): Promise<void> =>
  withFleet(given, async (fleet, { json }) => {
    await fleet.drain(name);
    print(json ? JSON.stringify({ worker: name, draining: true }) : `${name} takes nothing more.`);
  });

function statusLines({ jobs, sessions, workers }: FleetStatus): string[] {
  const counts = (of: FleetStatus['jobs']): string =>
    STATES.map((state) => `${of[state]} ${state}`).join(', ');
  return [
    `Recordings: ${counts(jobs)}`,
    `Sessions: ${counts(sessions)}`,
    ...(workers.length === 0 ? ['No worker runs.'] : []),
    ...workers.map(
      ({ name, kinds, running, concurrency, state, version, room }) =>
        `${name}: ${running.length}${kinds.includes('live') ? ' running' : ` of ${concurrency}`}${roomLine(room)}${state === 'draining' ? ', draining' : ''} (momentfx ${version})${running.length === 0 ? '' : ` ${running.join(' ')}`}`,
    ),
  ];
}

const GIB = 2 ** 30;
const roomLine = (room: WorkerView['room']): string =>
  room === undefined
    ? ''
    : `, ${room.coresUsed.toFixed(2)} of ${room.cores} cores, ${(room.bytesUsed / GIB).toFixed(1)} of ${(room.bytes / GIB).toFixed(1)} GiB`;

function jobLine(job: JobView): string {
  const { id, state, attempts, progress, result, error } = job;
  const facts = [
    progress === undefined
      ? undefined
      : `${progress.phase}${progress.percent === undefined ? '' : ` ${progress.percent.toFixed(0)} %`}`,
    result === undefined
      ? undefined
      : `${result.effects === undefined ? '' : `${result.effects} effects, `}${result.seconds.toFixed(1)} s`,
    attempts > 1 ? `${attempts} attempts` : undefined,
    error,
  ].filter((fact) => fact !== undefined);
  return `${id} ${state} ${titleOf(job)}${facts.length === 0 ? '' : `  ${facts.join('; ')}`}`;
}
