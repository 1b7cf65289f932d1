/** What Prometheus is told of a fleet: all of it is read at each scrape, and left out where Redis is away. */
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { JobState } from '../job-view.ts';
import { QUEUES } from '../names.ts';
import type { WorkCounts, WorkerView } from '../registry.ts';
import { runningOf, totalsOf } from './view.ts';
import type { FleetReading, Look } from './watch.ts';

/** As in a session's own metrics: a finer look at the event loop would wake it up more often than it works. In ms. */
const LOOP_MS = 100;

const STATES: readonly JobState[] = ['waiting', 'delayed', 'running', 'done', 'dead'];

const COUNTS: readonly (readonly [count: keyof WorkCounts, name: string, help: string])[] = [
  ['begun', 'begun', 'Attempts at jobs that the worker has begun since its start'],
  ['done', 'done', 'Jobs that it has done'],
  ['failed', 'failed', 'Attempts that failed, whether they are tried again or not'],
  ['givenBack', 'given_back', 'Jobs that it has left to other workers as it drained'],
  ['takenOver', 'taken_over', 'Attempts at jobs that the owner before had lost'],
  ['fenced', 'fenced', 'Jobs that it has ended because its lease was lost'],
];

type Series = (labels: Readonly<Record<string, string>>, value: number) => void;

/** The metrics of one server. */
export class FleetMetrics {
  readonly #registry = new Registry();
  readonly #all: (Gauge | Counter)[] = [];
  readonly #up: Gauge;
  readonly #streams: Gauge;
  readonly #fill: readonly ((reading: FleetReading) => void)[];

  constructor() {
    collectDefaultMetrics({ register: this.#registry, eventLoopMonitoringPrecision: LOOP_MS });
    const registers = [this.#registry];
    this.#up = new Gauge({
      name: 'momentfx_fleet_redis_up',
      help: 'Whether Redis answers; where it does not, nothing else is told of the fleet.',
      registers,
    });
    this.#streams = new Gauge({
      name: 'momentfx_fleet_streams_per_core',
      help: 'Running sessions by the cores that they are counted with; absent while none runs.',
      registers,
    });
    this.#fill = [this.#ofFleet(), this.#ofWorkers(), this.#ofCosts()];
  }

  /** The page's type. */
  get type(): string {
    return this.#registry.contentType;
  }

  /** The page. */
  page(look: Look): Promise<string> {
    for (const metric of this.#all) metric.reset();
    // Without labels a reset would leave it at 0.
    this.#streams.remove({});
    this.#up.set(look.type === 'up' ? 1 : 0);
    if (look.type === 'up') for (const fill of this.#fill) fill(look.reading);
    return this.#registry.metrics();
  }

  /** Lets go of the event loop's monitor. */
  close(): void {
    this.#registry.clear();
  }

  #series(Metric: typeof Gauge | typeof Counter, name: string, help: string, labelNames: string[]): Series {
    const metric = new Metric({
      ...{ name: `momentfx_fleet_${name}`, help: `${help}.`, labelNames },
      registers: [this.#registry],
    });
    this.#all.push(metric);
    return (labels, value) => metric.inc(labels, value);
  }

  #ofFleet(): (reading: FleetReading) => void {
    const jobs = this.#series(
      Gauge,
      'jobs',
      'Jobs by queue (batch: recordings, live: sessions) and state; done and dead ones as long as they are remembered',
      ['queue', 'state'],
    );
    const workers = this.#series(Gauge, 'workers', 'Workers by state and version', ['state', 'version']);
    return (reading) => {
      const queues = { batch: reading.jobs, live: reading.sessions };
      for (const queue of QUEUES) for (const state of STATES) jobs({ queue, state }, queues[queue][state]);
      for (const { state, version } of reading.workers) workers({ state, version }, 1);
      const { streamsPerCore } = totalsOf(reading.workers);
      if (streamsPerCore !== undefined) this.#streams.set(streamsPerCore);
    };
  }

  #ofWorkers(): (reading: FleetReading) => void {
    const gauge = (name: string, help: string, more: readonly string[] = []): Series =>
      this.#series(Gauge, `worker_${name}`, help, ['worker', ...more]);
    const info = gauge('info', 'What a worker is: always 1', ['host', 'version', 'state']);
    const running = gauge('running', 'Jobs that the worker runs', ['queue']);
    const room = [
      ['coresUsed', gauge('cores_used', "Cores that the worker's sessions are counted with")],
      ['cores', gauge('cores', 'Cores that it may use')],
      ['bytesUsed', gauge('memory_used_bytes', 'Memory that its jobs are counted with')],
      ['bytes', gauge('memory_bytes', 'Memory that it may use')],
    ] as const;
    const counts = COUNTS.map(
      ([count, name, help]) =>
        [count, this.#series(Counter, `worker_${name}_total`, help, ['worker', 'queue'])] as const,
    );
    const fill = (view: WorkerView): void => {
      const { name: worker, host, version, state } = view;
      info({ worker, host, version, state }, 1);
      for (const queue of QUEUES)
        if (view.kinds.includes(queue)) running({ worker, queue }, runningOf(view)[queue]);
      if (view.room !== undefined) for (const [of, set] of room) set({ worker }, view.room[of]);
      for (const queue of QUEUES) {
        const done = view.counts?.[queue];
        if (done !== undefined) for (const [count, add] of counts) add({ worker, queue }, done[count]);
      }
    };
    return ({ workers }) => workers.forEach(fill);
  }

  #ofCosts(): (reading: FleetReading) => void {
    const cores = this.#series(
      Gauge,
      'cost_cores',
      'Cores that a job of the kind takes, as the fleet has learned',
      ['kind'],
    );
    const bytes = this.#series(Gauge, 'cost_memory_bytes', 'Memory that it takes', ['kind']);
    const samples = this.#series(Counter, 'cost_samples_total', 'How often that was measured', ['kind']);
    return ({ costs }) => {
      for (const [kind, cost] of costs) {
        cores({ kind }, cost.cores);
        bytes({ kind }, cost.bytes);
        samples({ kind }, cost.samples);
      }
    };
  }
}
