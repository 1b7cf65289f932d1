/** The sound, encoded once: interleaved samples in, packets out. */
import {
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_SAMPLE_FMT_FLT,
  AV_SAMPLE_FMT_FLTP,
  AV_SAMPLE_FMT_S16,
  AV_SAMPLE_FMT_S16P,
  AV_SAMPLE_FMT_S32,
  AV_SAMPLE_FMT_S32P,
  type AVSampleFormat,
} from 'node-av/constants';
import { Codec, CodecContext, Frame, Packet, Rational, type ChannelLayout } from 'node-av/lib';
import { MediaError } from '../../errors.ts';
import { check, setOptions } from '../../ffmpeg.ts';
import { deinterleave, type EncoderSample, type AudioFormat, type Samples } from '../../pcm.ts';
import type { SampleIndex } from '../../../streams/time.ts';
import { Refit } from './refit.ts';
import type { EncoderPlan } from './audio-plan.ts';

const KINDS = new Map<AVSampleFormat, EncoderSample>([
  [AV_SAMPLE_FMT_S16, 's16'],
  [AV_SAMPLE_FMT_S16P, 's16'],
  [AV_SAMPLE_FMT_S32, 's32'],
  [AV_SAMPLE_FMT_S32P, 's32'],
  [AV_SAMPLE_FMT_FLT, 'flt'],
  [AV_SAMPLE_FMT_FLTP, 'flt'],
]);

const PLANAR = new Set<AVSampleFormat>([AV_SAMPLE_FMT_S16P, AV_SAMPLE_FMT_S32P, AV_SAMPLE_FMT_FLTP]);

/** Frames of codecs that take any length, in seconds. */
const FREE_FRAME_S = 0.04;

function emptyPacket(): Packet {
  const packet = new Packet();
  packet.alloc();
  return packet;
}

/**
 * Interleaved samples in, packets out, their times counted in samples from `start`. It owns FFmpeg's encoder; packets
 * belong to whoever is given them.
 */
export class AudioEncoder implements Disposable {
  readonly context = new CodecContext();
  readonly #plan: EncoderPlan;
  readonly #sample: EncoderSample;
  readonly #layout: ChannelLayout;
  readonly #refit: Refit | undefined;
  readonly #frameSize: number;
  #room = Buffer.allocUnsafeSlow(0);
  #rest: Samples[] = [];
  #restLength = 0;
  #position: number;
  /** An empty packet, kept when the encoder had nothing to put into it (about every second time), and used for the next. */
  #spare: Packet | undefined;

  /** @throws MediaError output-codec when the encoder refuses the plan */
  constructor(plan: EncoderPlan, format: AudioFormat, start: SampleIndex, globalHeader: boolean) {
    this.#plan = plan;
    const sample = KINDS.get(plan.format);
    if (sample === undefined) throw new RangeError(`internal: encoder sample format ${plan.format}`);
    this.#sample = sample;
    this.#layout = plan.layout;
    this.#refit = Refit.between(format, plan);
    this.#position = Math.round((start * plan.rate) / format.rate);
    this.#open(globalHeader);
    this.#frameSize =
      this.context.frameSize > 0 ? this.context.frameSize : Math.round(plan.rate * FREE_FRAME_S);
  }

