/** A half-open interval [start, end). */
export type Span = readonly [start: number, end: number];

/** Intersection over union of two half-open intervals; those that only touch have 0. */
export function iou([startA, endA]: Span, [startB, endB]: Span): number {
  const overlap = Math.max(Math.min(endA, endB) - Math.max(startA, startB), 0);
  const union = endA - startA + (endB - startB) - overlap;
  return union > 0 ? overlap / union : 0;
}

/**
 * Plain non-maximum suppression: by falling score (equal scores keep their order), each span that is kept
 * removes all later ones that overlap it by `threshold` or more. Gives the kept indices in that order.
 */
export function nms(spans: readonly Span[], scores: readonly number[], threshold: number): number[] {
  const order = spans.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  const kept: number[] = [];
  for (const i of order) if (kept.every((k) => iou(spans[k]!, spans[i]!) < threshold)) kept.push(i);
  return kept;
}
