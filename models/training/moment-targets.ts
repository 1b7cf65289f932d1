import { encodeBox, type TimedText } from '../corpus/windows.ts';

/** A moment of a training input: frames inside the window (end inclusive) and the row of its effect. */
export interface TargetMoment extends TimedText {
  readonly sfxIndex: number;
  /** The exact (center, width), where the data knows it finer than in frames. */
  readonly box?: readonly [center: number, width: number];
}

/** The moments of a batch under the fixtures' names, videos concatenated in batch order. */
export interface PackedMoments {
  /** [moments, 2] (center, width). */
  readonly moment_bbox_gt: Float32Array;
  /** [moments] */
  readonly moment_start_frame: Int32Array;
  readonly moment_end_frame: Int32Array;
  readonly moment_sfx_index: Int32Array;
  /** [videos]: moments, and background queries (queries − moments, never below 0). */
  readonly moment_num: Int32Array;
  readonly back_num: Int32Array;
}

/** `frameNum`: real frames of each video; `queries`: decoder queries. */
export function packMoments(
  moments: readonly (readonly TargetMoment[])[],
  frameNum: ArrayLike<number>,
  queries: number,
): PackedMoments {
  const flat = moments.flat();
  return {
    moment_bbox_gt: Float32Array.from(
      moments.flatMap((own, video) =>
        own.flatMap((moment) => moment.box ?? encodeBox(moment, frameNum[video]!)),
      ),
    ),
    moment_start_frame: Int32Array.from(flat, ({ start }) => start),
    moment_end_frame: Int32Array.from(flat, ({ end }) => end),
    moment_sfx_index: Int32Array.from(flat, ({ sfxIndex }) => sfxIndex),
    moment_num: Int32Array.from(moments, (own) => own.length),
    back_num: Int32Array.from(moments, (own) => Math.max(queries - own.length, 0)),
  };
}
