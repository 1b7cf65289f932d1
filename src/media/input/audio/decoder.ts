/** Decodes the sound: packets of one stream in, contiguous PCM at the input's own rate and layout out. */
import {
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AV_CHANNEL_ORDER_NATIVE,
  AV_SAMPLE_FMT_DBL,
  AV_SAMPLE_FMT_DBLP,
  AV_SAMPLE_FMT_FLT,
  AV_SAMPLE_FMT_FLTP,
} from 'node-av/constants';
import {
  Codec,
  CodecContext,
  Frame,
  SoftwareResampleContext,
  avChannelLayoutDefault,
  type ChannelLayout,
  type IRational,
  type Packet,
  type Stream,
} from 'node-av/lib';
import { isUsableSound } from '../../../core/formats.ts';
import { check, toMicros, setOptions } from '../../ffmpeg.ts';
import { interleave, newSamples, type AudioBlock, type AudioFormat, type Samples } from '../../pcm.ts';
import {
  fromSample,
  sampleIndex,
  subtract,
  toSample,
  type Micros,
  type SampleIndex,
} from '../../../streams/time.ts';
import type { AudioPlacement } from './placement.ts';

/** Any speaker arrangement of `format`, as FFmpeg writes it. */
export const channelLayout = (format: Pick<AudioFormat, 'channels' | 'mask'>): ChannelLayout =>
  format.mask === 0n
    ? avChannelLayoutDefault(format.channels)
    : { nbChannels: format.channels, order: AV_CHANNEL_ORDER_NATIVE, mask: format.mask };

/** Which stream is decoded, to which format, and where its samples are put. */
export interface AudioDecoderOptions {
  readonly stream: Stream;
  readonly format: AudioFormat;
  /** What media time 0 is on the packets' clock. */
  readonly zero: Micros;
  /** Belongs to whoever made it. */
  readonly placement: AudioPlacement;
}

/** What decoded sound is like before it is brought to the session's format. */
export interface SoundComes {
  readonly rate: number;
  readonly channels: number;
}

/** Decodes one stream of sound. It owns FFmpeg's decoder; packets stay the caller's. */
export class AudioDecoder implements Disposable {
  readonly placement: AudioPlacement;
  /** Packets that the decoder refused; their place is filled with silence. */
  damaged = 0;
  readonly #format: AudioFormat;
  readonly #zero: Micros;
  readonly #base: IRational;
  readonly #decoder = new CodecContext();
  readonly #frame = new Frame();
  #converter: Converter | undefined;
  #comes: SoundComes | undefined;

