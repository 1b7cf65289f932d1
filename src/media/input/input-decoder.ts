/** Decodes an input's packets: gives packets to copy, the sound, speech sound and pictures, in order. */
import { AV_NOPTS_VALUE } from 'node-av/constants';
import type { IRational, Packet } from 'node-av/lib';
import { toMicros } from '../ffmpeg.ts';
import type { AudioFormat } from '../pcm.ts';
import { add, latest, subtract, ZERO, type Micros } from '../../streams/time.ts';
import type { OpenedInput } from './demuxer.ts';
import { FrameSampler, type TimedPicture } from './video/frame-sampler.ts';
import { AudioDecoder, soundEnd, type AudioPlacement } from './audio/decoder.ts';
import { SpeechResampler, type SpeechBlock } from './audio/speech-resampler.ts';
import type { PcmBlock } from './audio/gaps.ts';

export type DecodedItem =
  /** A packet of a stream that is copied; whoever receives it frees it. `at` is its decoding time. */
  | { readonly type: 'packet'; readonly stream: number; readonly at: Micros; readonly packet: Packet }
  | { readonly type: 'audio'; readonly block: PcmBlock }
  | { readonly type: 'speech'; readonly block: SpeechBlock }
  | { readonly type: 'picture'; readonly picture: TimedPicture };

/** Where the time goes, in milliseconds. */
export interface InputSpent {
  demux: number;
  sound: number;
  speech: number;
  pictures: number;
}

export interface InputDecoderOptions {
  readonly input: OpenedInput;
  /** What media time 0 is on the packets' clock. */
  readonly zero: Micros;
  /** The media time from which pictures and speech are wanted. */
  readonly from: Micros;
  readonly pictures: boolean;
  readonly speech: boolean;
  readonly packets: boolean;
  /** The sound, and what puts it in its place. Absent: the sound is not decoded. */
  readonly sound?: { readonly format: AudioFormat; readonly line: AudioPlacement };
  /** Pictures come as soon as they are certain, at the price of a few more decoded frames. */
  readonly prompt?: boolean;
  /** How old a key picture may be that stands for a second; for measurements, see `FrameSampler`. */
  readonly fresh?: Micros;
}

export class InputDecoder implements Disposable {
  readonly spent: InputSpent = { demux: 0, sound: 0, speech: 0, pictures: 0 };
  readonly #input: OpenedInput;
  /** Of the streams; asking a stream makes a new one each time. */
  readonly #bases: readonly IRational[];
  readonly #zero: Micros;
  readonly #packets: boolean;
  readonly #sound: AudioDecoder | undefined;
  readonly #rate: number;
  readonly #speech: SpeechResampler | undefined;
  readonly #pictures: FrameSampler | undefined;
  readonly #last = new Map<number, Micros>();
  #end: Micros;

