/** Puts decoded sound on its sample positions: contiguous blocks, whatever the time stamps say. */
import { fromSample, sampleIndex, type SampleIndex } from '../../../streams/time.ts';
import { MediaError } from '../../errors.ts';
import { newSamples, SILENCE_S, type AudioBlock, type AudioFormat, type Samples } from '../../pcm.ts';
import type { AudioPlacement } from './placement.ts';

/**
 * How far a time stamp may lie from where the sound ended before it is believed, in seconds. Containers round to
 * 1 ms and capture cards jitter by up to 30 ms; below 45 ms a shift of sound against picture is not noticed.
 */
const TOLERANCE_S = 0.04;
/** Sound that starts at most this long after where it may begin keeps its start; a later start is led in by silence. */
const LEAD_IN_S = 0.1;
/** A longer gap is no gap but a broken clock. */
const LONGEST_GAP_S = 3600;

/** What was mended so far. */
export interface GapCounts {
  gaps: number;
  overlaps: number;
  /** Samples of silence put in, and of sound taken out. */
  filled: number;
  trimmed: number;
}

/** Where the sound may begin. */
export interface GapFillerOptions {
  /** Where sound may begin; sound before it is cut off. Default 0. */
  readonly from?: SampleIndex;
}

/** For recordings: forgives jitter, fills gaps with silence, trims overlaps. Holds nothing back and nothing native. */
export class GapFiller implements AudioPlacement {
  readonly driftPpm = 0;
  readonly counts: GapCounts = { gaps: 0, overlaps: 0, filled: 0, trimmed: 0 };
  readonly #format: AudioFormat;
  readonly #from: SampleIndex;
  #start: SampleIndex | undefined;
  #end: SampleIndex;
  /** The next time stamp holds exactly. */
  #exact = false;

  constructor(format: AudioFormat, { from = sampleIndex(0) }: GapFillerOptions = {}) {
    this.#format = format;
    this.#from = from;
    this.#end = from;
  }

  /** Where the sound begins; undefined before the first block. */
  get start(): SampleIndex | undefined {
    return this.#start;
  }

  get gaps(): number {
    return this.counts.gaps;
  }

  /** The position after the last sample. */
  get end(): SampleIndex {
    return this.#end;
  }

  /**
   * Takes decoded samples that claim to start at `at` (undefined: right after the ones before) and yields contiguous
   * blocks: gaps filled with silence, overlaps trimmed, jitter ignored.
   */
  *place(at: SampleIndex | undefined, samples: Samples): Generator<AudioBlock> {
    const { rate, channels } = this.#format;
    let from = 0;
    if (this.#start === undefined) yield* this.#begin(at ?? this.#from);
    const shift = at === undefined ? 0 : at - this.#end;
    const tolerance = this.#exact ? 0 : TOLERANCE_S * rate;
    // Where more is doubled than this block holds, the next one is cut by the rest.
    const swallowed = shift < -Math.max(tolerance, samples.length / channels);
    if (at !== undefined) this.#exact = swallowed;
    if (shift > tolerance) {
      this.counts.gaps += 1;
      this.counts.filled += shift;
      yield* this.silence(at as SampleIndex);
    } else if (shift < -tolerance) {
      from = Math.min(-shift, samples.length / channels);
      this.counts.overlaps += 1;
      this.counts.trimmed += from;
    }
    const kept = from === 0 ? samples : samples.slice(from * channels);
    if (kept.length > 0) yield this.#append(kept);
  }

  seam(): void {
    this.#exact = true;
  }

  /** Nothing is held back. */
  finish(): readonly AudioBlock[] {
    return [];
  }

  [Symbol.dispose](): void {
    // Nothing is held.
  }

  /** Silence up to `until`. */
  *silence(until: SampleIndex): Generator<AudioBlock> {
    const { rate, channels, precision } = this.#format;
    if (this.#start === undefined) this.#start = this.#end;
    this.refuseBeyond(until);
    while (this.#end < until) {
      const frames = Math.min(SILENCE_S * rate, until - this.#end);
      yield this.#append(newSamples(precision, frames * channels));
    }
  }

  /**
   * Refuses a gap up to `until` that is none but a broken clock.
   * @throws MediaError input-timestamps
   */
  refuseBeyond(until: SampleIndex): void {
    const { rate } = this.#format;
    if (until - this.#end <= LONGEST_GAP_S * rate) return;
    throw new MediaError(
      'input-timestamps',
      `The sound's time stamps jump by ${Math.round((until - this.#end) / rate)} s at ${fromSample(this.#end, rate) / 1e6} s.`,
      'Rewrite them first, for example with: ffmpeg -i IN -c copy OUT',
    );
  }

  *#begin(at: SampleIndex): Generator<AudioBlock> {
    if (at >= this.#from && at <= this.#from + LEAD_IN_S * this.#format.rate) {
      this.#start = at;
      this.#end = at;
    } else {
      this.#start = this.#from;
      yield* this.silence(sampleIndex(Math.max(this.#from, at)));
    }
  }

  #append(samples: Samples): AudioBlock {
    const start = this.#end;
    this.#end = sampleIndex(start + samples.length / this.#format.channels);
    return { start, samples };
  }
}
