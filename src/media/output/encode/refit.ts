/** Brings the sound to a rate or layout that its encoder takes. Codecs that take it as it is need none of this. */
import { AV_SAMPLE_FMT_DBL, AV_SAMPLE_FMT_FLT } from 'node-av/constants';
import { SoftwareResampleContext, type ChannelLayout } from 'node-av/lib';
import { MediaError } from '../../errors.ts';
import { check } from '../../ffmpeg.ts';
import { channelLayout } from '../../input/audio/decoder.ts';
import type { AudioFormat, Samples } from '../../pcm.ts';

/** Interleaved samples of one format in, of the encoder's out. It owns FFmpeg's converter. */
export class Refit implements Disposable {
  readonly #context = new SoftwareResampleContext();
  readonly #from: AudioFormat;
  readonly #channels: number;

  /** Undefined when rate and channels are the same already. Equal counts of channels are taken as equal layouts. */
  static between(
    from: AudioFormat,
    to: { readonly rate: number; readonly layout: ChannelLayout },
  ): Refit | undefined {
    if (from.rate === to.rate && from.channels === to.layout.nbChannels) return undefined;
    return new Refit(from, to.rate, to.layout);
  }

  private constructor(from: AudioFormat, rate: number, layout: ChannelLayout) {
    this.#from = from;
    this.#channels = layout.nbChannels;
    const sample = from.precision === 32 ? AV_SAMPLE_FMT_FLT : AV_SAMPLE_FMT_DBL;
    check(
      this.#context.allocSetOpts2(
        ...([layout, sample, rate] as const),
        ...([from.channels === layout.nbChannels ? layout : channelLayout(from), sample, from.rate] as const),
      ),
      'preparing a converter for the encoder',
    );
    if (this.#context.init() < 0) {
      this.#context.free();
      throw new MediaError(
        'output-codec',
        `The sound's ${from.channels} channels cannot be mixed down to ${this.#channels}: they do not say which speakers they are for.`,
        'Use --audio-codec copy or pcm with a container such as .mkv, or mix them down first.',
      );
    }
  }

  convert(samples: Samples): Samples {
    const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
    return this.#run([bytes], samples.length / this.#from.channels);
  }

  end(): Samples {
    return this.#run(null, 0);
  }

  #run(input: Buffer[] | null, frames: number): Samples {
    const room = this.#context.getOutSamples(frames) + 64;
    const length = room * this.#channels;
    const out = this.#from.precision === 32 ? new Float32Array(length) : new Float64Array(length);
    const got = check(
      this.#context.convertSync([Buffer.from(out.buffer)], room, input, frames),
      'converting the sound',
    );
    return out.slice(0, got * this.#channels);
  }

  [Symbol.dispose](): void {
    this.#context.free();
  }
}
