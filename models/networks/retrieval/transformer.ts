/** Transformer layers under the names of PyTorch's `nn.MultiheadAttention` and of DETR. */
import { reshape, slice } from '../../graph/ops/arrange.ts';
import { add } from '../../graph/ops/elementwise.ts';
import { dimAt, product } from '../../graph/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { affine, attend, linear, norm, type AttentionInputs, type NormScope } from '../layers.ts';
import type { Scope } from '../network.ts';

/** Where a layer finds parameters and its number of heads. */
export type LayerScope = NormScope & Pick<Scope<{ readonly nheads: number }>, 'config' | 'drop'>;
/** What stands between the two linear layers; `layer` is the layer's name. */
export type Activation = (layer: string, x: Tensor) => Tensor;

/** Multi-head attention whose three projections are rows of `in_proj_weight` [3d, d], then `out_proj`. */
export function packedAttention(scope: LayerScope, name: string, inputs: AttentionInputs): Tensor {
  const weight = scope.parameter(`${name}.in_proj_weight`);
  const bias = scope.parameter(`${name}.in_proj_bias`);
  const width = Number(dimAt(name, weight.shape, 0)) / 3;
  const project = (x: Tensor, part: number): Tensor => {
    const [from, to] = [part * width, (part + 1) * width];
    return affine(x, slice(weight, 0, from, to), slice(bias, 0, from, to));
  };
  const mixed = attend(scope, scope.config.nheads, {
    ...inputs,
    query: project(inputs.query, 0),
    key: project(inputs.key, 1),
    value: project(inputs.value, 2),
  });
  return linear(scope, `${name}.out_proj`, mixed);
}

/** linear2(activation(linear1(x))) */
export function feedForward(scope: LayerScope, layer: string, activation: Activation, x: Tensor): Tensor {
  // Without reshapes between, onnxruntime makes one operator of product and activation.
  const rows = reshape(x, [product(x.shape.slice(0, -1)), dimAt(layer, x.shape, -1)]);
  const inner = scope.drop('ffn', activation(layer, linear(scope, `${layer}.linear1`, rows)));
  return reshape(linear(scope, `${layer}.linear2`, inner), x.shape);
}

/** What a sequence is encoded with. */
export interface EncoderInputs {
  /** [batch, tokens, d] */
  readonly x: Tensor;
  /** Added where it is looked with and at: [batch, tokens, d]. */
  readonly positions: Tensor;
  /** Added to attention scores: [batch, 1, 1, tokens]. */
  readonly mask: Tensor;
}

/** One post-norm layer: LN1(x + attention), LN2(x + feed-forward). */
function encoderLayer(
  scope: LayerScope,
  layer: string,
  activation: Activation,
  { x, positions, mask }: EncoderInputs,
): Tensor {
  const placed = add(x, positions);
  const mixed = packedAttention(scope, `${layer}.self_attn`, { query: placed, key: placed, value: x, mask });
  const attended = norm(scope, `${layer}.norm1`, add(x, mixed));
  return norm(scope, `${layer}.norm2`, add(attended, feedForward(scope, layer, activation, attended)));
}

/** The output of each of `layers` layers `<name>.layers.<i>`, one on the other; without a norm after the last. */
export function encoderLayers(
  scope: LayerScope,
  {
    name,
    layers,
    activation,
  }: { readonly name: string; readonly layers: number; readonly activation: Activation },
  { x, positions, mask }: EncoderInputs,
): Tensor[] {
  const outputs: Tensor[] = [];
  let y = x;
  for (let layer = 0; layer < layers; layer++) {
    y = encoderLayer(scope, `${name}.layers.${layer}`, activation, { x: y, positions, mask });
    outputs.push(y);
  }
  return outputs;
}
