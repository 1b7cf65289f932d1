/** A trained D&M as the two ONNX files that serve it; the weights are stored in them. */
import { toOnnx } from '../graph/onnx.ts';
import { shareCommon } from '../graph/optimize.ts';
import { CONTEXT_PARTS } from '../../src/analysis/sentence-context.ts';
import { input, type Tensor } from '../graph/tensor.ts';
import type { DmConfig } from './dm-config.ts';
import { encodeVideo, videoInputs, type StreamShape } from './dm-encoder.ts';
import {
  contextLogits,
  decodeQueries,
  encodeEffects,
  libraryInputs,
  momentHeads,
  moodLogits,
  noEffect,
  sentenceLogits,
} from './dm.ts';
import { hasContextHead, parameterShapes } from './dm-parameters.ts';
import type { Scope } from './layers.ts';
import { parameterScope } from './scope.ts';

/** The weights do not belong to the network that the configuration describes. */
export class WeightsError extends Error {
  readonly code = 'NETWORK_WEIGHTS';

  constructor(problem: string) {
    super(`${problem}. Use the weights and the configuration of one and the same network.`);
    this.name = 'WeightsError';
  }
}

/** Throws a {@link WeightsError} unless every parameter is there with the right number of values, and no other. */
export function checkWeights(config: DmConfig, weights: ReadonlyMap<string, Float32Array>): void {
  const shapes = parameterShapes(config);
  for (const [name, shape] of shapes) {
    const values = weights.get(name);
    const size = shape.reduce((total, extent) => total * extent, 1);
    if (values === undefined) throw new WeightsError(`Parameter ${name} is missing`);
    if (values.length !== size)
      throw new WeightsError(
        `Parameter ${name} has ${values.length} values instead of [${shape.join(', ')}]`,
      );
  }
  for (const name of weights.keys())
    if (!shapes.has(name)) throw new WeightsError(`Unknown parameter ${name}`);
}

/**
 * `network.onnx`: one padded batch of windows (the batch is open, the streams' sizes are fixed) to `moment_emb`
 * [batch, queries, d] and `moment_bbox` [batch, queries, 2] of the last decoder layer; where the network classifies
 * sentences, `sentence_logits` [batch, asr, classes]; where it does by context, too, `sentence_context` [sentences, …] to
 * `context_logits` [sentences, classes] and `mood_logits` [sentences, 1].
 */
export function exportNetwork(
  config: DmConfig,
  weights: ReadonlyMap<string, Float32Array>,
  shape: StreamShape,
): Uint8Array {
  checkWeights(config, weights);
  const scope = parameterScope(config);
  const encoded = encodeVideo(scope, videoInputs(scope, 'batch', shape));
  const last = decodeQueries(scope, encoded).at(-1);
  if (last === undefined) throw new Error('internal: a decoder without layers');
  const { embedding, box } = momentHeads(scope, last);
  const sentences =
    config.sentence_classes > 0 ? { sentence_logits: sentenceLogits(scope, encoded, shape) } : {};
  const contexts = hasContextHead(config) ? contextOutputs(scope) : {};
  const outputs = { moment_emb: embedding, moment_bbox: box, ...sentences, ...contexts };
  return toOnnx(shareCommon(outputs), { baked: weights });
}

/** One row for each sentence of the batch's windows, so that the places without a sentence cost nothing. */
function contextOutputs(scope: Scope): Record<string, Tensor> {
  const rows = input('sentence_context', 'float', ['sentences', CONTEXT_PARTS * scope.config.text_dim]);
  return { context_logits: contextLogits(scope, rows), mood_logits: moodLogits(scope, rows) };
}

/**
 * `sfx.onnx`: the features of any number of effects to `sfx_emb` [size, d]; besides `sfx0_norm` [d] and the
 * logarithmic `logit_scale` [].
 */
export function exportSfx(config: DmConfig, weights: ReadonlyMap<string, Float32Array>): Uint8Array {
  checkWeights(config, weights);
  const scope = parameterScope(config);
  const outputs = {
    sfx_emb: encodeEffects(scope, libraryInputs(scope, 'effects')),
    sfx0_norm: noEffect(scope),
    logit_scale: scope.parameter('logit_scale_sfx'),
  };
  return toOnnx(shareCommon(outputs), { baked: weights });
}
