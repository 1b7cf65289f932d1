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

/** What a job's processes have used so far, and hold now. */
export interface SeatUsage extends Usage {
  /** Its share of what an analysis process holds that others use too. */
  readonly sharedBytes: number;
}

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
  /** Since when it has been at work without a break. */
  #since: number;
  #before: { readonly at: number; readonly cpuSeconds: number } | undefined;
  #cores: number | undefined;
  #recent = 0;
  /** Its own bytes now and at most, and its share of others' now. */
  #bytes = 0;
  #most = 0;
  #sharedBytes = 0;
  /** The machine's processors were all busy: it may take less than it needs. */
  #hindered = false;

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
    if (this.#cores === undefined)
      return {
        cores: this.#estimate.cores,
        bytes: Math.max(this.#most + this.#sharedBytes, this.#estimate.bytes),
      };
    // Where processors are all busy, or no media comes, a job takes less than it needs.
    const cores = this.isTelling ? this.#cores : Math.max(this.#cores, this.#estimate.cores);
    return { cores, bytes: this.#most + this.#sharedBytes };
  }

  get bytes(): number {
    return this.#bytes + this.#sharedBytes;
  }

  /** Windows that wait before the network that it uses. */
  get waiting(): number {
    return this.#figures?.waiting ?? 0;
  }

  /** Whether what it takes now is what it needs. */
  get isTelling(): boolean {
    return !this.#hindered && this.#works;
  }

  /** A session does while its input sends; a recording always. */
  get #works(): boolean {
    return this.queue === 'batch' || this.#figures?.connected === true;
  }

  started(pid: number | undefined): void {
    this.#pid = pid;
  }

  heard(figures: ShowFigures): void {
    this.#figures = figures;
  }

  /** What its processes have used so far; of an analysis process that others use too, its share. */
  usage(): SeatUsage {
    const own = { ...usageOf(this.#pid), sharedBytes: 0 };
    const { analysis } = this.#figures ?? {};
    if (analysis === undefined || !isShared(this.kind) || own.processes === 0) return own;
    const { cpuSeconds, bytes } = usageOf(analysis.pid);
    const share = 1 / Math.max(1, analysis.sessions);
    const before = this.#analysis;
    this.#analysis = { pid: analysis.pid, cpuSeconds };
    if (before?.pid === analysis.pid) this.#shared += share * Math.max(0, cpuSeconds - before.cpuSeconds);
    return { ...own, cpuSeconds: own.cpuSeconds + this.#shared, sharedBytes: share * bytes };
  }

  /** Cores in the last seconds. */
  get recent(): number {
    return this.#recent;
  }

  /** What it was measured to take; undefined until it has been at work for a while. */
  get measured(): Cost | undefined {
    return this.#cores === undefined
      ? undefined
      : { cores: this.#cores, bytes: this.#most + this.#sharedBytes };
  }

  /** What its processes have used so far. `hindered`: the machine's processors were all busy since the last look. */
  look({ cpuSeconds, bytes, sharedBytes, processes }: SeatUsage, now: number, hindered: boolean): void {
    const before = this.#before;
    this.#before = processes === 0 ? undefined : { at: now, cpuSeconds };
    if (processes === 0) return;
    this.#bytes = bytes;
    this.#most = Math.max(this.#most, bytes);
    this.#sharedBytes = sharedBytes;
    this.#hindered = hindered;
    if (!this.#works) this.#since = now;
    // One that has ended takes along what it had used.
    if (before === undefined || cpuSeconds < before.cpuSeconds || now <= before.at) return;
    this.#recent = (1_000 * (cpuSeconds - before.cpuSeconds)) / (now - before.at);
    if (now - this.#since < SETTLED_MS) return;
    this.#cores =
      this.#cores === undefined ? this.#recent : this.#cores + NEW_SHARE * (this.#recent - this.#cores);
  }
}
