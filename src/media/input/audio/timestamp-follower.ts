/**
 * The sound of a recording or a connection on its sample positions. It follows its time stamps: missing sound becomes
 * silence at once, doubled sound is cut, and a drifting audio clock is taken out by resampling.
 */
import { fromSample, micros, sampleIndex, subtract, toSample } from '../../../streams/time.ts';
import type { Micros, SampleIndex } from '../../../streams/time.ts';
import type { AudioPlacement } from './placement.ts';
import { GapFiller } from './gaps.ts';
import { newSamples, type AudioBlock, type AudioFormat, type Samples } from '../../pcm.ts';
import { Drift } from './drift.ts';
import { LEAD, Asrc } from './asrc.ts';

/** The sound of one recording or connection, and who hears of its gaps. */
export interface TimestampFollowerOptions {
  readonly format: AudioFormat;
  /** Where the connection begins. */
  readonly from: Micros;
  readonly onGap?: (at: Micros, length: Micros) => void;
  /** All of the sound is there, wherever it lies in the file: nothing is waited for, and a gap of hours is refused. */
  readonly recorded?: boolean;
}

/**
 * Sound that lags behind the picture by more than this is missing, in µs: muxers interleave within a second. Should it
 * come after all, the input is given more time from then on.
 */
const ALLOWED_LAG: Micros = micros(1_500_000);
const MORE_LAG = 500_000;
const MOST_LAG = 10_000_000;

/** Places sound by its time stamps. It owns its resampler. */
export class TimestampFollower implements AudioPlacement {
  readonly #format: AudioFormat;
  readonly #onGap: TimestampFollowerOptions['onGap'];
  readonly #recorded: boolean;
  readonly #timeline: GapFiller;
  readonly #drift = new Drift();
  #stretcher: Asrc | undefined;
  /** The last samples that came out, for the resampler's start. */
  #tail: Samples;
  #allowedLag: Micros = ALLOWED_LAG;
  /** The sound has been missing for longer than one waits. */
  #missing = false;
  #begun = false;
  /** The next time stamp holds exactly. */
  #seam = false;

  constructor({ format, from, onGap, recorded = false }: TimestampFollowerOptions) {
    this.#recorded = recorded;
    this.#format = format;
    this.#onGap = onGap;
    this.#timeline = new GapFiller(format, { from: toSample(from, format.rate) });
    this.#tail = newSamples(format.precision, 0);
  }

  get end(): SampleIndex {
    return this.#timeline.end;
  }

  /** Gaps that were filled. */
  gaps = 0;

  /** Drift that is being taken out, in parts per million. */
  get driftPpm(): number {
    return Math.round(this.#drift.rate * 1e6);
  }

  *place(at: SampleIndex | undefined, samples: Samples): Generator<AudioBlock> {
    if (!this.#begun) {
      this.#begun = true;
      // The first block says where sound begins; a late one is led in by silence.
      const start = at ?? this.#timeline.end;
      const early = Math.max(0, this.#timeline.end - start);
      yield* this.#keep(this.#timeline.place(sampleIndex(start + early), this.#cut(samples, early)));
      return;
    }
    const { rate, channels } = this.#format;
    const error = at === undefined ? 0 : at - this.#due;
    const missed = this.#missing;
    this.#missing = false;
    if (missed && error < 0) this.#wait(error);
    const length = samples.length / channels / rate;
    const decision =
      this.#seam && at !== undefined
        ? this.#drift.step(error / rate)
        : this.#drift.next(error / rate, length);
    // Where more is doubled than this block holds, the next one is cut by the rest.
    const swallowed = decision === 'overlap' && -error / rate > length;
    if (at !== undefined) this.#seam = swallowed;
    switch (decision) {
      case 'gap':
        if (!missed) this.#report(error);
        if (this.#recorded) this.#timeline.refuseBeyond(sampleIndex(this.#timeline.end + Math.round(error)));
        yield* this.#fill(Math.round(error));
        yield* this.#put(samples);
        break;
      case 'overlap':
        yield* this.#put(this.#cut(samples, -error));
        break;
      case 'follow':
        yield* this.#put(samples);
    }
  }

  seam(): void {
    this.#seam = true;
  }

  /** Other streams have come to `time`: sound that stays away for long is silence. */
  *passed(time: Micros): Generator<AudioBlock> {
    if (this.#recorded) return;
    const { rate } = this.#format;
    const missing = toSample(subtract(time, this.#allowedLag), rate) - this.#due;
    // A little at a time would be many small blocks.
    if (missing < rate / 10) return;
    if (!this.#missing) this.#report(missing);
    this.#missing = true;
    if (!this.#begun) {
      this.#begun = true;
      yield* this.#keep(this.#timeline.silence(sampleIndex(this.#timeline.end + Math.round(missing))));
      return;
    }
    yield* this.#fill(Math.round(missing));
  }

  /** Silence, a second at a time. */
  *#fill(frames: number): Generator<AudioBlock> {
    const { rate, channels, precision } = this.#format;
    for (let left = frames; left > 0; left -= rate)
      yield* this.#put(newSamples(precision, Math.min(left, rate) * channels));
  }

  *finish(): Generator<AudioBlock> {
    if (this.#stretcher !== undefined) yield* this.#append(this.#stretcher.finish());
  }

  /** The position where the next sample belongs that goes in. */
  get #due(): number {
    return this.#timeline.end + (this.#stretcher?.held ?? 0);
  }

  /** Sound came after its time was given away. */
  #wait(error: number): void {
    const behind = (-error / this.#format.rate) * 1e6 + this.#allowedLag + MORE_LAG;
    this.#allowedLag = micros(Math.round(Math.min(MOST_LAG, behind)));
  }

  #report(frames: number): void {
    const { rate } = this.#format;
    this.gaps += 1;
    this.#onGap?.(fromSample(this.end, rate), fromSample(sampleIndex(Math.round(frames)), rate));
  }

  #cut(samples: Samples, frames: number): Samples {
    return frames <= 0 ? samples : samples.slice(Math.round(frames) * this.#format.channels);
  }

  *#put(samples: Samples): Generator<AudioBlock> {
    if (this.#drift.engaged) this.#stretcher ??= new Asrc(this.#format, this.#tail);
    yield* this.#append(this.#stretcher?.stretch(samples, this.#drift.rate) ?? samples);
  }

  *#append(samples: Samples): Generator<AudioBlock> {
    if (samples.length > 0) yield* this.#keep(this.#timeline.place(undefined, samples));
  }

  /** Remembers the last samples until the resampler has begun. */
  *#keep(blocks: Iterable<AudioBlock>): Generator<AudioBlock> {
    for (const block of blocks) {
      if (this.#stretcher === undefined) this.#tail = block.samples.slice(-LEAD * this.#format.channels);
      yield block;
    }
  }

  [Symbol.dispose](): void {
    this.#stretcher?.[Symbol.dispose]();
  }
}
