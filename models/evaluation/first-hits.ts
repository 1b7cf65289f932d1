/** R1 of key moments. */
import type { ClipTruth, KeyMomentPrediction } from './average-precision.ts';
import { iou } from './nms.ts';

/** R1: the share of clips (0…1) whose most probable key moment overlaps a true one by at least `least`; `truths` in the same order. */
export function firstHits(
  predictions: readonly KeyMomentPrediction[],
  truths: readonly Pick<ClipTruth, 'moment_gt_windows'>[],
  least: number,
): number {
  const hits = predictions.filter(({ moment_pred_windows: found }, at) => {
    const first = found.toSorted((a, b) => b[2] - a[2])[0];
    return (
      first !== undefined &&
      truths[at]!.moment_gt_windows.some((span) => iou(span, [first[0], first[1]]) >= least)
    );
  });
  return truths.length === 0 ? 0 : hits.length / truths.length;
}
