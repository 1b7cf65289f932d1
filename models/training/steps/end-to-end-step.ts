/** One step of end-to-end training: forward, then (once the caller has matched the queries) losses and gradients. */
import type { PackedBatch } from '../../../src/analysis/pack.ts';
import { CompiledGraph, type Values } from '../../graph/compile.ts';
import { networkOf } from '../../networks/registry.ts';
import { Dropout, ownRates } from './dropout.ts';
import { endToEndGraph, GRADIENT } from './end-to-end-graph.ts';
import { EndToEndInputs } from './end-to-end-targets.ts';
import { batchFeeds, libraryFeeds } from './feeds.ts';
import type { EndToEndTargets, EndToEndTerms, Library, Parameters, StepOptions } from './types.ts';

/** Valid until the next `forward`: the memory belongs to the step. */
export interface Forward {
  /** Encoder output [batch, tokens, d]; empty where a network gives none. */
  readonly videoEmb: Float32Array;
  /** [layers, batch, queries, d] */
  readonly momentEmb: Float32Array;
  /** (center, width) [layers, batch, queries, 2] */
  readonly momentBox: Float32Array;
  /** [L, d] and [d] */
  readonly sfxEmb: Float32Array;
  readonly sfx0: Float32Array;
}

/** Owns the two sessions. One caller at a time: `forward`, then `backward` for the same batch. */
export class EndToEndStep implements AsyncDisposable {
  readonly #early: CompiledGraph;
  readonly #late: CompiledGraph;
  readonly #dropout: Dropout;
  readonly #inputs: EndToEndInputs;
  #feeds: Map<string, Values> | undefined;

  private constructor(early: CompiledGraph, late: CompiledGraph, dropout: Dropout, inputs: EndToEndInputs) {
    this.#early = early;
    this.#late = late;
    this.#dropout = dropout;
    this.#inputs = inputs;
  }

  static async create(options: StepOptions): Promise<EndToEndStep> {
    const { config, batch, librarySize } = options;
    const sizes = networkOf(config).sizes(config);
    const dropout = new Dropout(options.dropout ?? ownRates(sizes), batch, options.firstWindow);
    const { early, late } = endToEndGraph(options, dropout);
    const { threads, device = 'cpu' } = options;
    const profile = (half: string) =>
      options.profile === undefined ? {} : { profile: `${options.profile}-${half}` };
    const first = await CompiledGraph.create(early, { threads, device, ...profile('forward') });
    try {
      const second = await CompiledGraph.create(late, { threads, device, ...profile('backward') });
      return new EndToEndStep(first, second, dropout, new EndToEndInputs(sizes, batch, librarySize));
    } catch (error) {
      await first.release();
      throw error;
    }
  }

  /** `seed` decides what is dropped; it should differ from step to step. */
  async forward(parameters: Parameters, batch: PackedBatch, library: Library, seed = 0): Promise<Forward> {
    const feeds = new Map<string, Values>([
      ...parameters,
      ...Object.entries({ ...batchFeeds(batch), ...libraryFeeds(library), ...this.#dropout.masks(seed) }),
    ]);
    const values = await this.#early.run(feeds);
    for (const [name, data] of Object.entries(values)) feeds.set(name, data);
    this.#feeds = feeds;
    const float = (name: string): Float32Array => values[name] as Float32Array;
    return {
      videoEmb: 'videoEmb' in values ? float('videoEmb') : new Float32Array(0),
      momentEmb: float('momentEmb'),
      momentBox: float('momentBox'),
      sfxEmb: float('sfxEmb'),
      sfx0: float('sfx0Norm'),
    };
  }

  /** Losses and gradients of the last `forward`. The gradients are valid until the next `backward`. */
  async backward(targets: EndToEndTargets): Promise<{ terms: EndToEndTerms; gradients: Parameters }> {
    if (this.#feeds === undefined) throw new Error('internal: backward without a forward pass');
    this.#inputs.set(targets);
    const values = await this.#late.run(new Map([...this.#feeds, ...Object.entries(this.#inputs.feeds())]));
    this.#feeds = undefined;
    const list = (name: string): number[] => Array.from(values[name] ?? []);
    const logits = values['logits'] as Float32Array;
    const terms: EndToEndTerms = {
      total: values['total']?.[0] ?? Number.NaN,
      layer: list('layer'),
      foreMatch: list('foreMatch'),
      l1: list('l1'),
      giou: list('giou'),
      backMatch: list('backMatch'),
      foreTop1: this.#inputs.top1(logits, 'fore'),
      backTop1: this.#inputs.top1(logits, 'back'),
    };
    return { terms, gradients: gradientsOf(values) };
  }

  async release(): Promise<void> {
    this.#feeds = undefined;
    await this.#early.release();
    await this.#late.release();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }
}

/** The outputs that are gradients, under their parameters' names. */
export function gradientsOf(values: Readonly<Record<string, Values>>): Parameters {
  const own = Object.entries(values).filter(([name]) => name.startsWith(GRADIENT));
  return new Map(own.map(([name, data]) => [name.slice(GRADIENT.length), data as Float32Array]));
}
