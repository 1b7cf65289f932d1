/** What the page of a fleet says beside the common words, in English. The Chinese table has the same entries. */
import type { FleetAction } from '../../../fleet/serve/protocol.ts';

const count = (of: number, one: string, many: string): string => `${of} ${of === 1 ? one : many}`;

/** The table. */
export const fleetEn = {
  title: 'Fleet',
  lost: 'The server has ended, or cannot be reached. Trying again',
  ended: 'The server has ended. Looking for the next one',
  asking: 'Asking Redis …',
  down: (time: string) => `Redis does not answer since ${time}. What is shown is from before.`,
  overview: 'Overview',
  workersAre: (all: number, draining: number) =>
    `${count(all, 'worker', 'workers')}${draining === 0 ? '' : ` (${draining} draining)`}`,
  running: (sessions: number, recordings: number) =>
    `${count(sessions, 'session', 'sessions')}, ${count(recordings, 'recording', 'recordings')}`,
  cores: 'Cores',
  memory: 'Memory',
  coresAre: (used: string, all: string) => `${used} of ${all} cores`,
  memoryIs: (used: string, all: string) => `${used} of ${all} GiB`,
  streams: (streams: string) => `${streams} streams a core`,
  queue: 'Queue',
  queues: { batch: 'Recordings', live: 'Sessions' },
  jobs: { waiting: 'waiting', delayed: 'delayed', running: 'running', done: 'done', dead: 'dead' },
  workers: 'Workers',
  noWorkers: 'No worker runs.',
  find: 'Find workers by name, machine or version',
  states: { running: 'running', draining: 'draining' },
  runs: (names: string, more: number) => `runs ${names}${more === 0 ? '' : ` and ${more} more`}`,
  idle: 'idle',
  counts: (begun: number, failed: number, takenOver: number, fenced: number) =>
    `${begun} begun, ${failed} failed, ${takenOver} taken over, ${fenced} fenced`,
  sessions: 'Running sessions',
  recordings: 'Running recordings',
  dead: 'Dead jobs',
  none: 'None.',
  more: (more: number) => `${more} more: “momentfx fleet status” lists them.`,
  moreWorkers: (more: number) => `${more} more: type to find them.`,
  on: (worker: string) => `on ${worker}`,
  attempts: (times: number) => `${times} attempts`,
  drain: 'Drain',
  stop: 'Stop',
  again: 'Run again',
  cancel: 'Cancel',
  sure: {
    drain: (what: string) =>
      `Drain ${what}? It takes nothing more, hands its sessions to other workers, finishes its recordings, and ends.`,
    stop: (what: string) =>
      `Stop ${what}? A session ends in order; a recording is dead and publishes nothing.`,
    again: (what: string) => `Run ${what} again?`,
  } satisfies Readonly<Record<FleetAction['type'], (what: string) => string>>,
  did: {
    drain: 'The worker drains.',
    stop: 'The job is being stopped.',
    again: 'The job waits to be run again.',
  } satisfies Readonly<Record<FleetAction['type'], string>>,
};

/** What a table has. */
export type FleetWords = typeof fleetEn;
