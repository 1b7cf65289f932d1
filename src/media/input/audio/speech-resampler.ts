/** 16 kHz mono for speech recognition, made from the sound's blocks. */
import { AV_SAMPLE_FMT_FLT } from 'node-av/constants';
import { SoftwareResampleContext, avChannelLayoutDefault } from 'node-av/lib';
import { sampleIndex, toSample, ZERO, type Micros, type SampleIndex } from '../../../streams/time.ts';
import { SPEECH_RATE } from '../../../core/formats.ts';
import { check } from '../../ffmpeg.ts';
import type { AudioBlock, AudioFormat, Samples } from '../../pcm.ts';

/** Mono sound at 16 kHz; `start` counts 16 kHz samples since media time 0. */
export interface SpeechBlock {
  readonly start: SampleIndex;
  readonly samples: Float32Array<ArrayBuffer>;
}

/** Pieces go into the resampler in this length, in seconds, whatever the decoder's frames are: same input, same output. */
const PIECE_S = 0.5;

const FRONT_CENTRE = 1n << 2n;
const LFE = 1n << 3n;

/** How loud each channel is in the mono sum: speech sits in the centre where there is one, never in the LFE. */
function weights({ channels, mask }: AudioFormat): number[] {
  const speakers: bigint[] = [];
  for (let bit = 1n; bit <= mask && speakers.length < channels; bit <<= 1n)
    if ((mask & bit) !== 0n) speakers.push(bit);
  const raw = Array.from({ length: channels }, (_, channel): number => {
    const speaker = speakers[channel];
    if (speaker === LFE) return 0;
    return (mask & FRONT_CENTRE) !== 0n && speaker !== FRONT_CENTRE ? 0.5 : 1;
  });
  const sum = raw.reduce((total, weight) => total + weight, 0);
  return raw.map((weight) => weight / Math.max(sum, 1e-9));
}

/** Contiguous from media time `from` on (default 0): what the sound lacks at its start is silence. */
export class SpeechResampler implements Disposable {
  readonly #weights: readonly number[];
  readonly #piece: Float32Array<ArrayBuffer>;
  readonly #rate: number;
  #context: SoftwareResampleContext | undefined;
  #filled = 0;
  #in: number;
  #out: number;

  constructor(format: AudioFormat, from: Micros = ZERO) {
    this.#in = toSample(from, format.rate);
    this.#out = toSample(from, SPEECH_RATE);
    this.#rate = format.rate;
    this.#weights = weights(format);
    this.#piece = new Float32Array(Math.round(PIECE_S * format.rate));
    const mono = avChannelLayoutDefault(1);
    if (format.rate === SPEECH_RATE) return;
    const context = new SoftwareResampleContext();
    this.#context = context;
    try {
      check(
        context.allocSetOpts2(mono, AV_SAMPLE_FMT_FLT, SPEECH_RATE, mono, AV_SAMPLE_FMT_FLT, format.rate),
        'preparing the speech resampler',
      );
      check(context.init(), 'opening the speech resampler');
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  *push(block: AudioBlock): Generator<SpeechBlock> {
    while (this.#in < block.start)
      yield* this.#take(new Float32Array(Math.min(this.#rate, block.start - this.#in)), [1]);
    yield* this.#take(block.samples, this.#weights);
  }

  /** What is left; nothing may be pushed afterwards. */
  *end(): Generator<SpeechBlock> {
    if (this.#filled > 0) yield* this.#convert(this.#piece.subarray(0, this.#filled));
    this.#filled = 0;
    if (this.#context !== undefined) yield* this.#resample(null, 0);
  }

  *#take(samples: Samples, mix: readonly number[]): Generator<SpeechBlock> {
    const channels = mix.length;
    const frames = samples.length / channels;
    this.#in += frames;
    for (let i = 0; i < frames; i += 1) {
      let sum = 0;
      for (let channel = 0; channel < channels; channel += 1)
        sum += (samples[i * channels + channel] ?? 0) * (mix[channel] ?? 0);
      this.#piece[this.#filled] = sum;
      this.#filled += 1;
      if (this.#filled === this.#piece.length) {
        this.#filled = 0;
        yield* this.#convert(this.#piece);
      }
    }
  }

  *#convert(piece: Float32Array<ArrayBuffer>): Generator<SpeechBlock> {
    if (this.#context === undefined) yield this.#emit(piece.slice());
    else yield* this.#resample(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength), piece.length);
  }

  *#resample(input: Buffer | null, count: number): Generator<SpeechBlock> {
    const context = this.#context as SoftwareResampleContext;
    const room = context.getOutSamples(count) + 32;
    const out = new Float32Array(room);
    const frames = check(
      context.convertSync([Buffer.from(out.buffer)], room, input === null ? null : [input], count),
      'resampling for speech',
    );
    if (frames > 0) yield this.#emit(out.slice(0, frames));
  }

  #emit(samples: Float32Array<ArrayBuffer>): SpeechBlock {
    const start = sampleIndex(this.#out);
    this.#out += samples.length;
    return { start, samples };
  }

  [Symbol.dispose](): void {
    this.#context?.free();
    this.#context = undefined;
  }
}
