/**
 * The training steps with each batch cut into parts that worker threads compute side by side: the sum of the parts'
 * gradients is the batch's. Small networks gain, because threads inside one operation must wait for each other
 * hundreds of times a step, and these only once.
 */
import type { PackedBatch } from '../../../src/analysis/pack.ts';
import type { NetworkSizes } from '../../networks/network.ts';
import { networkOf } from '../../networks/registry.ts';
import type { Forward } from './end-to-end-step.ts';
import type { MsmOptions } from './msm-step.ts';
import { WorkerPool } from './worker-pool.ts';
import {
  endToEndTotals,
  joinEndToEndTerms,
  joinForward,
  joinMsmTerms,
  shardBatch,
  shardEndToEndTargets,
  shardMsmTargets,
} from './sharding.ts';
import type {
  EndToEndTargets,
  EndToEndTerms,
  Library,
  MsmTargets,
  MsmTerms,
  Parameters,
  StepOptions,
} from './types.ts';

/** {@link EndToEndStep} in parts: the same methods, the same results up to rounding. */
export class ShardedEndToEndStep implements AsyncDisposable {
  readonly #sizes: NetworkSizes;
  readonly #pool: WorkerPool;

  private constructor({ config }: StepOptions, pool: WorkerPool) {
    this.#sizes = networkOf(config).sizes(config);
    this.#pool = pool;
  }

  /** `threads` workers, each for an equal part of the batch. */
  static async create(options: StepOptions): Promise<ShardedEndToEndStep> {
    return new ShardedEndToEndStep(options, await WorkerPool.start('end-to-end', options, options.threads));
  }

  async forward(parameters: Parameters, batch: PackedBatch, library: Library, seed = 0): Promise<Forward> {
    this.#pool.share(parameters);
    const { ranges } = this.#pool;
    const answers = await this.#pool.ask('forward', (shard) => ({
      type: 'forward',
      batch: shardBatch(batch, ...ranges[shard]!),
      library,
      seed,
    }));
    return joinForward(
      answers.map(({ forward }) => forward),
      this.#sizes.decoder_layer_num,
    );
  }

  async backward(targets: EndToEndTargets): Promise<{ terms: EndToEndTerms; gradients: Parameters }> {
    const parts = shardEndToEndTargets(targets, this.#pool.ranges, this.#sizes);
    const answers = await this.#pool.ask('backward', (shard) => ({
      type: 'backward',
      targets: parts[shard]!,
    }));
    const terms = joinEndToEndTerms(
      answers.map((answer) => answer.terms),
      parts.map((part) => endToEndTotals(part, this.#sizes)),
    );
    return { terms, gradients: this.#pool.gradients(answers[0]?.names ?? []) };
  }

  async release(): Promise<void> {
    await this.#pool.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }
}

/** {@link MsmStep} in parts: losses, accuracies and gradients are the same up to rounding. */
export class ShardedMsmStep implements AsyncDisposable {
  readonly #pool: WorkerPool;

  private constructor(pool: WorkerPool) {
    this.#pool = pool;
  }

  /** `threads` workers, each for an equal part of the batch. */
  static async create(options: MsmOptions): Promise<ShardedMsmStep> {
    return new ShardedMsmStep(await WorkerPool.start('msm', options, options.threads));
  }

  async run(
    parameters: Parameters,
    batch: PackedBatch,
    library: Library,
    targets: MsmTargets,
    seed = 0,
  ): Promise<{ terms: MsmTerms; gradients: Parameters }> {
    this.#pool.share(parameters);
    const { ranges } = this.#pool;
    const parts = shardMsmTargets(targets, ranges, batch.frame_num);
    const answers = await this.#pool.ask('msm', (shard) => ({
      type: 'msm',
      batch: shardBatch(batch, ...ranges[shard]!),
      library,
      targets: parts[shard]!,
      seed,
    }));
    const terms = joinMsmTerms(
      answers.map((answer) => answer.terms),
      answers.map(({ counts }) => counts),
    );
    return { terms, gradients: this.#pool.gradients(answers[0]?.names ?? []) };
  }

  async release(): Promise<void> {
    await this.#pool.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }
}
