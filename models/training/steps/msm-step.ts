/** One step of moment-SFX-matching pre-training: the encoder and the effects' side alone, in one session. */
import type { PackedBatch } from '../../../src/analysis/pack.ts';
import { TAGS } from '../../../src/streams/values.ts';
import { CompiledGraph, type Values } from '../../graph/compile.ts';
import { gradients } from '../../graph/gradient.ts';
import { reshape, slice } from '../../graph/ops/arrange.ts';
import { add, mul } from '../../graph/ops/elementwise.ts';
import { matmul } from '../../graph/ops/matrix.ts';
import { reduceSum, unit } from '../../graph/ops/reduce.ts';
import { input, scalar, type Tensor } from '../../graph/tensor.ts';
import { libraryInputs, videoInputs } from '../../networks/inputs.ts';
import { networkOf, parameterScope } from '../../networks/registry.ts';
import { DataError } from '../data-error.ts';
import { tagShares, type PretrainingTask } from '../pretraining-task.ts';
import { contrast } from './contrast.ts';
import { Dropout, ownRates } from './dropout.ts';
import { gradientsOf } from './end-to-end-step.ts';
import { GRADIENT } from './end-to-end-graph.ts';
import { batchFeeds, libraryFeeds } from './feeds.ts';
import { MsmInputs } from './msm-targets.ts';
import {
  MSM_WEIGHTS,
  type Library,
  type MsmTargets,
  type MsmTerms,
  type Parameters,
  type StepOptions,
} from './types.ts';

/** What a step of moment-SFX matching is opened with. */
export interface MsmOptions extends StepOptions {
  /** What moments are compared with; `msm` by default. Targets are those of the task. */
  readonly task?: PretrainingTask;
  /** Most moments a window may have; default: twice as many as the network has queries. */
  readonly maxMoments?: number;
}

/** What a step of moment-SFX matching gave. */
export interface MsmResult {
  readonly terms: MsmTerms;
  /** Of the parameters that take part; valid until the next `run`. */
  readonly gradients: Parameters;
  /** Scaled cosines with every effect and SFX0 (last): one row [L + 1] for each moment, and each background item. */
  readonly foreLogits: readonly Float32Array[];
  readonly backLogits: readonly Float32Array[];
  /** The video of each background item. */
  readonly backVideo: readonly number[];
}

/** Owns the session. One caller at a time. */
export class MsmStep implements AsyncDisposable {
  readonly #graph: CompiledGraph;
  readonly #dropout: Dropout;
  readonly #inputs: MsmInputs;

  private constructor(graph: CompiledGraph, dropout: Dropout, inputs: MsmInputs) {
    this.#graph = graph;
    this.#dropout = dropout;
    this.#inputs = inputs;
  }

  static async create(options: MsmOptions): Promise<MsmStep> {
    const { config, batch, shape, librarySize, threads, device = 'cpu' } = options;
    const sizes = networkOf(config).sizes(config);
    const dropout = new Dropout(options.dropout ?? ownRates(sizes), batch, options.firstWindow);
    const { task = 'msm' } = options;
    const most = task === 'ssp' ? shape.asr : 2 * sizes.query_num;
    const slots = (options.maxMoments ?? most) + 1;
    const columns = { msm: librarySize, 'sfx-tp': TAGS.length, ssp: batch * shape.asr }[task];
    const profile = options.profile === undefined ? {} : { profile: `${options.profile}-msm` };
    const graph = await CompiledGraph.create(msmGraph(options, slots, dropout), {
      threads,
      device,
      ...profile,
    });
    return new MsmStep(
      graph,
      dropout,
      new MsmInputs({ batch, slots, frames: shape.frames, librarySize: columns }),
    );
  }

  /** Losses and gradients for one batch. `seed` decides what is dropped; it should differ from step to step. */
  async run(
    parameters: Parameters,
    batch: PackedBatch,
    library: Library,
    targets: MsmTargets,
    seed = 0,
  ): Promise<MsmResult> {
    const inputs = this.#inputs;
    inputs.set(targets, batch.frame_num);
    const own = {
      ...batchFeeds(batch),
      ...libraryFeeds(library),
      ...inputs.feeds(),
      tag_shares: tagShares(library.tag),
      ...this.#dropout.masks(seed),
    };
    const values = await this.#graph.run(new Map<string, Values>([...parameters, ...Object.entries(own)]));
    const logits = values['logits'] as Float32Array;
    const one = (name: string): number => values[name]?.[0] ?? Number.NaN;
    const rowsOf = (rows: readonly number[]) => rows.map((row) => inputs.contrast.row(logits, row));
    return {
      terms: {
        total: one('total'),
        fore: one('fore'),
        back: one('back'),
        foreTop1: inputs.contrast.share(logits, inputs.fore),
        backTop1: inputs.contrast.share(logits, inputs.back),
        rank1: inputs.contrast.shareOfAll(logits, inputs.fore),
      },
      gradients: gradientsOf(values),
      foreLogits: rowsOf(inputs.fore),
      backLogits: rowsOf(inputs.back),
      backVideo: inputs.backVideo,
    };
  }

  async release(): Promise<void> {
    await this.#graph.release();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }
}

function msmGraph(options: MsmOptions, slots: number, dropout: Dropout): Record<string, Tensor> {
  const { config, batch, shape } = options;
  const network = networkOf(config);
  const sizes = network.sizes(config);
  const scope = parameterScope(config, dropout.drop);
  const videoEmb = network.encode?.(scope, videoInputs({ config: sizes }, batch, shape));
  if (videoEmb === undefined)
    throw new DataError(
      'no-pre-training',
      `Networks of type "${network.type}" have no encoder that could be pre-trained`,
      'Set the steps of pre-training to 0',
    );
  const { effects, noEffect, logScale } = network.effects(
    scope,
    libraryInputs({ config: sizes }, options.librarySize),
  );
  const rows = batch * slots;
  // Each row of `pool` averages some frames of its video: a moment's, or those that no moment covers.
  const pool = input('pool', 'float', [batch, slots, shape.frames]);
  const pooled = unit(reshape(matmul(pool, slice(videoEmb, 1, 0, shape.frames)), [rows, sizes.hidden_dim]));
  const compared = (): Tensor => {
    switch (options.task ?? 'msm') {
      case 'msm':
        return effects;
      case 'sfx-tp':
        return unit(matmul(input('tag_shares', 'float', [TAGS.length, options.librarySize]), effects));
      case 'ssp': {
        const tokens = Number(videoEmb.shape[1]);
        const sentences = slice(videoEmb, 1, tokens - shape.asr, tokens);
        return unit(reshape(sentences, [batch * shape.asr, sizes.hidden_dim]));
      }
    }
  };
  const { logits, crossEntropy } = contrast(pooled, compared(), noEffect, logScale);
  const sum = (weight: string): Tensor => reduceSum(mul(crossEntropy, input(weight, 'float', [rows])), [0]);
  const [fore, back] = [sum('fore_weight'), sum('back_weight')];
  const weights = { ...MSM_WEIGHTS, ...options.weights };
  const total = add(mul(fore, scalar(weights.foreMatch)), mul(back, scalar(weights.backMatch)));
  const flows = gradients(total, [...scope.used.values()]);
  const names = [...scope.used.keys()];
  const grads = Object.fromEntries(
    names.flatMap((name, at) => (flows[at] ? [[GRADIENT + name, flows[at]]] : [])),
  );
  return { fore, back, total, logits, ...grads };
}
