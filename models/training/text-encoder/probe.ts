/**
 * The task layer and the classifier on top of it, fitted to the published encoder's sentence vectors before any of its
 * layers moves (linear probing, then fine-tuning: Kumar et al. 2022). From random values the first steps would spoil the
 * layers below.
 */
import { CompiledGraph } from '../../graph/compile.ts';
import { gradients } from '../../graph/gradient.ts';
import { add, mul, sub, tanh } from '../../graph/ops/elementwise.ts';
import { matmul } from '../../graph/ops/matrix.ts';
import { logSumExp, reduceSum, sumAll } from '../../graph/ops/reduce.ts';
import { reshape } from '../../graph/ops/arrange.ts';
import { input } from '../../graph/tensor.ts';
import { GRADIENT } from '../steps/end-to-end-graph.ts';
import { adamwStep, ADAMW_DEFAULTS, type AdamWState } from '../adamw.ts';
import type { Random } from '../random.ts';

/** Sentence vectors [rows, width] with their targets [rows, kinds] and weights [rows]. */
export interface ProbeData {
  readonly means: Float32Array;
  readonly target: Float32Array;
  readonly weight: Float32Array;
}

export interface ProbeOptions {
  readonly width: number;
  readonly task: number;
  readonly kinds: number;
  readonly threads: number;
  readonly passes?: number;
  readonly random: Random;
}

const BATCH = 256;
const RATE = 1e-3;
const DECAY = 0.05;
/** Share of the task values that are dropped. */
const DROPPED = 0.3;
/** Spread of the first weights: outputs of ±0.8 from standardised vectors. */
const SPREAD = 0.04;
const NAMES = ['task.weight', 'task.bias', 'head.weight', 'head.bias'] as const;

function probeGraph({ width, task, kinds }: ProbeOptions) {
  const x = input('x', 'float', [BATCH, width]);
  const target = input('target', 'float', [BATCH, kinds]);
  const weight = input('weight', 'float', [BATCH]);
  const kept = input('kept', 'float', [BATCH, task]);
  const parameters = [
    input('task.weight', 'float', [task, width]),
    input('task.bias', 'float', [task]),
    input('head.weight', 'float', [kinds, task]),
    input('head.bias', 'float', [kinds]),
  ] as const;
  const [taskWeight, taskBias, headWeight, headBias] = parameters;
  const values = mul(tanh(add(matmul(x, taskWeight, { transB: true }), taskBias)), kept);
  const logits = add(matmul(values, headWeight, { transB: true }), headBias);
  const each = reshape(reduceSum(mul(target, sub(logSumExp(logits), logits)), [1]), [BATCH]);
  const loss = sumAll(mul(each, weight));
  const flows = gradients(loss, [...parameters]);
  const grads = NAMES.flatMap((name, at) => {
    const flow = flows[at];
    return flow === undefined ? [] : [[GRADIENT + name, flow] as const];
  });
  return { loss, ...Object.fromEntries(grads) };
}

/**
 * Fits both layers; the result takes raw sentence means: the standardisation that helps the fit is folded into
 * `task.weight` and `task.bias`.
 */
export async function fitProbe(data: ProbeData, options: ProbeOptions): Promise<Map<string, Float32Array>> {
  const { width, task, kinds, passes = 8, random } = options;
  const rows = data.weight.length;
  const { mean, spread } = standard(data.means, width);
  const parameters = new Map<string, Float32Array>([
    ['task.weight', Float32Array.from({ length: task * width }, () => SPREAD * random.normal())],
    ['task.bias', new Float32Array(task)],
    ['head.weight', new Float32Array(kinds * task)],
    ['head.bias', new Float32Array(kinds)],
  ]);
  const state: AdamWState = new Map();
  const [x, target, weight, kept] = [width, kinds, 1, task].map((size) => new Float32Array(BATCH * size)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  await using graph = await CompiledGraph.create(probeGraph(options), { threads: options.threads });
  for (let pass = 0; pass < passes; pass++) {
    const order = random.sample([...Array(rows).keys()], rows);
    for (let first = 0; first + BATCH <= rows; first += BATCH) {
      let total = 0;
      for (let i = 0; i < BATCH; i++) {
        const row = order[first + i]!;
        for (let k = 0; k < width; k++)
          x[i * width + k] = (data.means[row * width + k]! - mean[k]!) / spread[k]!;
        target.set(data.target.subarray(row * kinds, (row + 1) * kinds), i * kinds);
        total += weight[i] = data.weight[row]!;
        for (let k = 0; k < task; k++) kept[i * task + k] = random.next() < DROPPED ? 0 : 1 / (1 - DROPPED);
      }
      const shares = weight.map((own) => own / total);
      const values = await graph.run(
        new Map([...parameters, ['x', x], ['target', target], ['weight', shares], ['kept', kept]]),
      );
      const flows = new Map(NAMES.map((name) => [name, values[GRADIENT + name] as Float32Array]));
      adamwStep(parameters, flows, state, RATE, { ...ADAMW_DEFAULTS, weightDecay: DECAY });
    }
  }
  return folded(parameters, mean, spread);
}

function standard(means: Float32Array, width: number): { mean: Float32Array; spread: Float32Array } {
  const rows = means.length / width;
  const mean = new Float32Array(width);
  const spread = new Float32Array(width);
  for (let i = 0; i < means.length; i++) mean[i % width]! += means[i]! / rows;
  for (let i = 0; i < means.length; i++) spread[i % width]! += (means[i]! - mean[i % width]!) ** 2 / rows;
  return { mean, spread: spread.map((variance) => Math.sqrt(variance) + 1e-3) };
}

/** W((x − m)/s) + b = (W/s)x + (b − (W/s)m). */
function folded(
  parameters: Map<string, Float32Array>,
  mean: Float32Array,
  spread: Float32Array,
): Map<string, Float32Array> {
  const width = mean.length;
  const weight = parameters.get('task.weight')!;
  const bias = parameters.get('task.bias')!;
  for (let row = 0; row < bias.length; row++)
    for (let k = 0; k < width; k++) {
      weight[row * width + k]! /= spread[k]!;
      bias[row]! -= weight[row * width + k]! * mean[k]!;
    }
  return parameters;
}