  constructor({ stream, format, zero, placement }: AudioDecoderOptions) {
    this.#base = stream.timeBase;
    this.#format = format;
    this.#zero = zero;
    this.placement = placement;
    try {
      this.#open(stream);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  #open(stream: Stream): void {
    this.#frame.alloc();
    const codec = Codec.findDecoder(stream.codecpar.codecId);
    this.#decoder.allocContext3(codec);
    check(this.#decoder.parametersToContext(stream.codecpar), 'preparing the audio decoder');
    this.#decoder.pktTimebase = stream.timeBase;
    // One thread: sound decodes faster than a thread can be woken.
    setOptions(this.#decoder, { threads: '1' });
    check(this.#decoder.open2Sync(codec, null), 'opening the audio decoder');
  }

  /** Rate and channels of the sound that was decoded last, as it came; undefined before the first. */
  get comes(): SoundComes | undefined {
    return this.#comes;
  }

  /** Decodes one packet; null drains the decoder at the end. */
  *decode(packet: Packet | null): Generator<AudioBlock> {
    yield* this.#decode(packet);
    if (packet !== null) return;
    yield* this.#drain();
    yield* this.placement.finish();
  }

  *#decode(packet: Packet | null): Generator<AudioBlock> {
    const sent = this.#decoder.sendPacketSync(packet);
    if (sent < 0 && sent !== AVERROR_EOF) {
      this.damaged += 1;
      return;
    }
    for (;;) {
      const got = this.#decoder.receiveFrameSync(this.#frame);
      if (got === AVERROR_EAGAIN || got === AVERROR_EOF) return;
      if (got < 0) {
        this.damaged += 1;
        continue;
      }
      try {
        if (this.#frame.nbSamples === 0) continue;
        if (!isUsableSound(this.#frame.sampleRate, this.#frame.channels)) {
          this.damaged += 1;
          continue;
        }
        yield* this.#enter();
        const at = this.#position();
        // What the converter holds of earlier frames comes out ahead of this one.
        const held = this.#converter?.held ?? 0;
        const samples = this.#samples();
        if (samples.length === 0) continue;
        yield* this.placement.place(at === undefined ? undefined : sampleIndex(at - held), samples);
      } finally {
        this.#frame.unref();
      }
    }
  }

  #position(): SampleIndex | undefined {
    // FFmpeg's best guess follows decoding times once presentation times were seen to go back, as they may at a seam.
    const time =
      toMicros(this.#frame.pts, this.#base) ?? toMicros(this.#frame.bestEffortTimestamp, this.#base);
    return time === undefined ? undefined : toSample(subtract(time, this.#zero), this.#format.rate);
  }

  /** Where rate or channels change another take begins: what the converter of the old one holds comes first. */
  *#enter(): Generator<AudioBlock> {
    const { sampleRate: rate, channels } = this.#frame;
    const before = this.#comes;
    if (before?.rate === rate && before.channels === channels) return;
    this.#comes = { rate, channels };
    if (before === undefined) return;
    yield* this.#drain();
    this.placement.seam();
  }

  *#drain(): Generator<AudioBlock> {
    const rest = this.#converter?.finish();
    if (rest !== undefined && rest.length > 0) yield* this.placement.place(undefined, rest);
  }

  #samples(): Samples {
    const { rate, channels, precision } = this.#format;
    const frame = this.#frame;
    const isFloat = FLOATS.has(frame.format);
    if (frame.sampleRate === rate && frame.channels === channels) {
      const samples = interleave(
        frame.format as never,
        frame.extendedData ?? frame.data ?? [],
        frame.nbSamples,
        channels,
        precision,
      );
      return isFloat ? tamed(samples) : samples;
    }
    this.#converter ??= new Converter(this.#format);
    const converted = this.#converter.convert(frame);
    return isFloat ? tamed(converted) : converted;
  }

  [Symbol.dispose](): void {
    this.#converter?.[Symbol.dispose]();
    this.#frame.free();
    this.#decoder.freeContext();
  }
}

const FLOATS: ReadonlySet<number> = new Set([
  AV_SAMPLE_FMT_FLT,
  AV_SAMPLE_FMT_FLTP,
  AV_SAMPLE_FMT_DBL,
  AV_SAMPLE_FMT_DBLP,
]);
/** Louder than 32-bit numbers stored as floats by mistake; encoders refuse what is louder still. */
const LOUDEST = 2 ** 32;

/** Samples that are no numbers are silent: one of them would end every encoder. Changes them in place. */
function tamed(samples: Samples): Samples {
  for (let i = 0; i < samples.length; i += 1) {
    const value = samples[i] ?? 0;
    if (!(value >= -LOUDEST && value <= LOUDEST)) samples[i] = 0;
  }
  return samples;
}

/** Samples of room for what a converter holds. */
const SPARE = 64;

/** Brings frames of any rate and channels to one format: of streams whose rate is low, or that change on the way. */
class Converter implements Disposable {
  readonly #format: AudioFormat;
  #context: SoftwareResampleContext | undefined;
  #from = '';

  constructor(format: AudioFormat) {
    this.#format = format;
  }

  convert(frame: Frame): Samples {
    const from = `${frame.sampleRate} ${frame.channels} ${frame.format}`;
    if (this.#context === undefined || from !== this.#from) {
      this[Symbol.dispose]();
      this.#context = this.#open(frame);
      this.#from = from;
    }
    return this.#converted(this.#context, frame.extendedData ?? frame.data, frame.nbSamples);
  }

  /** Samples that went in and have not come out, counted as they come out. */
  get held(): number {
    return Number(this.#context?.getDelay(BigInt(this.#format.rate)) ?? 0n);
  }

  /** What is still held; the next frame begins anew. */
  finish(): Samples {
    const context = this.#context;
    const rest = context === undefined ? undefined : this.#converted(context, null, 0);
    this[Symbol.dispose]();
    return rest ?? newSamples(this.#format.precision, 0);
  }

  #converted(context: SoftwareResampleContext, planes: Buffer[] | null, count: number): Samples {
    const { channels, precision } = this.#format;
    // Draining, FFmpeg gives up to half its filter more than it says.
    const room = context.getOutSamples(count) + SPARE;
    const bytes = Buffer.from(new ArrayBuffer(room * channels * (precision / 8)));
    const frames = check(context.convertSync([bytes], room, planes, count), 'converting the sound');
    return precision === 32
      ? new Float32Array(bytes.buffer).slice(0, frames * channels)
      : new Float64Array(bytes.buffer).slice(0, frames * channels);
  }

  #open(frame: Frame): SoftwareResampleContext {
    const context = new SoftwareResampleContext();
    const to = this.#format.precision === 32 ? AV_SAMPLE_FMT_FLT : AV_SAMPLE_FMT_DBL;
    const layout =
      frame.channelLayout.mask === 0n ? avChannelLayoutDefault(frame.channels) : frame.channelLayout;
    try {
      check(
        context.allocSetOpts2(
          channelLayout(this.#format),
          to,
          this.#format.rate,
          layout,
          frame.format as never,
          frame.sampleRate,
        ),
        'preparing a sound converter',
      );
      check(context.init(), 'opening a sound converter');
    } catch (error) {
      context.free();
      throw error;
    }
    return context;
  }

  [Symbol.dispose](): void {
    this.#context?.free();
    this.#context = undefined;
  }
}

/** When the sound that has been decoded so far ends. */
export const soundEnd = (sound: AudioDecoder, rate: number): Micros => fromSample(sound.placement.end, rate);
