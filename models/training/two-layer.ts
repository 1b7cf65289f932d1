/**
 * A classifier of two layers, softmax(V·f(W·x + b) + c), fitted by AdamW to rows with target shares and weights. Values
 * are dropped before either layer: labelled sentences are few, and a classifier would know them by heart.
 */
import { CompiledGraph } from '../graph/compile.ts';
import { gradients } from '../graph/gradient.ts';
import { reshape } from '../graph/ops/arrange.ts';
import { add, mul, relu, sub, tanh } from '../graph/ops/elementwise.ts';
import { matmul } from '../graph/ops/matrix.ts';
import { logSumExp, reduceSum, sumAll } from '../graph/ops/reduce.ts';
import { input } from '../graph/tensor.ts';
import { adamwStep, ADAMW_DEFAULTS, type AdamWState } from './adamw.ts';
import type { Random } from './random.ts';
import { learningRate } from './schedule.ts';
import { GRADIENT } from './steps/end-to-end-graph.ts';

/** One batch; the caller fills all of it. */
export interface Rows {
  /** [batch, width] */
  readonly x: Float32Array;
  /** Shares of the classes [batch, classes]. */
  readonly target: Float32Array;
  /** [batch]; only proportions count. */
  readonly weight: Float32Array;
}

const ACTIVATIONS = { relu, tanh } as const;

/** Sizes and recipe of `fitTwoLayers`. */
export interface TwoLayerOptions {
  readonly width: number;
  readonly hidden: number;
  readonly classes: number;
  /** What stands between the layers. */
  readonly activation: keyof typeof ACTIVATIONS;
  readonly batch: number;
  readonly steps: number;
  /** Of the first step; falls along a cosine to 0 where `cosine`, else stays. */
  readonly rate: number;
  readonly cosine: boolean;
  readonly weightDecay: number;
  /** Shares that are dropped of a row and of the hidden values. */
  readonly drop: { readonly input: number; readonly hidden: number };
  readonly threads: number;
  readonly random: Random;
  readonly signal?: AbortSignal;
}

/** W [hidden, width], b, V [classes, hidden], c. */
export interface TwoLayers {
  readonly hiddenWeight: Float32Array;
  readonly hiddenBias: Float32Array;
  readonly outWeight: Float32Array;
  readonly outBias: Float32Array;
}

/** Means and spreads of the columns, by which rows are standardised. */
export interface Standard {
  readonly mean: Float32Array;
  readonly spread: Float32Array;
}

const NAMES = ['hiddenWeight', 'hiddenBias', 'outWeight', 'outBias'] as const;

function graphOf({ width, hidden, classes, batch, activation }: TwoLayerOptions) {
  const x = input('x', 'float', [batch, width]);
  const target = input('target', 'float', [batch, classes]);
  const weight = input('weight', 'float', [batch]);
  const kept = input('kept', 'float', [batch, hidden]);
  const parameters = [
    input('hiddenWeight', 'float', [hidden, width]),
    input('hiddenBias', 'float', [hidden]),
    input('outWeight', 'float', [classes, hidden]),
    input('outBias', 'float', [classes]),
  ] as const;
  const [hiddenWeight, hiddenBias, outWeight, outBias] = parameters;
  const values = mul(
    ACTIVATIONS[activation](add(matmul(x, hiddenWeight, { transB: true }), hiddenBias)),
    kept,
  );
  const logits = add(matmul(values, outWeight, { transB: true }), outBias);
  const each = reshape(reduceSum(mul(target, sub(logSumExp(logits), logits)), [1]), [batch]);
  const loss = sumAll(mul(each, weight));
  const flows = gradients(loss, [...parameters]);
  const grads = NAMES.flatMap((name, at) => {
    const flow = flows[at];
    return flow === undefined ? [] : [[GRADIENT + name, flow] as const];
  });
  return { loss, ...Object.fromEntries(grads) };
}

/**
 * Fits both layers to batches that `fill` writes. The result takes rows as they are: the standardisation that helps the fit
 * is folded into the first layer. Resolves to undefined when it was interrupted.
 */
