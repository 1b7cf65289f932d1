/** Which parts of a sound are heard: clips of one length, spread evenly over it. */
import { SPEECH_RATE } from '../../../core/formats.ts';

/** How many clips, and where. */
export interface ClipPlan {
  /** Seconds. */
  readonly clipDuration: number;
  readonly clips: number;
  /** Clip i starts at i / clipIntervals of what is longer than a clip. */
  readonly clipIntervals: number;
}

/** A clip as sample numbers at 16 kHz, the end not included. It may reach beyond the sound. */
export interface ClipRange {
  readonly start: number;
  readonly end: number;
}

/** Numbers of seconds are multiples of this many parts of one, which a double of 2 s and more holds exactly. */
const PARTS = 2n ** 52n;
const inParts = (seconds: number): bigint => BigInt(Math.trunc(seconds * Number(PARTS)));

/**
 * The clips of a sound of `length` samples, as pytorchvideo's `ConstantClipsPerVideoSampler` gives them to ImageBind, whose times
 * are fractions: only the duration is a rounded number, and the sample is what lies before the time.
 */
export function clipRanges(length: number, { clipDuration, clips, clipIntervals }: ClipPlan): ClipRange[] {
  const latest = Math.max(length / SPEECH_RATE - clipDuration, 0);
  const divisor = PARTS * BigInt(clipIntervals);
  const sampleAt = (parts: bigint): number => Number((parts * BigInt(SPEECH_RATE)) / divisor);
  return Array.from({ length: clips }, (_, index) => {
    const start = inParts(latest) * BigInt(index);
    const end = start + inParts(clipDuration) * BigInt(clipIntervals);
    return { start: sampleAt(start), end: sampleAt(end) };
  });
}
