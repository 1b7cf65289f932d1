/** A job that runs, as admission counts it: first with what its kind takes, then with what it takes itself. */
import type { QueueName } from '../names.ts';
import type { ShowFigures } from '../../live/handover.ts';
import { isShared, type Cost, type CostKind } from './kinds.ts';
import type { Running } from './rule.ts';
import { usageOf, type Usage } from './usage.ts';

/** V8 compiles and models are loaded for half a minute (bench/stream-cost.ts); what a job takes before that is its start. */
const SETTLED_MS = 60_000;
/** Of what is new, so much counts: with a look each 5 s that is a mean over half a minute. */
const NEW_SHARE = 0.2;

/** A place at work. Times in ms of a clock that never goes back. */
export class Seat implements Running {
  readonly id: string;
  readonly queue: QueueName;
  readonly kind: CostKind;
  readonly #estimate: Cost;
  #pid: number | undefined;
  #figures: ShowFigures | undefined;
  /** Of an analysis process that others use too: what it had used at the last look, and this job's share since the first. */
  #analysis: { readonly pid: number; readonly cpuSeconds: number } | undefined;
  #shared = 0;
  readonly #since: number;
  #before: { readonly at: number; readonly cpuSeconds: number; readonly processes: number } | undefined;
  #cores: number | undefined;
  #recent = 0;
  #bytes = 0;
  #most = 0;
  /** The machine's processors were all busy: it may take less than it needs. */
  hindered = false;

  constructor(
    job: { readonly id: string; readonly queue: QueueName; readonly kind: CostKind },
    estimate: Cost,
    now: number,
  ) {
    ({ id: this.id, queue: this.queue, kind: this.kind } = job);
    this.#estimate = estimate;
    this.#since = now;
  }

  get counted(): Cost {
    const bytes = Math.max(this.#most, this.#cores === undefined ? this.#estimate.bytes : 0);
    if (this.#cores === undefined) return { cores: this.#estimate.cores, bytes };
    // Where processors are all busy a job takes less than it needs.
    return { cores: this.hindered ? Math.max(this.#cores, this.#estimate.cores) : this.#cores, bytes };
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Windows that wait before the network that it uses. */
  get waiting(): number {
    return this.#figures?.waiting ?? 0;
  }

  started(pid: number | undefined): void {
    this.#pid = pid;
  }

  heard(figures: ShowFigures): void {
    this.#figures = figures;
  }

  /** What its processes have used so far; of an analysis process that others use too, its share. */
  usage(): Usage {
    const own = usageOf(this.#pid);
    const { analysis } = this.#figures ?? {};
    if (analysis === undefined || !isShared(this.kind) || own.processes === 0) return own;
    const { cpuSeconds, bytes } = usageOf(analysis.pid);
    const share = 1 / Math.max(1, analysis.sessions);
    const before = this.#analysis;
    this.#analysis = { pid: analysis.pid, cpuSeconds };
    if (before?.pid === analysis.pid) this.#shared += share * Math.max(0, cpuSeconds - before.cpuSeconds);
    return { ...own, cpuSeconds: own.cpuSeconds + this.#shared, bytes: own.bytes + share * bytes };
  }

  /** Cores in the last seconds. */
  get recent(): number {
    return this.#recent;
  }

  /** What it was measured to take; undefined until it has run for a while. */
  get measured(): Cost | undefined {
    return this.#cores === undefined ? undefined : { cores: this.#cores, bytes: this.#most };
  }

  /** What its processes have used so far. `hindered`: the machine's processors were all busy since the last look. */
  look({ cpuSeconds, bytes, processes }: Usage, now: number, hindered: boolean): void {
    const before = this.#before;
    this.#before = processes === 0 ? undefined : { at: now, cpuSeconds, processes };
    if (processes === 0) return;
    this.#bytes = bytes;
    this.#most = Math.max(this.#most, bytes);
    this.hindered = hindered;
    // One that has ended takes along what it had used.
    if (before === undefined || cpuSeconds < before.cpuSeconds || now <= before.at) return;
    this.#recent = (1_000 * (cpuSeconds - before.cpuSeconds)) / (now - before.at);
    if (now - this.#since < SETTLED_MS) return;
    this.#cores =
      this.#cores === undefined ? this.#recent : this.#cores + NEW_SHARE * (this.#recent - this.#cores);
  }
}
