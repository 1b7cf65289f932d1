/**
 * The task layer and the classifier on top of it, fitted to the published encoder's sentence vectors before any of its
 * layers moves (linear probing, then fine-tuning: Kumar et al. 2022). From random values the first steps would spoil the
 * layers below.
 */
import type { Random } from '../random.ts';
import { asParameters, fitTwoLayers, standardOf } from '../two-layer.ts';

/** Sentence vectors [rows, width] with their targets [rows, kinds] and weights [rows]. */
export interface ProbeData {
  readonly means: Float32Array;
  readonly target: Float32Array;
  readonly weight: Float32Array;
}

/** Sizes of the task layer and the classifier, and how they are fitted. */
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

/** Fits both layers, `task.…` and `head.…`; the result takes raw sentence means. */
export async function fitProbe(data: ProbeData, options: ProbeOptions): Promise<Map<string, Float32Array>> {
  const { width, task, kinds, passes = 8, threads, random } = options;
  const count = data.weight.length;
  const inPass = Math.max(1, Math.floor(count / BATCH));
  let order: readonly number[] = [];
  const fitted = await fitTwoLayers(
    ({ x, target, weight }, step) => {
      const first = (step % inPass) * BATCH;
      if (first === 0) order = random.sample([...Array(count).keys()], count);
      for (let i = 0; i < BATCH; i++) {
        const row = order[(first + i) % count]!;
        x.set(data.means.subarray(row * width, (row + 1) * width), i * width);
        target.set(data.target.subarray(row * kinds, (row + 1) * kinds), i * kinds);
        weight[i] = data.weight[row]!;
      }
    },
    standardOf(data.means, width),
    {
      width,
      hidden: task,
      classes: kinds,
      activation: 'tanh',
      batch: BATCH,
      steps: passes * inPass,
      rate: RATE,
      cosine: false,
      weightDecay: DECAY,
      drop: { input: 0, hidden: DROPPED },
      threads,
      random,
    },
  );
  if (fitted === undefined) throw new Error('internal: a fit without a signal was interrupted');
  return asParameters(fitted, 'task', 'head');
}
