/** What the contrast of frames is fed. */

/** Of each video of a batch. */
export interface FrameTruth {
  /** How salient each frame is, padding included. */
  readonly saliency: ArrayLike<number>;
  /** Real frames. */
  readonly length: number;
  /** The frame that the others are compared with; undefined where none is salient. */
  readonly chosen: number | undefined;
}

/** Whether a frame that is rated like the chosen one is compared with it. */
export type Equals = 'kept' | 'left out';

/**
 * `frame_kept`, `frame_chosen` and `frame_weight` of a batch padded to `frames`. Frames that are rated above the chosen one are left
 * out. A video without a chosen frame counts nothing, and its frames are compared with those of others.
 */
export function frameFeeds(
  videos: readonly FrameTruth[],
  frames: number,
  equals: Equals,
): Record<'frame_kept' | 'frame_chosen' | 'frame_weight', Float32Array> {
  const [kept, chosen] = [0, 0].map(() => new Float32Array(videos.length * frames)) as [
    Float32Array,
    Float32Array,
  ];
  const weight = new Float32Array(videos.length);
  const counting = videos.filter((video) => video.chosen !== undefined).length;
  for (const [row, video] of videos.entries()) {
    const own = video.chosen ?? 0;
    const limit = video.chosen === undefined ? Infinity : (video.saliency[own] ?? 0);
    for (let frame = 0; frame < video.length; frame++) {
      const rated = video.saliency[frame] ?? 0;
      if (rated < limit || (equals === 'kept' && rated === limit) || frame === own)
        kept[row * frames + frame] = 1;
    }
    chosen[row * frames + own] = 1;
    weight[row] = video.chosen === undefined ? 0 : 1 / counting;
  }
  return { frame_kept: kept, frame_chosen: chosen, frame_weight: weight };
}
