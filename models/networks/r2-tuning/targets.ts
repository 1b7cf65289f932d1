/** What the losses of R2-Tuning are fed. */
import type { DetectionTargets, DetectionTruth } from '../network.ts';
import { framesOf } from '../retrieval/boundaries.ts';
import { frameFeeds, type FrameTruth } from '../retrieval/frame-targets.ts';
import type { Draw, Seconds } from '../retrieval/labels.ts';
import { chosenFrame, pointTarget } from './labels.ts';
import { pointsOf, type Point } from './points.ts';

/** Inputs that points are compared with. */
export const POINT_INPUTS = ['point_target', 'point_weight', 'distance_target', 'distance_weight'] as const;

/** The moments of one video of a batch. */
export interface PointTruth {
  /** Windows in frames. */
  readonly windows: readonly Seconds[];
  /** Whether each point of the pyramid is real. */
  readonly real: readonly boolean[];
}

/**
 * What every point of a batch should say. A batch without a moment that any point answers for has no distances to learn.
 * @internal The tests give it the authors' labels.
 */
export function pointFeeds(
  points: readonly Point[],
  videos: readonly PointTruth[],
): Record<(typeof POINT_INPUTS)[number], Float32Array> {
  const count = points.length * videos.length;
  const feeds = {
    point_target: new Float32Array(count),
    point_weight: new Float32Array(count),
    distance_target: new Float32Array(2 * count),
    distance_weight: new Float32Array(count),
  };
  for (const [video, { windows, real }] of videos.entries())
    for (const [at, point] of points.entries()) {
      const row = video * points.length + at;
      const target = pointTarget(point, windows);
      feeds.point_target[row] = Number(target.foreground);
      feeds.point_weight[row] = Number(real[at]);
      feeds.distance_target.set(target.distances, 2 * row);
      feeds.distance_weight[row] = Number(target.foreground && real[at]);
    }
  spread(feeds.point_weight, 1);
  // Of two distances a point.
  spread(feeds.distance_weight, 1 / 2);
  return feeds;
}

/** Makes what is not 0 add up to `sum`, in place. */
function spread(values: Float32Array, sum: number): void {
  const count = values.reduce((total, value) => total + value, 0);
  if (count > 0) for (let at = 0; at < values.length; at++) values[at]! *= sum / count;
}

/** From the truth of a batch: points all of whose frames are real count, and moments have at least one frame. */
export function targetsOf(truth: DetectionTruth, strides: readonly number[], draw: Draw): DetectionTargets {
  const points = pointsOf(strides, truth.frames);
  const videos = truth.moments.map((moments, video) => {
    const length = truth.frameNum[video] ?? 0;
    const saliency = new Float32Array(truth.frames);
    for (const { start, end } of moments) saliency.fill(1, start, end + 1);
    return {
      windows: framesOf(moments, length),
      real: points.map(({ position, stride }) => position + stride <= length),
      frames: { saliency, length, chosen: chosenFrame(saliency, draw) } satisfies FrameTruth,
    };
  });
  return {
    feeds: {
      ...pointFeeds(points, videos),
      ...frameFeeds(
        videos.map(({ frames }) => frames),
        truth.frames,
        'kept',
      ),
    },
  };
}
