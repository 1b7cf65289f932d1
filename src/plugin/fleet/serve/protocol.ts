/**
 * What a page that shows a fleet sees and may ask, in the control server's protocol (docs/control.md): the same messages, with
 * this view and these actions. Instants are ms since 1970, memory is in bytes.
 */
import { z } from 'zod';

/** Names a worker or a job. */
const name = z.string().min(1).max(200);

/** What may be asked. */
export const fleetActionSchema = z.discriminatedUnion('type', [
  /** The worker takes nothing more, and ends once it is done. */
  z.strictObject({ type: z.literal('drain'), worker: name }),
  /** A job that waits is taken away, one that runs is stopped. */
  z.strictObject({ type: z.literal('stop'), job: name }),
  /** A job that is dead or done begins anew. */
  z.strictObject({ type: z.literal('again'), job: name }),
]);

/** What may be asked. */
export type FleetAction = Readonly<z.infer<typeof fleetActionSchema>>;

/** How Redis is. */
export type RedisView =
  /** Nobody has looked for a while: the rest of the view is from then. */
  | { readonly state: 'asking' }
  | { readonly state: 'up' }
  /** The rest of the view is from before. */
  | { readonly state: 'down'; readonly since: number };

/** The queues and states of jobs, as the fleet has them (`names.ts`, `job-view.ts`): pages know nothing else of it. */
type QueueName = 'batch' | 'live';
type JobState = 'waiting' | 'delayed' | 'running' | 'done' | 'dead';

/** What is used of what there is: cores of sessions, bytes of all jobs. */
export interface RoomView {
  readonly coresUsed: number;
  readonly cores: number;
  readonly bytesUsed: number;
  readonly bytes: number;
}

/** What a worker has done of one queue, as its announcement says (`registry.ts`). */
type Counts = Readonly<Record<'begun' | 'done' | 'failed' | 'givenBack' | 'takenOver' | 'fenced', number>>;

/** A worker. */
export interface WorkerRow {
  readonly name: string;
  readonly host: string;
  readonly state: 'running' | 'draining';
  readonly version: string;
  /** That it runs. */
  readonly sessions: number;
  readonly recordings: number;
  /** Numbers of some of those. */
  readonly runs: readonly string[];
  readonly room?: RoomView;
  readonly counts?: { readonly [Queue in QueueName]?: Counts | undefined };
}

/** A job that runs or is dead. */
export interface JobRow {
  readonly id: string;
  readonly queue: QueueName;
  readonly state: JobState;
  /** Its key, or its addresses without their secrets. */
  readonly title: string;
  readonly attempts: number;
  readonly worker?: string;
  /** Of a recording that runs, 0…100. */
  readonly percent?: number;
  /** When it began or died. */
  readonly at?: number;
  /** One line. */
  readonly error?: string;
}

/** All workers together. */
export interface TotalsView {
  readonly workers: number;
  readonly draining: number;
  readonly sessions: number;
  readonly recordings: number;
  readonly room: RoomView;
  /** Running sessions by the cores that they are counted with; absent while none runs. */
  readonly streamsPerCore?: number;
}

/** All of a fleet that a page shows. Lists are bounded: `totals` and `queues` say how much there is. */
export interface FleetView {
  readonly redis: RedisView;
  readonly queues: Readonly<Record<QueueName, Readonly<Record<JobState, number>>>>;
  readonly totals: TotalsView;
  /** By name. */
  readonly workers: readonly WorkerRow[];
  /** The newest first, as in the other lists. */
  readonly sessions: readonly JobRow[];
  readonly recordings: readonly JobRow[];
  /** Of both queues. */
  readonly dead: readonly JobRow[];
}

/** What has changed: parts as a whole, workers one by one, and the names of those that are gone. */
export type FleetChange = Partial<FleetView> & { readonly gone?: readonly string[] };
