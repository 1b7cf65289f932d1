/** Worker threads that each compute one part of every batch, with one session and one thread each. */
import { Worker } from 'node:worker_threads';
import { MomentfxError } from '../../../src/core/errors.ts';
import '../../../src/analysis/no-telemetry.ts';
import { besides } from '../../../src/core/entry.ts';
import { shardRanges } from './sharding.ts';
import {
  sharedParameters,
  type StepAnswer,
  type StepKind,
  type StepRequest,
  type WorkerData,
} from './step-protocol.ts';
import type { MsmOptions } from './msm-step.ts';
import type { Parameters } from './types.ts';

/**
 * A part of the batch could not be computed.
 * @public Callers may tell it apart.
 */
export class StepWorkerError extends MomentfxError<'training-worker'> {
  constructor(problem: string) {
    super('training-worker', `A training thread failed: ${problem}.`, 'Resume the run from its checkpoint.', {
      fault: 'internal',
    });
  }
}

type Answer<T extends StepAnswer['type']> = Extract<StepAnswer, { type: T }>;

interface Waiting {
  resolve(answer: StepAnswer): void;
  reject(error: Error): void;
}

class Member {
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  readonly gradients: Parameters;
  #waiting: Waiting | undefined;
  #fault: StepWorkerError | undefined;

  constructor(data: Omit<WorkerData, 'gradients'>) {
    const { buffer, views } = sharedParameters(data.options.config);
    this.gradients = views;
    this.#worker = new Worker(besides(import.meta.url, 'step-worker'), {
      workerData: { ...data, gradients: buffer },
    });
    this.#worker.on('message', (answer: StepAnswer) => {
      if (answer.type === 'failed') this.#fail(answer.message);
      else this.#settle()?.resolve(answer);
    });
    this.#worker.on('error', (error) => this.#fail(String(error)));
    this.#worker.on('exit', () => this.#fail('it ended'));
    this.#ended = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
  }

  /** The answer to a request, or to the start when there is none. */
  ask<T extends StepAnswer['type']>(expected: T, request?: StepRequest): Promise<Answer<T>> {
    if (this.#fault) return Promise.reject(this.#fault);
    return new Promise<StepAnswer>((resolve, reject) => {
      this.#waiting = { resolve, reject };
      if (request) this.#worker.postMessage(request);
    }).then((answer) => {
      if (answer.type !== expected)
        throw new Error(`internal: ${answer.type} answers a request for ${expected}`);
      return answer as Answer<T>;
    });
  }

  /**
   * Resolves when the thread has finished what it was asked for, and ended. It is never broken off: a thread that is
   * ended within the network's native code takes the whole process with it.
   */
  async stop(): Promise<void> {
    this.#worker.postMessage({ type: 'release' } satisfies StepRequest);
    await this.#ended;
  }

  #settle(): Waiting | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    return waiting;
  }

  #fail(problem: string): void {
    this.#fault ??= new StepWorkerError(problem);
    this.#settle()?.reject(this.#fault);
  }
}

/** The workers of one step. Parts are fixed by their number alone, so results do not depend on timing. */
export class WorkerPool {
  readonly ranges: readonly (readonly [number, number])[];
  readonly #members: Member[];
  readonly #parameters: Parameters;
  readonly #sum: Parameters = new Map();

  private constructor(ranges: WorkerPool['ranges'], members: Member[], parameters: Parameters) {
    this.ranges = ranges;
    this.#members = members;
    this.#parameters = parameters;
  }

  /** `shards` parts of `options.batch` windows; fewer where the batch is smaller. */
  static async start(kind: StepKind, options: MsmOptions, shards: number): Promise<WorkerPool> {
    const { buffer, views } = sharedParameters(options.config);
    const ranges = shardRanges(options.batch, Math.min(shards, options.batch));
    const members = ranges.map(
      ([from, to]) =>
        new Member({
          kind,
          options: { ...options, batch: to - from, firstWindow: from, threads: 1 },
          parameters: buffer,
        }),
    );
    const pool = new WorkerPool(ranges, members, views);
    try {
      await Promise.all(members.map((member) => member.ask('ready')));
      return pool;
    } catch (error) {
      await pool.stop();
      throw error;
    }
  }

  /** Gives all workers the parameters of the next request. */
  share(parameters: Parameters): void {
    for (const [name, view] of this.#parameters) view.set(parameters.get(name) ?? []);
  }

  /** Asks every worker for its part, all at once. */
  ask<T extends StepAnswer['type']>(
    expected: T,
    request: (shard: number) => StepRequest,
  ): Promise<Answer<T>[]> {
    return Promise.all(this.#members.map((member, shard) => member.ask(expected, request(shard))));
  }

  /** The sum of the parts' gradients; valid until the next call. */
  gradients(names: readonly string[]): Parameters {
    for (const name of names) {
      const [head, ...others] = this.#members.map((member) => member.gradients.get(name));
      if (head === undefined) throw new Error(`internal: no gradient of ${name}`);
      const sum = this.#sum.get(name) ?? new Float32Array(head.length);
      sum.set(head);
      for (const other of others) for (let at = 0; at < sum.length; at++) sum[at]! += other?.[at] ?? 0;
      this.#sum.set(name, sum);
    }
    return this.#sum;
  }

  /** Ends all threads. */
  async stop(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.stop()));
  }
}
