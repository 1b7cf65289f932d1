/** Intervals as (center, width) in graphs. */
import { concat, slice } from '../graph/ops/arrange.ts';
import { add, div, max, min, mul, sub } from '../graph/ops/elementwise.ts';
import { scalar, type Tensor } from '../graph/tensor.ts';

/** Starts and ends [.., 1] of intervals (center, width) [.., 2]. */
export function edges(box: Tensor): [start: Tensor, end: Tensor] {
  const [center, half] = [slice(box, -1, 0, 1), mul(slice(box, -1, 1, 2), scalar(0.5))];
  return [sub(center, half), add(center, half)];
}

/** The part that lies within [0, 1] of intervals given by their starts and ends [.., 1], as (center, width) [.., 2]. */
export function boxesWithin(start: Tensor, end: Tensor): Tensor {
  const [from, to] = [start, end].map((edge) => min(max(edge, scalar(0)), scalar(1))) as [Tensor, Tensor];
  return concat([mul(add(from, to), scalar(0.5)), sub(to, from)], start.shape.length - 1);
}

/** Generalised IoU of intervals (center, width) [rows, 2], not clipped to [0, 1]: [rows, 1]. */
export const giou = (a: Tensor, b: Tensor): Tensor => edgesGiou(edges(a), edges(b));

/** Generalised IoU of intervals given by their starts and ends: IoU − (hull − union) / hull. */
export function edgesGiou(
  [startA, endA]: readonly [Tensor, Tensor],
  [startB, endB]: readonly [Tensor, Tensor],
): Tensor {
  const overlap = max(sub(min(endA, endB), max(startA, startB)), scalar(0));
  const union = sub(add(sub(endA, startA), sub(endB, startB)), overlap);
  const hull = sub(max(endA, endB), min(startA, startB));
  return sub(div(overlap, union), div(sub(hull, union), hull));
}
