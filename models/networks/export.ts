/** A trained network as the two ONNX files that serve it; the weights are stored in them. */
import { toHalf } from '../graph/half.ts';
import { toOnnx } from '../graph/onnx.ts';
import { postponeReshapes, shareCommon, type Outputs } from '../graph/optimize.ts';
import type { Tensor } from '../graph/tensor.ts';
import { libraryInputs, videoInputs, type StreamShape, type VideoInputs } from './inputs.ts';
import type { Network, NetworkConfig, Scope } from './network.ts';
import { pooledMoments } from './pooled-moments.ts';
import { int8Storage, type NetworkPrecision } from './precision.ts';
import { networkOf, parameterScope } from './registry.ts';
import { checkShapes } from './weights.ts';

/**
 * Throws a `WeightsError` unless every parameter is there with the right number of values, and no other.
 * @internal Tested by itself, without the time of an export.
 */
export const checkWeights = (config: NetworkConfig, weights: ReadonlyMap<string, Float32Array>): void =>
  checkShapes(networkOf(config).parameterShapes(config), weights);

/**
 * `network.onnx`: one padded batch of windows (the batch is open, the streams' sizes are fixed) to `moment_emb`
 * [batch, queries, d] and `moment_bbox` [batch, queries, 2] of the last layer, and the network's further outputs; where finding
 * and matching are two parts, `moment_foreground` [batch, queries], too. Inputs that the network does not read are left out.
 * `precision`: of weights and products; what is fed and answered stays of 32 bits.
 * Throws a `WeightsError` for weights of another network.
 */
export function exportNetwork(
  config: NetworkConfig,
  weights: ReadonlyMap<string, Float32Array>,
  shape: StreamShape,
  precision: NetworkPrecision = 'fp32',
): Uint8Array {
  checkWeights(config, weights);
  const outputs = servingGraph(config, shape);
  const storage = precision === 'int8' ? { storage: int8Storage(outputs) } : {};
  const model = toOnnx(outputs, { baked: weights, ...storage });
  return precision === 'fp16' ? toHalf(model) : model;
}

/** The graph that {@link exportNetwork} writes: parameters are inputs under their names, the batch is the size `batch`. */
export function servingGraph(config: NetworkConfig, shape: StreamShape): Outputs {
  const network = networkOf(config);
  const inputs = videoInputs({ config: network.sizes(config) }, 'batch', shape);
  return shareCommon(postponeReshapes(answersOf(network, parameterScope(config), inputs)));
}

function answersOf(network: Network, scope: Scope, inputs: VideoInputs): Record<string, Tensor> {
  if (network.kind === 'joint') {
    const built = network.build(scope, inputs, 'last');
    return { moment_emb: built.embedding, moment_bbox: built.box, ...built.outputs?.() };
  }
  const { box, foreground } = network.detect(scope, inputs);
  const embedding = pooledMoments(network.encode(scope, inputs), box, inputs.frame_mask);
  return { moment_emb: embedding, moment_bbox: box, moment_foreground: foreground };
}

/**
 * `sfx.onnx`: the features of any number of effects to `sfx_emb` [size, d]; besides `sfx0_norm` [d] and the
 * logarithmic `logit_scale` []. Throws a `WeightsError` for weights of another network.
 */
export function exportSfx(config: NetworkConfig, weights: ReadonlyMap<string, Float32Array>): Uint8Array {
  checkWeights(config, weights);
  const network = networkOf(config);
  const scope = parameterScope(config);
  const side = network.effects(scope, libraryInputs({ config: network.sizes(config) }, 'effects'));
  const outputs = { sfx_emb: side.effects, sfx0_norm: side.noEffect, logit_scale: side.logScale };
  return toOnnx(shareCommon(outputs), { baked: weights });
}
