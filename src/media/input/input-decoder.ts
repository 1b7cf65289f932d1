/** Decodes an input's packets: gives packets to copy, the sound, speech sound and pictures, in order. */
import { AV_NOPTS_VALUE } from 'node-av/constants';
import type { IRational, Packet } from 'node-av/lib';
import { toMicros } from '../ffmpeg.ts';
import type { AudioBlock, AudioFormat } from '../pcm.ts';
import { add, latest, subtract, ZERO, type Micros } from '../../streams/time.ts';
import type { OpenedInput } from './demuxer.ts';
import { PacketTimes } from './packet-times.ts';
import type { MediaItem, PacketItem } from './source.ts';
import { FrameSampler, type TimedPicture } from './video/frame-sampler.ts';
import { AudioDecoder, soundEnd } from './audio/decoder.ts';
import type { AudioPlacement } from './audio/placement.ts';
import { SpeechResampler } from './audio/speech-resampler.ts';

/** Where the time goes, in milliseconds. */
export interface InputSpent {
  demux: number;
  sound: number;
  speech: number;
  pictures: number;
}

/** Which input is decoded, and from where on. */
export interface InputDecoderOptions {
  /** Belongs to whoever opened it. */
  readonly input: OpenedInput;
  /** What media time 0 is on the packets' clock. */
  readonly zero: Micros;
  /** The media time from which pictures and speech are wanted. */
  readonly from: Micros;
  readonly pictures: boolean;
  readonly speech: boolean;
  readonly packets: boolean;
  /** The sound's format, and what puts it in its place (its owner's). Absent: the sound is not decoded. */
  readonly audio?: { readonly format: AudioFormat; readonly placement: AudioPlacement };
  /** Pictures come as soon as they are certain, at the price of a few more decoded frames. */
  readonly prompt?: boolean;
  /** How old a key picture may be that stands for a second; for measurements, see `FrameSampler`. */
  readonly fresh?: Micros;
}

/** Decodes what analysis and the mixer need of an input. It owns its decoders; the input stays the caller's. */
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
  /** What its packets are, by stream. */
  readonly #types: readonly PacketItem['type'][];
  /** By stream. */
  readonly #times: readonly PacketTimes[];
  /** The decoders, freed together. */
  readonly #owned: DisposableStack;
  #end: Micros;

  constructor({ input, zero, from, ...options }: InputDecoderOptions) {
    this.#input = input;
    this.#bases = input.streams.map(({ timeBase }) => timeBase);
    this.#times = input.streams.map((stream) => new PacketTimes(stream, zero));
    this.#zero = zero;
    this.#packets = options.packets;
    this.#end = from;
    this.#rate = options.audio?.format.rate ?? 1;
    this.#types = input.info.streams.map(({ kind }) =>
      kind === 'video' || kind === 'subtitle' ? kind : 'other',
    );
    using owned = new DisposableStack();
    const { audio, video } = input.info;
    const audioStream = audio === undefined ? undefined : input.streams[audio.index];
    if (audioStream !== undefined && options.audio !== undefined) {
      this.#sound = owned.use(new AudioDecoder({ stream: audioStream, zero, ...options.audio }));
      if (options.speech) this.#speech = owned.use(new SpeechResampler(options.audio.format, from));
    }
    const videoStream = video === undefined ? undefined : input.streams[video.index];
    if (videoStream !== undefined && options.pictures)
      this.#pictures = owned.use(
        FrameSampler.open(videoStream, {
          zero,
          from,
          prompt: options.prompt ?? false,
          ...(options.fresh === undefined ? {} : { fresh: options.fresh }),
        }),
      );
    this.#owned = owned.move();
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
  get counts(): { readonly damaged: number; readonly framesDecoded: number } {
    return {
      damaged: (this.#sound?.damaged ?? 0) + (this.#pictures?.counts.damaged ?? 0),
      framesDecoded: this.#pictures?.counts.decoded ?? 0,
    };
  }

  /** What follows from one packet; it stays its owner's. */
  take(packet: Packet): MediaItem[] {
    const items: MediaItem[] = [];
    const { audio, video } = this.#input.info;
    const at = this.#clock(packet);
    const stream = packet.streamIndex;
    if (stream === video?.index) this.#samplePictures(items, (sampler) => sampler.push(packet));
    else this.#samplePictures(items, (sampler) => sampler.clock(at));
    if (stream === audio?.index) this.#decodeSound(packet, items);
    else {
      if (this.#sound?.placement.passed !== undefined) this.#hear(this.#sound.placement.passed(at), items);
      if (this.#packets) this.#copy(packet, at, items);
    }
    return items;
  }

  /** What is left after the last packet. */
  finish(): MediaItem[] {
    const items: MediaItem[] = [];
    this.#decodeSound(null, items);
    if (this.#speech !== undefined)
      for (const block of this.#speech.end()) items.push({ type: 'speech', block });
    if (this.#sound !== undefined) this.#end = latest(this.#end, soundEnd(this.#sound, this.#rate));
    this.#samplePictures(items, (sampler) => sampler.end(this.#end));
    return items;
  }

  #copy(packet: Packet, at: Micros, items: MediaItem[]): void {
    const { streamIndex: stream } = packet;
    const time = this.#times[stream]?.of(packet);
    const copy = time === undefined ? null : packet.clone();
    if (time !== undefined && copy !== null)
      items.push({ type: this.#types[stream] ?? 'other', stream, at, time, packet: copy });
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

  #decodeSound(packet: Packet | null, items: MediaItem[]): void {
    if (this.#sound === undefined) return;
    const started = performance.now();
    const blocks = [...this.#sound.decode(packet)];
    const decoded = performance.now();
    this.spent.sound += decoded - started;
    this.#hear(blocks, items);
    this.spent.speech += performance.now() - decoded;
  }

  #hear(blocks: Iterable<AudioBlock>, items: MediaItem[]): void {
    for (const block of blocks) {
      items.push({ type: 'audio', block });
      if (this.#speech !== undefined)
        for (const heard of this.#speech.push(block)) items.push({ type: 'speech', block: heard });
    }
  }

  #samplePictures(items: MediaItem[], use: (sampler: FrameSampler) => Iterable<TimedPicture>): void {
    if (this.#pictures === undefined) return;
    const started = performance.now();
    for (const picture of use(this.#pictures)) items.push({ type: 'picture', picture });
    this.spent.pictures += performance.now() - started;
  }

  [Symbol.dispose](): void {
    this.#owned.dispose();
  }
}
