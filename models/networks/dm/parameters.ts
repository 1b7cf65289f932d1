/** The parameters of D&M: names and shapes as in the authors' checkpoints, and how training begins. */
import { SENTENCE_PARTS } from '../../../src/analysis/sentence-context.ts';
import { initialValues, parameterTotal, type Draw } from '../initial.ts';
import type { ParameterShapes } from '../network.ts';
import type { DmConfig } from './config.ts';

/** The temperature's start: logits are exp(logit_scale_sfx)·cosine. */
const INITIAL_LOGIT_SCALE = Math.log(1 / 0.07);

function* attentionShapes(prefix: string, config: DmConfig): Generator<[string, number[]]> {
  const inner = config.head_num * config.att_dim;
  for (const part of ['w_q', 'w_k', 'w_v']) yield* linearShapes(`${prefix}${part}`, config.hidden_dim, inner);
  yield* linearShapes(`${prefix}w_o`, inner, config.hidden_dim);
}

function* linearShapes(name: string, inputs: number, outputs: number): Generator<[string, number[]]> {
  yield [`${name}.weight`, [outputs, inputs]];
  yield [`${name}.bias`, [outputs]];
}

function* layerShapes(
  prefix: string,
  attentions: string[],
  norms: number,
  config: DmConfig,
): Generator<[string, number[]]> {
  const { hidden_dim: width, ffn_dim: ffn } = config;
  for (const name of attentions) yield* attentionShapes(`${prefix}.${name}`, config);
  yield* linearShapes(`${prefix}.ffn_linear1`, width, ffn);
  yield* linearShapes(`${prefix}.ffn_linear2`, ffn, width);
  for (let index = 1; index <= norms; index++) {
    yield [`${prefix}.ln${index}.weight`, [width]];
    yield [`${prefix}.ln${index}.bias`, [width]];
  }
}

/** Of the video side up to the encoder's output. */
function* encoderShapes(config: DmConfig): Generator<[string, number[]]> {
  const width = config.hidden_dim;
  yield* linearShapes('frame_proj', config.frame_dim, width);
  yield* linearShapes('ttsasr_proj', config.text_dim, width);
  yield* linearShapes('startend_proj', 2 * width, width);
  yield ['tts_lemb', [1, width]];
  yield ['asr_lemb', [1, width]];
  for (let layer = 0; layer < config.encoder_layer_num; layer++)
    yield* layerShapes(`transformers.${layer}`, [''], 2, config);
}

/** Of the effects' side. */
function* effectShapes(config: DmConfig): Generator<[string, number[]]> {
  const width = config.hidden_dim;
  yield* linearShapes('sfx_fusion', config.ast_dim + config.text_dim, width);
  yield ['sfx_lemb.weight', [config.tag_num, width]];
  yield ['sfx0', [width]];
  yield ['logit_scale_sfx', []];
}

function* allShapes(config: DmConfig): Generator<[string, number[]]> {
  const width = config.hidden_dim;
  yield* encoderShapes(config);
  yield ['query_emb.weight', [config.query_num, width]];
  for (let layer = 0; layer < config.decoder_layer_num; layer++)
    yield* layerShapes(`detrdecoders.${layer}`, ['sa_', 'ca_'], 3, config);
  yield* linearShapes('moment_proj', width, width);
  yield* linearShapes('bbox_proj.layers.0', width, width);
  yield* linearShapes('bbox_proj.layers.1', width, width);
  yield* linearShapes('bbox_proj.layers.2', width, 2);
  yield* effectShapes(config);
  if (config.sentence_classes > 0) yield* linearShapes('sentence_head', width, config.sentence_classes);
  if (hasFeedback(config)) {
    yield* linearShapes('feedback.key', config.text_dim, 1);
    yield* linearShapes('feedback.effects', config.text_dim, width);
  }
  if (hasContextHead(config)) {
    yield* linearShapes('context_head.hidden', SENTENCE_PARTS * config.text_dim, config.context_hidden);
    yield* linearShapes('context_head.out', config.context_hidden, config.sentence_classes);
    yield* linearShapes('mood_head', config.text_dim, 1);
  }
}

/** Whether sentences are also classified by their context, and what surrounds them by its mood. */
export const hasContextHead = ({ sentence_classes, context_hidden }: DmConfig): boolean =>
  sentence_classes > 0 && context_hidden > 0;

/** Whether decisions on sentences are corrected by what it learned from people. */
export const hasFeedback = ({ sentence_classes, feedback }: DmConfig): boolean =>
  sentence_classes > 0 && feedback;

/** Every parameter's shape by name; a linear weight is [out, in]. */
export function parameterShapes(config: DmConfig): ParameterShapes {
  return new Map(allShapes(config));
}

/** How many numbers the network holds. */
export const parameterCount = (config: DmConfig): number => parameterTotal(parameterShapes(config));

/** How the parameters begin that `initialValues` does not know. */
const SPECIAL: Readonly<Record<string, Draw>> = {
  logit_scale_sfx: () => INITIAL_LOGIT_SCALE,
  sfx0: (random) => random.normal(),
};

/** Seeded initial values as in `initialValues`; SFX0 is unit normal. */
export const initialParameters = (config: DmConfig, seed: number): Map<string, Float32Array> =>
  initialValues(parameterShapes(config), seed, SPECIAL);

/** The part that moment-SFX matching trains: encoder and effects' side, without queries. */
export const matchingShapes = (config: DmConfig): ParameterShapes =>
  new Map([...encoderShapes(config), ...effectShapes(config)]);

/** As {@link initialParameters}, of that part. */
export const initialMatching = (config: DmConfig, seed: number): Map<string, Float32Array> =>
  initialValues(matchingShapes(config), seed, SPECIAL);
