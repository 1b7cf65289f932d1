/** Shapes of the layers' parameters, by the authors' names. */

/** Parameters by name, one after the other. */
export type Shapes = Iterable<readonly [string, number[]]>;

/** `<name>.weight` [outputs, inputs] and `<name>.bias` [outputs]. */
export function* linearShapes(name: string, inputs: number, outputs: number): Shapes {
  yield [`${name}.weight`, [outputs, inputs]];
  yield [`${name}.bias`, [outputs]];
}

/** `<name>.weight` [outputs, inputs, kernel] and `<name>.bias` [outputs]: of `conv1d`. */
export function* convolutionShapes(name: string, inputs: number, outputs: number, kernel: number): Shapes {
  yield [`${name}.weight`, [outputs, inputs, kernel]];
  yield [`${name}.bias`, [outputs]];
}

/** A layer norm's. */
export function* normShapes(name: string, width: number): Shapes {
  yield [`${name}.weight`, [width]];
  yield [`${name}.bias`, [width]];
}

/** Of `packedAttention`. */
export function* attentionShapes(name: string, width: number): Shapes {
  yield [`${name}.in_proj_weight`, [3 * width, width]];
  yield [`${name}.in_proj_bias`, [3 * width]];
  yield* linearShapes(`${name}.out_proj`, width, width);
}

/** The two linear layers and the norms `norm1`… of a Transformer layer. */
export function* layerShapes(
  name: string,
  { hidden_dim: width, dim_feedforward: inner }: { hidden_dim: number; dim_feedforward: number },
  norms: number,
): Shapes {
  yield* linearShapes(`${name}.linear1`, width, inner);
  yield* linearShapes(`${name}.linear2`, inner, width);
  for (let index = 1; index <= norms; index++) yield* normShapes(`${name}.norm${index}`, width);
}

/** Of `encoderLayers`. */
export function* encoderShapes(
  name: string,
  sizes: { hidden_dim: number; dim_feedforward: number; enc_layers: number },
): Shapes {
  for (let layer = 0; layer < sizes.enc_layers; layer++) {
    yield* attentionShapes(`${name}.layers.${layer}.self_attn`, sizes.hidden_dim);
    yield* layerShapes(`${name}.layers.${layer}`, sizes, 2);
  }
}

/** Of `mlp`: `widths` are those of its input, of what is between, and of its output. */
export function* mlpShapes(name: string, widths: readonly number[]): Shapes {
  for (const [layer, outputs] of widths.slice(1).entries())
    yield* linearShapes(`${name}.layers.${layer}`, widths[layer] ?? outputs, outputs);
}

/** Of the two `inputProjection`s. */
export function* projectionShapes(sizes: {
  readonly hidden_dim: number;
  readonly v_feat_dim: number;
  readonly t_feat_dim: number;
  readonly n_input_proj: number;
}): Shapes {
  for (const [name, inputs] of [
    ['input_txt_proj', sizes.t_feat_dim],
    ['input_vid_proj', sizes.v_feat_dim],
  ] as const)
    for (let layer = 0; layer < sizes.n_input_proj; layer++) {
      const width = layer === 0 ? inputs : sizes.hidden_dim;
      yield* normShapes(`${name}.${layer}.LayerNorm`, width);
      yield* linearShapes(`${name}.${layer}.net.1`, width, sizes.hidden_dim);
    }
}
