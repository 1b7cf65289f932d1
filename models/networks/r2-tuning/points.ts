/** The points of the pyramid: the places in a video, on levels of different strides, that each may answer for a moment. */

/** One level. */
export interface Level {
  /** Frames to a point. */
  readonly stride: number;
  readonly points: number;
}

/** One point. */
export interface Point {
  /** In frames. */
  readonly position: number;
  readonly stride: number;
  /** How far the farther end of a moment may be for this point to answer for it, in frames, borders included. */
  readonly range: readonly [low: number, high: number];
}

/** The levels of a video of so many frames; those of longer strides are left out. */
export const levelsOf = (strides: readonly number[], frames: number): Level[] =>
  strides
    .filter((stride) => stride <= frames)
    .map((stride) => ({ stride, points: Math.floor(frames / stride) }));

/**
 * All points, level by level. Ranges follow from all strides, also where short videos leave levels out: from a level's stride to
 * the next one's, but the first from 0, the last without an end.
 */
export function pointsOf(strides: readonly number[], frames: number): Point[] {
  return levelsOf(strides, frames).flatMap(({ stride, points }, level) => {
    const range = [level === 0 ? 0 : stride, strides[level + 1] ?? Infinity] as const;
    return Array.from({ length: points }, (_, at) => ({
      position: at * stride,
      stride,
      range,
    }));
  });
}
