/** The stored training step of a network: losses, totals, gradients. */
import { existsSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import type { DetectionLosses } from '../../models/networks/network.ts';
import type { ParameterInputs } from '../../models/networks/scope.ts';
import { Random } from '../../models/training/random.ts';
import { DetectionStep, type DetectionResult } from '../../models/training/steps/detection-step.ts';
import { baselineFile, baselineTensors, type BaselineCase } from './baselines.ts';
import { closeTo } from './parity.ts';

const numbers = z.record(z.string(), z.number());
/** What annotators said of a video; some gave no ratings. */
export const annotationSchema = z.object({
  relevant_windows: z.array(z.tuple([z.number(), z.number()])),
  relevant_clip_ids: z.array(z.int()).optional(),
  saliency_scores: z.array(z.array(z.number())).optional(),
});

/** What is read of a `train.json`. */
export const trainSchema = z.object({
  metas: z.array(
    z.object({
      duration: z.number(),
      relevant_windows: z.array(z.tuple([z.number(), z.number()])),
      relevant_clip_ids: z.array(z.int()),
      saliency_scores: z.array(z.array(z.number())),
    }),
  ),
  clip_len: z.number(),
  weights_applied: numbers,
  losses: numbers,
  total: z.number(),
  total_grad_norm: z.number(),
  matching: z.array(
    z.object({
      layer: z.string(),
      samples: z.array(z.object({ pred: z.array(z.int()), gt: z.array(z.int()), cost: z.number() })),
    }),
  ),
  without_saliency_labels: z.object({ losses: numbers, total: z.number() }),
  loss_saliency_parts: numbers.optional(),
});
export type StoredTraining = z.infer<typeof trainSchema>;

export type Feeds = Readonly<Record<string, Float32Array | Int32Array>>;

/** One step on a stored batch, with targets made by the test; the gradients are copied. */
export async function stepOnce(
  { weights, inputs }: BaselineCase,
  used: ParameterInputs['used'],
  losses: DetectionLosses,
  targets: (answers: Readonly<Record<string, Float32Array>>) => Feeds,
  lossWeights: Readonly<Record<string, number>> = {},
): Promise<DetectionResult> {
  await using step = await DetectionStep.create({ used, losses, threads: 1, weights: lossWeights });
  const answers = await step.answers(new Map([...weights, ...inputs.data()]));
  const result = await step.backward(targets(answers));
  const gradients = new Map([...result.gradients].map(([name, values]) => [name, values.slice()]));
  return { ...result, gradients };
}

/** Of all that a loss consists of. */
export const sumOf = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0);

/** Within 1e-4 of its size. */
export const lossClose = (actual: number, expected: number, what: string): void =>
  closeTo([actual], [expected], 1e-4 * Math.abs(expected) + 1e-7, what);

/** A step whose gradients are compared. */
export interface StepCheck {
  readonly own: BaselineCase;
  /** What the stored weights give. */
  readonly result: DetectionResult;
  /** The same step with weights beside the stored ones. */
  readonly again: (near: BaselineCase) => Promise<DetectionResult>;
  /** Of all gradients together. */
  readonly norm: number;
}

/** How many networks beside the stored one are tried. */
const MOST_NEAR = 8;

/**
 * Each gradient within 1e-3 of the tensor's largest and 1e-6 of the network's largest value, since some are zero in theory; and no
 * gradient besides. Where the folder has no gradients, their norm is compared.
 *
 * A rectifier whose input is zero within rounding passes on one processor what it stops on another, and all gradients before
 * it differ by 1e-3. So where the stored weights miss, the gradients are to be those of weights that differ from them in
 * the last bit: in one such network all of them, at the same bounds.
 */
export async function checkBaselineGradients(
  network: string,
  file: string,
  { own, result, again, norm }: StepCheck,
): Promise<void> {
  let fault: unknown;
  for (let near = 0; near <= MOST_NEAR; near += 1)
    try {
      const { gradients } = near === 0 ? result : await again(besides(own, near));
      return await compareGradients(network, file, gradients, norm);
    } catch (error) {
      fault ??= error;
    }
  throw fault;
}

/** Weights that differ in the last bit. */
function besides(own: BaselineCase, seed: number): BaselineCase {
  const random = new Random(seed);
  const weights = [...own.weights].map(
    ([name, values]) =>
      [name, values.map((value) => value * (1 + (random.next() < 0.5 ? -1 : 1) * 2 ** -23))] as const,
  );
  return { ...own, weights: new Map(weights) };
}

async function compareGradients(
  network: string,
  file: string,
  actual: ReadonlyMap<string, Float32Array>,
  norm: number,
): Promise<void> {
  const sum = [...actual.values()].reduce((all, own) => all + own.reduce((s, g) => s + g * g, 0), 0);
  closeTo([Math.sqrt(sum)], [norm], 1e-3 * norm, 'norm of the gradients');
  if (!existsSync(baselineFile(network, file))) return;
  const expected = await baselineTensors(network, file);
  const largest = (values: Float32Array): number =>
    values.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
  const overall = Math.max(...[...expected.tensors.keys()].map((name) => largest(expected.floats(name))));
  for (const [name] of expected.tensors) {
    const stored = expected.floats(name);
    const own = actual.get(name) ?? new Float32Array(stored.length);
    closeTo(own, stored, 1e-3 * largest(stored) + 1e-6 * overall, `gradient of ${name}`);
  }
  for (const name of actual.keys()) assert.ok(expected.has(name), `${name} has a gradient`);
}
