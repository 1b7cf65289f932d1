/** R2-Tuning on the parity fixtures. */
import { r2TuningSchema, type R2TuningConfig } from '../../models/networks/r2-tuning/config.ts';
import { answer, saliency, type R2TuningAnswers } from '../../models/networks/r2-tuning/forward.ts';
import { r2TuningInputs } from '../../models/networks/r2-tuning/inputs.ts';
import type { Padding } from '../../models/networks/retrieval/padding.ts';
import { parameterShapes } from '../../models/networks/r2-tuning/parameters.ts';
import type { ParameterInputs } from '../../models/networks/scope.ts';
import type { Tensor } from '../../models/graph/tensor.ts';
import { scopeOf, type BaselineCase } from './baselines.ts';

export const R2_TUNING = 'r2_tuning';

export interface R2TuningCase {
  readonly config: R2TuningConfig;
  readonly scope: ParameterInputs;
  readonly answers: R2TuningAnswers;
  readonly saliency: Tensor;
  /** Inputs of the graph; masks as floats, and where the case has none, without padding. */
  readonly feeds: Map<string, Float32Array>;
  readonly batch: number;
  readonly frames: number;
}

/** The network on a stored batch. */
export function onStored({ config: sizes, inputs }: BaselineCase, padding: Padding): R2TuningCase {
  const config = r2TuningSchema.parse(sizes);
  const [batch = 0, frames = 0, , patches = 0] = inputs.shape('video');
  const [, tokens = 0] = inputs.shape('query');
  const scope = scopeOf(config, parameterShapes(config));
  const answers = answer(scope, r2TuningInputs(config, { batch, frames, patches, tokens }), padding);
  const mask = (name: string, length: number): Float32Array =>
    inputs.has(name) ? Float32Array.from(inputs.ints(name)) : new Float32Array(batch * length).fill(1);
  const feeds = new Map([
    ['video', inputs.floats('video')],
    ['query', inputs.floats('query')],
    ['video_mask', mask('video_mask', frames)],
    ['query_mask', mask('query_mask', tokens)],
  ]);
  return { config, scope, answers, saliency: saliency(answers), feeds, batch, frames };
}

/** Real frames of each video of a stored batch. */
export function lengthsOf({
  feeds,
  batch,
  frames,
}: Pick<R2TuningCase, 'feeds' | 'batch' | 'frames'>): number[] {
  const mask = feeds.get('video_mask')!;
  return Array.from({ length: batch }, (_, row) =>
    mask.slice(row * frames, (row + 1) * frames).reduce((sum, one) => sum + one, 0),
  );
}
