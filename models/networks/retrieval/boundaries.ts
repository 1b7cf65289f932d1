/** Windows as the authors' loaders clean them. */
import type { TrueMoment } from '../network.ts';
import type { Seconds } from './labels.ts';

const f = Math.fround;

/** The length of a video and how fine its frames are. */
export interface VideoLength {
  readonly frames: number;
  /** Frames a second. */
  readonly fps: number;
}

/**
 * Windows within the video, start before end, at least a frame long; rounded to 32 bits as the authors' are.
 * @internal A rule of the loader of R2-Tuning's authors, checked against its numbers.
 */
export function boundariesOf(windows: readonly Seconds[], { frames, fps }: VideoLength): Seconds[] {
  const last = frames / fps;
  const clamp = (time: number): number => f(Math.min(Math.max(time, 0), last));
  return windows.map(([from, to]) => {
    const [start, end] = [clamp(Math.min(from, to)), clamp(Math.max(from, to))];
    if (end - start >= 1 / fps) return [start, end];
    const center = f(f(start + end) / 2);
    const first = Math.max(f(center - 0.5 / fps), 0);
    const kept = Math.min(first, last - 1 / fps);
    return [f(kept), f(kept + 1 / fps)];
  });
}

/** The moments of a window of `length` real frames, from their (center, width) in fractions, in frames. */
export const framesOf = (moments: readonly TrueMoment[], length: number): Seconds[] =>
  boundariesOf(
    moments.map(({ box: [center, width] }): Seconds => [
      (center - width / 2) * length,
      (center + width / 2) * length,
    ]),
    { frames: length, fps: 1 },
  );