export async function fitTwoLayers(
  fill: (rows: Rows, step: number) => void | Promise<void>,
  { mean, spread }: Standard,
  options: TwoLayerOptions,
): Promise<TwoLayers | undefined> {
  const { width, hidden, classes, batch, steps, drop, random } = options;
  const layers: TwoLayers = {
    hiddenWeight: firstValues(hidden * width, width, random),
    hiddenBias: new Float32Array(hidden),
    outWeight: firstValues(classes * hidden, hidden, random),
    outBias: new Float32Array(classes),
  };
  const parameters = new Map(NAMES.map((name) => [name as string, layers[name]]));
  const state: AdamWState = new Map();
  const rows: Rows = {
    x: new Float32Array(batch * width),
    target: new Float32Array(batch * classes),
    weight: new Float32Array(batch),
  };
  const kept = new Float32Array(batch * hidden);
  await using graph = await CompiledGraph.create(graphOf(options), { threads: options.threads });
  for (let step = 0; step < steps; step++) {
    if (options.signal?.aborted === true) return undefined;
    await fill(rows, step);
    for (let i = 0; i < rows.x.length; i++) {
      const column = i % width;
      rows.x[i] = ((rows.x[i]! - mean[column]!) / spread[column]!) * keep(random, drop.input);
    }
    for (let i = 0; i < kept.length; i++) kept[i] = keep(random, drop.hidden);
    const total = rows.weight.reduce((sum, own) => sum + own, 0);
    const weight = rows.weight.map((own) => (total > 0 ? own / total : 0));
    const values = await graph.run(
      new Map([...parameters, ['x', rows.x], ['target', rows.target], ['weight', weight], ['kept', kept]]),
    );
    const flows = new Map(NAMES.map((name) => [name as string, values[GRADIENT + name] as Float32Array]));
    const rate = options.cosine
      ? learningRate(step, { base: options.rate, warmup: 0, total: steps })
      : options.rate;
    adamwStep(parameters, flows, state, rate, { ...ADAMW_DEFAULTS, weightDecay: options.weightDecay });
  }
  return folded(layers, { mean, spread });
}

/**
 * First weights of a layer that reads `inputs` values: uniform within ±1/√inputs. With larger ones, and zeros in the upper layer, talks that no
 * fit saw were ranked up to 0.01 of the area worse.
 */
const firstValues = (count: number, inputs: number, random: Random): Float32Array =>
  Float32Array.from({ length: count }, () => (2 * random.next() - 1) / Math.sqrt(inputs));

/** One classifier whose logits are the means of those of the members: their hidden values, side by side. */
export function meanOf(members: readonly TwoLayers[]): TwoLayers {
  const share = 1 / members.length;
  const rowsOf = ({ outBias, outWeight }: TwoLayers, row: number) => {
    const hidden = outWeight.length / outBias.length;
    return [...outWeight.subarray(row * hidden, (row + 1) * hidden)];
  };
  const rows = [...(members[0]?.outBias.keys() ?? [])];
  const joined = (part: (member: TwoLayers) => Float32Array) =>
    Float32Array.from(members.flatMap((member) => [...part(member)]));
  return {
    hiddenWeight: joined(({ hiddenWeight }) => hiddenWeight),
    hiddenBias: joined(({ hiddenBias }) => hiddenBias),
    outWeight: Float32Array.from(
      rows.flatMap((row) => members.flatMap((member) => rowsOf(member, row))),
      (weight) => weight * share,
    ),
    outBias: Float32Array.from(rows, (row) =>
      members.reduce((sum, { outBias }) => sum + outBias[row]! * share, 0),
    ),
  };
}

/** The layers as parameters of a network: `HIDDEN.weight`, `HIDDEN.bias`, `OUT.weight`, `OUT.bias`. */
export const asParameters = (
  { hiddenWeight, hiddenBias, outWeight, outBias }: TwoLayers,
  hidden: string,
  out: string,
): Map<string, Float32Array> =>
  new Map([
    [`${hidden}.weight`, hiddenWeight],
    [`${hidden}.bias`, hiddenBias],
    [`${out}.weight`, outWeight],
    [`${out}.bias`, outBias],
  ]);

/** 0 for a dropped value; the others grow by as much. */
const keep = (random: Random, rate: number): number =>
  rate > 0 && random.next() < rate ? 0 : 1 / (1 - rate);

/** Means and spreads of rows [rows, width]; `least` is added, so that a column that hardly varies is not blown up. */
export function standardOf(rows: Float32Array, width: number, least = 1e-3): Standard {
  const count = rows.length / width;
  const mean = new Float32Array(width);
  const spread = new Float32Array(width);
  for (let i = 0; i < rows.length; i++) mean[i % width]! += rows[i]! / count;
  for (let i = 0; i < rows.length; i++) spread[i % width]! += (rows[i]! - mean[i % width]!) ** 2 / count;
  return { mean, spread: spread.map((variance) => Math.sqrt(variance) + least) };
}

/** W((x − m)/s) + b = (W/s)x + (b − (W/s)m). */
function folded(layers: TwoLayers, { mean, spread }: Standard): TwoLayers {
  const { hiddenWeight, hiddenBias } = layers;
  const width = mean.length;
  for (let row = 0; row < hiddenBias.length; row++)
    for (let k = 0; k < width; k++) {
      hiddenWeight[row * width + k]! /= spread[k]!;
      hiddenBias[row]! -= hiddenWeight[row * width + k]! * mean[k]!;
    }
  return layers;
}
