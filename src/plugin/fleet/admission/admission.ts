/** Which jobs a worker takes: what runs is measured, what it costs is learned, and who finds no room is left to others. */
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import type { Redis } from 'ioredis';
import type { Intent } from '../intent.ts';
import { monotonicMs } from '../live/protocol.ts';
import type { QueueName } from '../names.ts';
import { CostBook } from './cost-book.ts';
import { kindOf, LEAST, type KindDefaults } from './kinds.ts';
import { refusalOf, type Asked, type Capacity, type MachineState, type Refusal } from './rule.ts';
import { Seat } from './seat.ts';

/** How often processes are looked at, in ms: a look takes some 0.1 ms a process. */
const LOOK_MS = 5_000;
/** How often what was measured is told to the fleet, and what the fleet knows is read, in ms. */
const LEARN_MS = 30_000;
/** With less of the machine's processors idle, jobs take less than they need: nothing is learned. */
const LEAST_IDLE = 0.1;

/** A job that may be taken. */
export interface Candidate {
  readonly id: string;
  readonly intent: Intent;
  readonly queue: QueueName;
  readonly takenOver: boolean;
}

/** What a worker uses of what it may. */
export interface Room {
  /** What sessions are counted with. */
  readonly coresUsed: number;
  readonly cores: number;
  /** What all jobs are counted with. */
  readonly bytesUsed: number;
  readonly bytes: number;
}

/** The admission of one worker, from its making until it is disposed of. */
export class Admission implements Disposable {
  /** Memory that the worker holds for no job, in bytes: it gives it back where a job needs it. */
  besides: () => number = () => 0;
  readonly #capacity: Capacity;
  readonly #defaults: KindDefaults;
  readonly #book: CostBook;
  readonly #seats = new Set<Seat>();
  readonly #redis: Redis;
  readonly #timers: readonly NodeJS.Timeout[];
  #idle = idleNow();
  #learning = false;

  constructor(options: {
    readonly redis: Redis;
    readonly capacity: Capacity;
    readonly defaults: KindDefaults;
  }) {
    this.#capacity = options.capacity;
    this.#defaults = options.defaults;
    this.#redis = options.redis;
    this.#book = new CostBook(options.redis);
    this.#timers = [
      setInterval(() => this.#look(), LOOK_MS),
      setInterval(() => void this.#learn(), LEARN_MS),
    ];
    for (const timer of this.#timers) timer.unref();
    void this.#refresh();
  }

  /** Takes a place for the job; the reason where there is none. */
  enter({ id, intent, queue, takenOver }: Candidate): Seat | Refusal {
    const kind = kindOf(intent, this.#defaults);
    const cost = this.#book.costOf(kind);
    const refusal = this.#refusalOf({ queue, cost, takenOver });
    if (refusal !== undefined) return refusal;
    const seat = new Seat({ id, queue, kind }, cost, monotonicMs());
    this.#seats.add(seat);
    return seat;
  }

  /** Whether there would be a place for it. */
  hasRoomFor({ intent, queue, takenOver }: Candidate): boolean {
    const cost = this.#book.costOf(kindOf(intent, this.#defaults));
    return this.#refusalOf({ queue, cost, takenOver }) === undefined;
  }

  /** Whether what is left of the machine would do for any job of the queue; its places are counted elsewhere. */
  hasRoom(queue: QueueName): boolean {
    const refusal = this.#refusalOf({ queue, cost: LEAST[queue], takenOver: true });
    return refusal === undefined || refusal === 'places';
  }

  /** Whether there would be a place for a show of another worker, whatever its kind. */
  get hasRoomForShow(): boolean {
    return this.#refusalOf({ queue: 'live', cost: this.#book.dearestShow, takenOver: true }) === undefined;
  }

  /** Whether a new show, whatever its kind, would find its memory beside what is held for no job and `more` bytes. */
  hasMemoryBeside(more: number): boolean {
    const asked: Asked = { queue: 'live', cost: this.#book.dearestShow, takenOver: false };
    return refusalOf(asked, this.#capacity, this.#state(this.besides() + more)) !== 'memory';
  }

  /** The job has ended. */
  leave(seat: Seat): void {
    this.#seats.delete(seat);
  }

  /** What is used now. */
  get room(): Room {
    const counted = [...this.#seats].map((seat) => ({ queue: seat.queue, ...seat.counted }));
    return {
      coresUsed: counted.reduce((all, { queue, cores }) => all + (queue === 'live' ? cores : 0), 0),
      cores: this.#capacity.cores,
      bytesUsed: counted.reduce((all, { bytes }) => all + bytes, this.besides()),
      bytes: this.#capacity.bytes,
    };
  }

  [Symbol.dispose](): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  #refusalOf(asked: Asked): Refusal | undefined {
    return refusalOf(asked, this.#capacity, this.#state());
  }

  /** `besides`: bytes that are held for no job, and kept. */
  #state(besides = 0): MachineState {
    const running = [...this.#seats];
    const sessions = running.filter(({ queue }) => queue === 'live');
    return {
      running,
      busyCores: sessions.reduce((all, { recent }) => all + recent, 0),
      freeBytes: this.#freeBytes(
        running.reduce((all, { bytes }) => all + bytes, 0),
        besides,
      ),
      waitingWindows: Math.max(0, ...sessions.map(({ waiting }) => waiting)),
    };
  }

  /** Of the machine, and of what this worker may use of it. */
  #freeBytes(held: number, besides: number): number {
    return Math.min(freemem() + this.besides(), this.#capacity.bytes - held) - besides;
  }

  #look(): void {
    const [before, now] = [this.#idle, idleNow()];
    this.#idle = now;
    const idle = (now.idle - before.idle) / Math.max(1, now.all - before.all);
    const at = monotonicMs();
    try {
      for (const seat of this.#seats) seat.look(seat.usage(), at, idle < LEAST_IDLE);
    } catch {
      // Without a descriptor, or the right to read: what was measured last counts on.
    }
  }

  /** A Redis that is away answers late, not with a fault: what is measured meanwhile is not told. */
  async #learn(): Promise<void> {
    if (this.#learning || this.#redis.status !== 'ready') return;
    this.#learning = true;
    try {
      for (const seat of [...this.#seats])
        if (seat.measured !== undefined && seat.isTelling) await this.#book.learn(seat.kind, seat.measured);
    } catch {
      // As when nothing had been measured.
    } finally {
      this.#learning = false;
    }
    await this.#refresh();
  }

  async #refresh(): Promise<void> {
    try {
      await this.#book.refresh();
    } catch {
      // As above: what was known still counts.
    }
  }
}

/** What a machine gives to a worker unless somebody says otherwise: all processors and memory that it, or its group, may use. */
export function machineCapacity(): Omit<Capacity, 'most'> {
  const [whole, limit] = [totalmem(), process.constrainedMemory()];
  return { cores: availableParallelism(), bytes: limit > 0 ? Math.min(whole, limit) : whole };
}

/** Ticks of all processors since the machine's start: those in which they had nothing to do, and all. */
function idleNow(): { readonly idle: number; readonly all: number } {
  const times = cpus().map((cpu) => cpu.times);
  const all = times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0);
  return { idle: times.reduce((sum, { idle }) => sum + idle, 0), all };
}
