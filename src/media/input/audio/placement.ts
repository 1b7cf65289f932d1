/** Where decoded sound is put: contiguous blocks out, whatever the time stamps say. */
import type { Micros, SampleIndex } from '../../../streams/time.ts';
import type { AudioBlock, Samples } from '../../pcm.ts';

/** Puts decoded sound on its sample positions; see `TimestampFollower`. */
export interface AudioPlacement extends Disposable {
  /** Takes samples that claim to start at `at` (undefined: right after the ones before). */
  place(at: SampleIndex | undefined, samples: Samples): Iterable<AudioBlock>;
  /** The time stamps mean another time from here on: the next one holds exactly, however small the step. */
  seam(): void;
  /** Other streams have come to `time`: what is missing for too long becomes silence. */
  passed?(time: Micros): Iterable<AudioBlock>;
  /** What is still held back, at the end. */
  finish(): Iterable<AudioBlock>;
  /** The position after the last sample. */
  readonly end: SampleIndex;
  /** Gaps that were filled with silence. */
  readonly gaps: number;
  /** Drift that is being taken out now, in parts per million. */
  readonly driftPpm: number;
}
