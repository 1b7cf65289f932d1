/** Resamples sound by parts in a million, without a seam, to take out the drift of an audio clock. */
import { AV_SAMPLE_FMT_DBL, AV_SAMPLE_FMT_FLT } from 'node-av/constants';
import { SoftwareResampleContext } from 'node-av/lib';
import { check } from '../../ffmpeg.ts';
import { channelLayout } from './decoder.ts';
import { newSamples, type AudioFormat, type Samples } from '../../pcm.ts';

/** Taps of the filter. With 64, what a sine leaves besides itself lies below −104 dB up to 15 kHz; with 32, −97 dB. */
const FILTER = '64';
/** Sound before the seam that the filter sees, in samples: more than half its taps. */
export const LEAD = 128;
/** The rate is set as whole samples over this many seconds: 1 ppm at 48 kHz. */
const SPAN_S = 20;

/** Resamples one stretch of sound by a rate that may be changed while it runs. It owns FFmpeg's resampler. */
export class Asrc implements Disposable {
  readonly #format: AudioFormat;
  readonly #context = new SoftwareResampleContext();
  #skip = 0;

  /** `before`: the last samples before the seam (LEAD of each channel, or fewer); they do not come out again. */
  constructor(format: AudioFormat, before: Samples) {
    this.#format = format;
    try {
      this.#open(format, before);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  #open(format: AudioFormat, before: Samples): void {
    const layout = channelLayout(format);
    const sample = format.precision === 32 ? AV_SAMPLE_FMT_FLT : AV_SAMPLE_FMT_DBL;
    const { rate } = format;
    check(
      this.#context.allocSetOpts2(layout, sample, rate, layout, sample, rate),
      'preparing the drift resampler',
    );
    check(this.#context.setOption('flags', '+res'), 'preparing the drift resampler');
    check(this.#context.setOption('filter_size', FILTER), 'preparing the drift resampler');
    check(this.#context.init(), 'opening the drift resampler');
    this.#skip = before.length / format.channels;
    this.stretch(before, 0);
  }

  /** Samples that went in and have not come out yet. */
  get held(): number {
    return Number(this.#context.getDelay(BigInt(this.#format.rate))) - this.#skip;
  }

  /** The samples (interleaved) as far as they are due, `1 + rate` times as long. */
  stretch(samples: Samples, rate: number): Samples {
    const { channels, precision } = this.#format;
    const frames = samples.length / channels;
    if (frames === 0) return samples;
    const span = SPAN_S * this.#format.rate;
    check(this.#context.setCompensation(Math.round(rate * span), span), 'setting the drift');
    const input = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
    return this.#take(
      (out, room) => this.#context.convertSync([out], room, [input], frames),
      frames,
      precision,
    );
  }

  /** What is still held. Nothing may be stretched afterwards. */
  finish(): Samples {
    return this.#take(
      (out, room) => this.#context.convertSync([out], room, null, 0),
      0,
      this.#format.precision,
    );
  }

  #take(
    convert: (out: Buffer, room: number) => number,
    frames: number,
    precision: AudioFormat['precision'],
  ): Samples {
    const { channels } = this.#format;
    const room = this.#context.getOutSamples(frames) + LEAD;
    const out = newSamples(precision, room * channels);
    const got = check(convert(Buffer.from(out.buffer), room), 'taking drift out of the sound');
    const skipped = Math.min(this.#skip, got);
    this.#skip -= skipped;
    return out.slice(skipped * channels, got * channels);
  }

  [Symbol.dispose](): void {
    this.#context.free();
  }
}