  constructor({ input, zero, from, sound, ...options }: InputDecoderOptions) {
    this.#input = input;
    this.#bases = input.streams.map(({ timeBase }) => timeBase);
    this.#zero = zero;
    this.#packets = options.packets;
    this.#end = from;
    this.#rate = sound?.format.rate ?? 1;
    const { audio, video } = input.info;
    const audioStream = audio === undefined ? undefined : input.streams[audio.index];
    if (audioStream !== undefined && sound !== undefined) {
      this.#sound = new AudioDecoder({ stream: audioStream, zero, ...sound });
      if (options.speech) this.#speech = new SpeechResampler(sound.format, from);
    }
    const videoStream = video === undefined ? undefined : input.streams[video.index];
    if (videoStream !== undefined && options.pictures)
      this.#pictures = FrameSampler.open(videoStream, {
        zero,
        from,
        prompt: options.prompt ?? false,
        ...(options.fresh === undefined ? {} : { fresh: options.fresh }),
      });
  }

  get hasPictures(): boolean {
    return this.#pictures !== undefined;
  }

  get hasSpeech(): boolean {
    return this.#speech !== undefined;
  }

  /** The end of the latest packet so far; after the last item, the media's end. */
  get end(): Micros {
    return this.#end;
  }

  /** Packets that a decoder refused, and pictures that were decoded. */
  get facts(): { readonly damaged: number; readonly framesDecoded: number } {
    return {
      damaged: (this.#sound?.damaged ?? 0) + (this.#pictures?.counts.damaged ?? 0),
      framesDecoded: this.#pictures?.counts.decoded ?? 0,
    };
  }

  /** What follows from one packet; it stays its owner's. */
  take(packet: Packet): DecodedItem[] {
    const items: DecodedItem[] = [];
    const { audio, video } = this.#input.info;
    const at = this.#clock(packet);
    const stream = packet.streamIndex;
    if (stream === video?.index) this.#samplePictures(items, (sampler) => sampler.push(packet));
    else this.#samplePictures(items, (sampler) => sampler.clock(at));
    if (stream === audio?.index) this.#decodeSound(packet, items);
    else {
      if (this.#sound?.line.passed !== undefined) this.#hear(this.#sound.line.passed(at), items);
      const copy = this.#packets ? packet.clone() : null;
      if (copy !== null) items.push({ type: 'packet', stream, at, packet: copy });
    }
    return items;
  }

  /** What is left after the last packet. */
  finish(): DecodedItem[] {
    const items: DecodedItem[] = [];
    this.#decodeSound(null, items);
    if (this.#speech !== undefined)
      for (const block of this.#speech.end()) items.push({ type: 'speech', block });
    if (this.#sound !== undefined) this.#end = latest(this.#end, soundEnd(this.#sound, this.#rate));
    this.#samplePictures(items, (sampler) => sampler.end(this.#end));
    return items;
  }

  /** The packet's decoding time; also moves the end of the media. */
  #clock(packet: Packet): Micros {
    const base = this.#bases[packet.streamIndex] ?? packet.timeBase;
    const dts = packet.dts === AV_NOPTS_VALUE ? packet.pts : packet.dts;
    const last = this.#last.get(packet.streamIndex) ?? ZERO;
    const time = toMicros(dts, base);
    const at = time === undefined ? last : subtract(time, this.#zero);
    this.#last.set(packet.streamIndex, at);
    const shown = toMicros(packet.pts, base);
    const length = packet.duration > 0n ? (toMicros(packet.duration, base) ?? ZERO) : ZERO;
    const kind = this.#input.info.streams[packet.streamIndex]?.kind;
    if (kind === 'video' || kind === 'audio')
      this.#end = latest(this.#end, add(shown === undefined ? at : subtract(shown, this.#zero), length));
    return at;
  }

  #decodeSound(packet: Packet | null, items: DecodedItem[]): void {
    if (this.#sound === undefined) return;
    const started = performance.now();
    const blocks = [...this.#sound.decode(packet)];
    const decoded = performance.now();
    this.spent.sound += decoded - started;
    this.#hear(blocks, items);
    this.spent.speech += performance.now() - decoded;
  }

  #hear(blocks: Iterable<PcmBlock>, items: DecodedItem[]): void {
    for (const block of blocks) {
      items.push({ type: 'audio', block });
      if (this.#speech !== undefined)
        for (const heard of this.#speech.push(block)) items.push({ type: 'speech', block: heard });
    }
  }

  #samplePictures(items: DecodedItem[], use: (sampler: FrameSampler) => Iterable<TimedPicture>): void {
    if (this.#pictures === undefined) return;
    const started = performance.now();
    for (const picture of use(this.#pictures)) items.push({ type: 'picture', picture });
    this.spent.pictures += performance.now() - started;
  }

  [Symbol.dispose](): void {
    this.#pictures?.[Symbol.dispose]();
    this.#speech?.[Symbol.dispose]();
    this.#sound?.[Symbol.dispose]();
  }
}
