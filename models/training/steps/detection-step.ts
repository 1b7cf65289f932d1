/** One step of training a network that finds moments: answers, then (once targets are made from them) losses and gradients. */
import { CompiledGraph, type Device, type Values } from '../../graph/compile.ts';
import { gradients } from '../../graph/gradient.ts';
import { reshape } from '../../graph/ops/arrange.ts';
import { add, mul } from '../../graph/ops/elementwise.ts';
import { sumAll } from '../../graph/ops/reduce.ts';
import { split, type Halves } from '../../graph/split.ts';
import { scalar, type Tensor } from '../../graph/tensor.ts';
import type { DetectionLosses, Measures } from '../../networks/network.ts';
import type { ParameterInputs } from '../../networks/scope.ts';
import { GRADIENT } from './end-to-end-graph.ts';
import { gradientsOf } from './end-to-end-step.ts';
import type { LossWeights, Parameters } from './types.ts';

/** What a step is opened with. */
export interface DetectionStepOptions {
  /** Of the scope with which the losses were built: gradients are of the parameters that were asked for. */
  readonly used: ParameterInputs['used'];
  readonly losses: DetectionLosses;
  readonly threads: number;
  readonly device?: Device;
  /** Of the losses, by name; those not named have their own. */
  readonly weights?: Partial<LossWeights>;
}

/** What a step gave. */
export interface DetectionResult {
  readonly total: number;
  /** The values of each loss, before its weight. */
  readonly losses: Readonly<Record<string, readonly number[]>>;
  /** Undefined where the losses do not measure. */
  readonly measures: Measures<number> | undefined;
  /** Valid until the next step. */
  readonly gradients: Parameters;
}

const LOSS = 'loss.';
const MEASURE = 'measure.';

function graphs({ used, losses: own, weights }: DetectionStepOptions): Halves {
  const { answers, losses, targetNames, measures } = own;
  const total = Object.entries(losses)
    .map(([name, { value, weight }]) => mul(sumAll(value), scalar(weights?.[name] ?? weight)))
    .reduce(add);
  const flows = gradients(total, [...used.values()]);
  const late: Record<string, Tensor> = { total: reshape(total, []) };
  for (const [name, { value }] of Object.entries(losses)) late[LOSS + name] = value;
  for (const [name, value] of Object.entries<Tensor>({ ...measures })) late[MEASURE + name] = value;
  for (const [at, name] of [...used.keys()].entries()) {
    const flow = flows[at];
    if (flow !== undefined) late[GRADIENT + name] = flow;
  }
  if (Object.keys(answers).length === 0) return { early: {}, late, saved: [] };
  return split(answers, late, new Set(targetNames));
}

/** Owns its sessions. One caller at a time: `answers`, then `backward` for the same batch. */
export class DetectionStep implements AsyncDisposable {
  readonly #early: CompiledGraph | undefined;
  readonly #late: CompiledGraph;
  #feeds: Map<string, Values> | undefined;

  private constructor(early: CompiledGraph | undefined, late: CompiledGraph) {
    this.#early = early;
    this.#late = late;
  }

  static async create(options: DetectionStepOptions): Promise<DetectionStep> {
    const { threads, device = 'cpu' } = options;
    const { early, late } = graphs(options);
    const first =
      Object.keys(early).length === 0 ? undefined : await CompiledGraph.create(early, { threads, device });
    try {
      return new DetectionStep(first, await CompiledGraph.create(late, { threads, device }));
    } catch (error) {
      await first?.release();
      throw error;
    }
  }

  /** The values of the losses' `answers`; valid until the next call. `feeds`: parameters, inputs, dropout's masks. */
  async answers(feeds: ReadonlyMap<string, Values>): Promise<Record<string, Float32Array>> {
    const values = (await this.#early?.run(feeds)) ?? {};
    this.#feeds = new Map([...feeds, ...Object.entries(values)]);
    return values as Record<string, Float32Array>;
  }

  /** Losses and gradients of the batch of the last `answers`. */
  async backward(targets: Readonly<Record<string, Values>>): Promise<DetectionResult> {
    if (this.#feeds === undefined) throw new Error('internal: backward without answers');
    const values = await this.#late.run(new Map([...this.#feeds, ...Object.entries(targets)]));
    this.#feeds = undefined;
    const losses = Object.entries(values).flatMap(([name, data]) =>
      name.startsWith(LOSS) ? [[name.slice(LOSS.length), Array.from(data)] as const] : [],
    );
    return {
      total: values['total']?.[0] ?? Number.NaN,
      losses: Object.fromEntries(losses),
      measures: measuresOf(values),
      gradients: gradientsOf(values),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#feeds = undefined;
    await this.#early?.release();
    await this.#late.release();
  }
}

function measuresOf(values: Readonly<Record<string, Values>>): Measures<number> | undefined {
  const [accuracy, overlap] = ['accuracy', 'overlap'].map((name) => values[MEASURE + name]?.[0]);
  return accuracy === undefined || overlap === undefined ? undefined : { accuracy, overlap };
}
