/**
 * From annotations to what UniVTG is trained with, as the authors' loader does it. Clips are the frames of a video; everything is
 * rounded to 32 bits as the authors' is.
 */
import type { Draw, RatedClips, Seconds } from '../retrieval/labels.ts';

const f = Math.fround;

/** The frames of a video. */
export interface Clips {
  readonly length: number;
  readonly clipSeconds: number;
}

/** What each frame should say. */
export interface FrameLabels {
  /** Where the frame stands, in fractions of the video. */
  readonly timestamps: readonly number[];
  /** The window that it lies in, in fractions of the video; (0, 0) where it lies in none. */
  readonly spans: readonly Seconds[];
  /** Whether it lies in a window. */
  readonly inside: readonly boolean[];
}

/**
 * Where frames stand: (i + clipSeconds / 2) / length. Of clips of 1 s that is their middle; of others it is not, which the authors'
 * networks have learned all the same.
 */
export const timestampsOf = ({ length, clipSeconds }: Clips): number[] =>
  Array.from({ length }, (_, frame) => f((frame + clipSeconds / 2) / length));

/**
 * What each frame should say of windows; of several that it lies in (borders included) the last. Where no frame lies in any, the
 * first window is every frame's, and the frame at its start counts as inside.
 */
export function frameLabels(windows: readonly Seconds[], clips: Clips): FrameLabels {
  const { length, clipSeconds } = clips;
  const timestamps = timestampsOf(clips);
  const fractions = windows.map(([start, end]): Seconds => [
    f(start / (length * clipSeconds)),
    f(end / (length * clipSeconds)),
  ]);
  const own = timestamps.map((time) => fractions.findLast(([start, end]) => time >= start && time <= end));
  const [first] = fractions;
  if (first === undefined || own.some((span) => span !== undefined))
    return {
      timestamps,
      spans: own.map((span) => span ?? [0, 0]),
      inside: own.map((span) => span !== undefined),
    };
  const at = Math.min(Math.max(Math.trunc(windows[0]![0] / clipSeconds), 0), length - 1);
  return {
    timestamps,
    spans: timestamps.map(() => first),
    inside: timestamps.map((_, frame) => frame === at),
  };
}

/** How salient frames are, and one of the salient ones. */
export interface Salience {
  readonly saliency: Float32Array;
  /** Undefined where no frame is salient. */
  readonly chosen: number | undefined;
}

/**
 * The mean rating of each relevant clip; one of them at random, or the best where all clips are relevant.
 * @internal A rule of the authors' loader, checked against its numbers.
 */
export function ratedSalience({ relevant, scores, length }: RatedClips, draw: Draw): Salience {
  const saliency = new Float32Array(length);
  for (const [at, clip] of relevant.entries()) {
    const own = scores[at] ?? [];
    saliency[clip] = own.reduce((sum, score) => sum + score, 0) / own.length;
  }
  const best = relevant.toSorted((a, b) => saliency[b]! - saliency[a]!)[0];
  const all = new Set(relevant).size >= length;
  return { saliency, chosen: all ? best : draw.sample(relevant, 1)[0] };
}

/** Of windows without ratings: frames inside are salient, and one of them is chosen at random. */
export function windowSalience(inside: readonly boolean[], draw: Draw): Salience {
  const salient = inside.flatMap((own, frame) => (own ? [frame] : []));
  return { saliency: Float32Array.from(inside, Number), chosen: draw.sample(salient, 1)[0] };
}
