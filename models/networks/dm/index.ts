/** D&M (AAAI 2025) as a network of the port. */
import { mul } from '../../graph/ops/elementwise.ts';
import { input, scalar, type Tensor } from '../../graph/tensor.ts';
import { CONTEXT_PARTS } from '../../../src/analysis/sentence-context.ts';
import { clampLogitScale } from '../../training/adamw.ts';
import type { VideoInputs } from '../inputs.ts';
import { stack } from '../layers.ts';
import type { JointNetwork } from '../network.ts';
import { dmConfigSchema, type DmConfig, type DmScope } from './config.ts';
import { encodeVideo, type Encoded } from './encoder.ts';
import {
  contextLogits,
  decodeQueries,
  effectsOf,
  feedback,
  momentHeads,
  moodLogits,
  sentenceLogits,
} from './forward.ts';
import { hasContextHead, hasFeedback, initialParameters, parameterShapes } from './parameters.ts';
import { sentenceLoss } from './sentence-loss.ts';

/** The network's encoder, queries and heads; its further outputs and losses are those of sentences, where it has them. */
export const dm: JointNetwork<DmConfig> = {
  kind: 'joint',
  type: 'dm',
  configSchema: dmConfigSchema,
  sizes: (config) => config,
  parameterShapes,
  initialParameters,
  encode: (scope, inputs) => encodeVideo(scope, inputs).videoEmb,
  build(scope, inputs, layers) {
    const encoded = encodeVideo(scope, inputs);
    const decoded = decodeQueries(scope, encoded);
    const last = decoded.at(-1);
    if (last === undefined) throw new Error('internal: a decoder without layers');
    const { embedding, box } = momentHeads(scope, layers === 'all' ? stack(decoded) : last);
    return {
      embedding,
      box,
      encoded: encoded.videoEmb,
      outputs: () => sentenceOutputs(scope, inputs, encoded),
      losses: () =>
        scope.config.sentence_classes === 0
          ? {}
          : { sentence: sentenceLoss(sentenceLogits(scope, encoded, inputs)) },
    };
  },
  effects: effectsOf,
  constrain: clampLogitScale,
};

/** Logits whose plain mean with others is to give them this share; what one half needs is nothing. */
const counted = (logits: Tensor, share: number): Tensor =>
  share === 0.5 ? logits : mul(logits, scalar(2 * share));

/**
 * Where the network classifies sentences, `sentence_logits` [batch, asr, classes]; where it does by context, too,
 * `sentence_context` [sentences, …] to `context_logits` [sentences, classes] and `mood_logits` [sentences, 1]; where it learned
 * from people, the same rows to `feedback_key` [sentences, 1] and `feedback_effects` [sentences, d].
 */
function sentenceOutputs(scope: DmScope, inputs: VideoInputs, encoded: Encoded): Record<string, Tensor> {
  const { config } = scope;
  const share = hasContextHead(config) ? config.context_share : 0.5;
  const sentences =
    config.sentence_classes > 0
      ? { sentence_logits: counted(sentenceLogits(scope, encoded, inputs), 1 - share) }
      : {};
  if (!hasContextHead(config) && !hasFeedback(config)) return sentences;
  // One row for each sentence of the batch's windows, so that the places without a sentence cost nothing.
  const rows = input('sentence_context', 'float', ['sentences', CONTEXT_PARTS * config.text_dim]);
  const byContext = hasContextHead(config)
    ? { context_logits: counted(contextLogits(scope, rows), share), mood_logits: moodLogits(scope, rows) }
    : {};
  if (!hasFeedback(config)) return { ...sentences, ...byContext };
  const { key, effects } = feedback(scope, rows);
  return { ...sentences, ...byContext, feedback_key: key, feedback_effects: effects };
}
