/**
 * From media time to the outputs' time line, which has no holes and never goes back: at a cut the program goes on
 * with other media at the place that it had reached. Counted in samples, so that sound stays contiguous to the sample;
 * pictures follow it to within half a microsecond.
 */
import {
  add,
  fromSample,
  latest,
  micros,
  sampleIndex,
  subtract,
  toSample,
  type Micros,
  type SampleIndex,
} from '../../streams/time.ts';

/** Where media time 0 lies in a stream at first: encoders and reordered pictures begin a little before their first sample. */
const STREAM_ORIGIN: Micros = micros(200_000);

/** A key picture that can follow a cut: its decoding time and its presentation time. */
export interface SplicePoint {
  readonly at: Micros;
  readonly shown: Micros;
}

/** Translates media time to the outputs' time, over all cuts of one program. */
export class OutputTimeline {
  readonly #rate: number;
  /** Samples by which the outputs' time is ahead of media time. */
  #shift: number;
  #lastDts: Micros | undefined;
  #pictureEnd: Micros | undefined;

  /** `origin`: where media time 0 lies until the first cut. */
  constructor(rate: number, origin: Micros = STREAM_ORIGIN) {
    this.#rate = rate;
    this.#shift = toSample(origin, rate);
  }

  /** The output sample of a media sample. */
  sample(index: SampleIndex): SampleIndex {
    return sampleIndex(index + this.#shift);
  }

  /** The output time of a media time. */
  time(at: Micros): Micros {
    return add(at, fromSample(sampleIndex(this.#shift), this.#rate));
  }

  /**
   * The output times of a picture, noted as the last one; decoding times rise even where a sender's do not.
   */
  picture(at: Micros, shown: Micros, duration: Micros): { readonly dts: Micros; readonly pts: Micros } {
    const own = this.time(at);
    const dts = this.#lastDts !== undefined && own <= this.#lastDts ? micros(this.#lastDts + 1) : own;
    const pts = latest(dts, this.time(shown));
    this.#lastDts = dts;
    this.#pictureEnd = latest(this.#pictureEnd ?? pts, add(pts, duration));
    return { dts, pts };
  }

  /**
   * Goes on with the media at `splicePoint` after `written`, the next media sample of the sound so far. Returns how many
   * samples of silence must be written first, so that no picture goes back in time (at most what pictures are
   * reordered by).
   */
  splice(written: SampleIndex, splicePoint: SplicePoint, period: Micros): number {
    const soundEnd = this.sample(written);
    const decoded = this.#lastDts === undefined ? soundEnd : this.#sampleAfter(add(this.#lastDts, period));
    const reorder = toSample(subtract(splicePoint.shown, splicePoint.at), this.#rate);
    const shownEnd = this.#pictureEnd === undefined ? soundEnd : this.#sampleAfter(this.#pictureEnd);
    const place = Math.max(soundEnd, decoded + reorder, shownEnd);
    this.#shift = place - toSample(splicePoint.shown, this.#rate);
    return place - soundEnd;
  }

  #sampleAfter(time: Micros): number {
    return Math.ceil((time * this.#rate) / 1e6);
  }
}
