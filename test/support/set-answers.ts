/** Answers of all decoder layers [layers, …] under the fixtures' names: the last one's are the main ones. */
export function byLayer(
  { logits, spans, saliency, ...others }: Record<string, Float32Array>,
  layers: number,
): Record<string, Float32Array> {
  const found: Record<string, Float32Array> = { ...others, saliency_scores: saliency! };
  for (const [name, values] of [
    ['pred_logits', logits!],
    ['pred_spans', spans!],
  ] as const) {
    const size = values.length / layers;
    for (let layer = 0; layer < layers; layer++)
      found[layer === layers - 1 ? name : `aux.${layer}.${name}`] = values.slice(
        layer * size,
        (layer + 1) * size,
      );
  }
  return found;
}
