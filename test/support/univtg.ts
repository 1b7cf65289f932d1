/** UniVTG on the parity fixtures. */
import { sigmoid } from '../../models/graph/ops/elementwise.ts';
import type { Tensor } from '../../models/graph/tensor.ts';
import { univtgSchema, type UnivtgConfig } from '../../models/networks/univtg/config.ts';
import { answer, type UnivtgAnswers } from '../../models/networks/univtg/forward.ts';
import { parameterShapes } from '../../models/networks/univtg/parameters.ts';
import { retrievalInputs } from '../../models/networks/retrieval/inputs.ts';
import type { Padding } from '../../models/networks/retrieval/padding.ts';
import type { ParameterInputs } from '../../models/networks/scope.ts';
import { scopeOf, type BaselineCase } from './baselines.ts';

export const UNIVTG = 'univtg';

export interface UnivtgCase {
  readonly config: UnivtgConfig;
  readonly scope: ParameterInputs;
  readonly answers: UnivtgAnswers;
  readonly batch: number;
  readonly frames: number;
  /** Real frames of each video. */
  readonly lengths: number[];
}

/** The network on a stored batch. */
export function onStored({ config: sizes, inputs }: BaselineCase, padding: Padding): UnivtgCase {
  const config = univtgSchema.parse(sizes);
  const [batch = 0, frames = 0] = inputs.shape('src_vid_mask');
  const [, tokens = 0] = inputs.shape('src_txt_mask');
  const scope = scopeOf(config, parameterShapes(config));
  const answers = answer(scope, retrievalInputs(config, { batch, frames, tokens }), padding);
  const mask = inputs.floats('src_vid_mask');
  const lengths = Array.from({ length: batch }, (_, row) =>
    mask.slice(row * frames, (row + 1) * frames).reduce((sum, one) => sum + one, 0),
  );
  return { config, scope, answers, batch, frames, lengths };
}

/** Answers under the fixtures' names. */
export const storedOutputs = ({
  logits,
  spans,
  saliency,
  frames,
  text,
}: UnivtgAnswers): Record<string, Tensor> => ({
  pred_logits: sigmoid(logits),
  pred_spans: spans,
  saliency_scores: saliency,
  vid_mem_proj: frames,
  txt_mem_proj: text,
});

/** The real frames' values, of outputs with `size` values a frame. */
export const realFrames = (
  values: Float32Array,
  { frames, lengths }: Pick<UnivtgCase, 'frames' | 'lengths'>,
  size = 1,
): number[] =>
  lengths.flatMap((length, row) => [...values.slice(row * frames * size, (row * frames + length) * size)]);
