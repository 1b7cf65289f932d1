/** A sentence encoder as the ONNX files that run it; the weights are stored in them. */
import { toOnnx } from '../../graph/onnx.ts';
import { shareCommon } from '../../graph/optimize.ts';
import type { Storage } from '../../graph/storage.ts';
import { input } from '../../graph/tensor.ts';
import { parameterInputs } from '../../networks/scope.ts';
import type { BertConfig } from './config.ts';
import { embedTokens, meanOfTokens, presence, runLayers, sentenceVector, type BertScope } from './network.ts';
import { bertShapes, taskShapes, type BertParameters } from './parameters.ts';

/** A scope over parameters that are graph inputs; nothing is dropped. */
function servingScope(config: BertConfig): BertScope {
  const shapes = new Map([...bertShapes(config), ...taskShapes(config)]);
  return { config, drop: (_kind, x) => x, ...parameterInputs('the sentence encoder', shapes) };
}

const tokensInput = () => input('tokens', 'int32', ['n', 't']);

/** How a file keeps the large weights; small ones stay as they are. */
export interface BertStorage {
  /** Of the layers' products: `int8` halves the time for one sentence and quarters the size. */
  readonly products: 'float' | 'int8';
  /** The table of word embeddings. */
  readonly words: 'float' | 'half';
}

/** All in 32 bits. */
export const EXACT: BertStorage = { products: 'float', words: 'float' };
/**
 * What serves. Against `EXACT` a vector's cosine is at least 0.998 (0.9996 with 8-bit weights, the rest by 8-bit values),
 * a sentence of 19 tokens takes 2.8 ms instead of 4.4, a file 36 MB instead of 90 (`bench/encoders.ts`).
 */
export const SMALL: BertStorage = { products: 'int8', words: 'half' };

const isProduct = (name: string): boolean => /^encoder\.layer\.\d+\.(?!.*LayerNorm).*\.weight$/.test(name);

const storageOf =
  ({ products, words }: BertStorage) =>
  (name: string): Storage => {
    if (name === 'embeddings.word_embeddings.weight') return words;
    return isProduct(name) ? products : 'float';
  };

/**
 * The model file. Input `tokens` int32 [n, t]: token ids, padded at the end with −1, at least one id a row, `t` at
 * most the network's places. Output `embedding` float32 [n, width + task]: the mean over the last layer's tokens,
 * then the task layer's values, scaled as `sentenceVector` says; without `task.weight` in `parameters` zeros stand
 * for the latter.
 */
export function bertGraph(
  parameters: BertParameters,
  config: BertConfig,
  storage: BertStorage = EXACT,
): Uint8Array {
  const scope = servingScope(config);
  const tokens = tokensInput();
  const present = presence(tokens);
  const hidden = runLayers(scope, embedTokens(scope, tokens), present, 0, config.num_hidden_layers);
  const mean = meanOfTokens(hidden, present);
  const embedding = sentenceVector(scope, mean, parameters.has('task.weight'));
  return toOnnx(shareCommon({ embedding }), { baked: parameters, storage: storageOf(storage) });
}

/**
 * The lower part, for training the upper one: input `tokens` as in `bertGraph`; output `hidden` float32 [n, t, width],
 * what layer `layers`−1 gives (with 0: the embeddings). The values at padded tokens mean nothing. With the storage that
 * will serve, training sees what the upper layers will see.
 */
export function lowerLayersGraph(
  parameters: BertParameters,
  config: BertConfig,
  layers: number,
  storage: BertStorage = EXACT,
): Uint8Array {
  const scope = servingScope(config);
  const tokens = tokensInput();
  const hidden = runLayers(scope, embedTokens(scope, tokens), presence(tokens), 0, layers);
  return toOnnx(shareCommon({ hidden }), { baked: parameters, storage: storageOf(storage) });
}