  #open(globalHeader: boolean): void {
    const { context } = this;
    const plan = this.#plan;
    const codec = Codec.findEncoderByName(plan.encoder);
    if (codec === null)
      throw new MediaError(
        'output-codec',
        `There is no encoder ${plan.encoder} here.`,
        'Choose another --audio-codec.',
      );
    context.allocContext3(codec);
    context.sampleFormat = plan.format;
    context.sampleRate = plan.rate;
    context.channelLayout = this.#layout;
    context.timeBase = new Rational(1, plan.rate);
    if (plan.bits !== undefined) context.bitsPerRawSample = plan.bits;
    if (plan.bitRate !== undefined) context.bitRate = BigInt(plan.bitRate);
    if (globalHeader) context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
    setOptions(context, { threads: '1', ...plan.options });
    const opened = context.open2Sync(codec, null);
    if (opened < 0)
      throw new MediaError(
        'output-codec',
        `${plan.encoder} refuses ${plan.rate} Hz with ${plan.layout.nbChannels} channels.`,
        'Choose another --audio-codec, such as flac.',
      );
  }

  /** Encodes the samples that follow; the packets belong to the caller, time stamps in `context.timeBase`. */
  *write(samples: Samples): Generator<Packet> {
    yield* this.#take(this.#refit === undefined ? samples : this.#refit.convert(samples));
  }

  /** What is left. Nothing may be written afterwards. */
  *finish(): Generator<Packet> {
    if (this.#refit !== undefined) yield* this.#take(this.#refit.end());
    if (this.#restLength > 0) yield* this.#encode(this.#join());
    yield* this.#send(null);
  }

  *#take(samples: Samples): Generator<Packet> {
    if (samples.length === 0) return;
    this.#rest.push(samples);
    this.#restLength += samples.length;
    const length = this.#frameSize * this.#layout.nbChannels;
    if (this.#restLength < length) return;
    const all = this.#join();
    let at = 0;
    for (; at + length <= all.length; at += length) yield* this.#encode(all.subarray(at, at + length));
    this.#rest = at < all.length ? [all.slice(at)] : [];
    this.#restLength = all.length - at;
  }

  #join(): Samples {
    const [head] = this.#rest;
    if (head !== undefined && this.#rest.length === 1) return head;
    const joined =
      head instanceof Float64Array ? new Float64Array(this.#restLength) : new Float32Array(this.#restLength);
    let at = 0;
    for (const part of this.#rest) {
      joined.set(part, at);
      at += part.length;
    }
    return joined;
  }

  *#encode(samples: Samples): Generator<Packet> {
    const frames = samples.length / this.#layout.nbChannels;
    using frame = new Frame();
    frame.alloc();
    frame.format = this.#plan.format;
    frame.nbSamples = frames;
    frame.sampleRate = this.#plan.rate;
    frame.channelLayout = this.#layout;
    check(frame.getBuffer(0), 'making room for sound');
    const planes = this.#planesFor(frames);
    deinterleave(samples, this.#layout.nbChannels, this.#sample, this.#plan.bits ?? 16, planes);
    check(frame.fromBuffer(this.#room.subarray(0, this.#bytesOf(samples.length))), 'filling in sound');
    frame.pts = BigInt(this.#position);
    this.#position += frames;
    yield* this.#send(frame);
  }

  readonly #bytesOf = (samples: number): number => samples * (this.#sample === 's16' ? 2 : 4);

  /** Room for a frame's samples, plane after plane; asking the frame for its own costs twice the copying. */
  #planesFor(frames: number): Buffer[] {
    const { nbChannels } = this.#layout;
    const bytes = this.#bytesOf(frames * nbChannels);
    if (this.#room.length < bytes) this.#room = Buffer.allocUnsafeSlow(bytes);
    const count = PLANAR.has(this.#plan.format) ? nbChannels : 1;
    return Array.from({ length: count }, (_, plane) =>
      this.#room.subarray((plane * bytes) / count, ((plane + 1) * bytes) / count),
    );
  }

  *#send(frame: Frame | null): Generator<Packet> {
    check(this.context.sendFrameSync(frame), 'encoding sound');
    for (;;) {
      const packet = (this.#spare ??= emptyPacket());
      const got = this.context.receivePacketSync(packet);
      if (got === AVERROR_EAGAIN || got === AVERROR_EOF) return;
      check(got, 'encoding sound');
      this.#spare = undefined;
      yield packet;
    }
  }

  [Symbol.dispose](): void {
    this.#spare?.free();
    this.#refit?.[Symbol.dispose]();
    this.context.freeContext();
  }
}
