/** Decodes an input's packets: gives packets to copy, the sound, speech sound and pictures, in order. */
import { AV_NOPTS_VALUE } from 'node-av/constants';
import type { IRational, Packet } from 'node-av/lib';
import type { PictureFilter } from '../../core/formats.ts';
import { toMicros } from '../ffmpeg.ts';
import type { AudioBlock, AudioFormat } from '../pcm.ts';
import { add, latest, subtract, ZERO, type Micros } from '../../streams/time.ts';
import type { OpenedInput } from './demuxer.ts';
import { packetTime } from './packet-time.ts';
import type { MediaItem, PacketItem, ReaderCounts } from './source.ts';
import type { StreamChange } from './stream-changes.ts';
import { FrameSampler, type TimedPicture } from './video/frame-sampler.ts';
import { AudioDecoder, soundEnd, type SoundComes } from './audio/decoder.ts';
import type { AudioPlacement } from './audio/placement.ts';
import { SpeechResampler } from './audio/speech-resampler.ts';

/** Where the time goes, in milliseconds. */
export interface InputSpent {
  demux: number;
  sound: number;
  speech: number;
  pictures: number;
}

/** The sound's format, and what puts it in its place, made when the sound begins (a media time). */
export interface SoundOptions {
  readonly format: AudioFormat;
  readonly placement: (from: Micros) => AudioPlacement;
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
  /** How the sound is decoded. Absent: it is not. */
  readonly audio?: SoundOptions;
  /** Pictures come as soon as they are certain, at the price of a few more decoded frames. */
  readonly prompt?: boolean;
  /** How pictures are squeezed; default: by areas. */
  readonly pictureFilter?: PictureFilter;
  /** How old a key picture may be that stands for a second; for measurements, see `FrameSampler`. */
  readonly fresh?: Micros;
}

/** Decodes what analysis and the mixer need of an input. It owns its decoders; the input stays the caller's. */
export class InputDecoder implements Disposable {
  readonly spent: InputSpent = { demux: 0, sound: 0, speech: 0, pictures: 0 };
  readonly #options: InputDecoderOptions;
  readonly #input: OpenedInput;
  /** Of the streams; asking a stream makes a new one each time. */
  #bases: readonly IRational[] = [];
  readonly #zero: Micros;
  readonly #packets: boolean;
  #sound: AudioDecoder | undefined;
  #placement: AudioPlacement | undefined;
  readonly #rate: number;
  #speech: SpeechResampler | undefined;
  #pictures: FrameSampler | undefined;
  readonly #last = new Map<number, Micros>();
  /** What its packets are, by stream. */
  #types: readonly PacketItem['type'][] = [];
  /** Of the decoders that have been replaced. */
  readonly #past = { damaged: 0, decoded: 0 };
  /** What a replaced decoder still gave. */
  #left: MediaItem[] = [];
  #end: Micros;

  constructor(options: InputDecoderOptions) {
    const { input, zero, from } = options;
    this.#options = options;
    this.#input = input;
    this.#zero = zero;
    this.#packets = options.packets;
    this.#end = from;
    this.#rate = options.audio?.format.rate ?? 1;
    this.#describe();
    try {
      this.#openSound(from);
      this.#openPictures(from);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  /** The input's streams have changed at a media time: opens what `change` says anew. The sound goes on where it was. */
  follow(change: StreamChange, at: Micros): void {
    this.#describe();
    if (change.audio) {
      const old = this.#sound;
      this.#sound = undefined;
      this.#past.damaged += old?.damaged ?? 0;
      old?.[Symbol.dispose]();
      this.#openSound(at);
    }
    if (!change.video) return;
    const old = this.#pictures;
    this.#samplePictures(this.#left, (sampler) => sampler.end(at));
    this.#pictures = undefined;
    this.#past.damaged += old?.counts.damaged ?? 0;
    this.#past.decoded += old?.counts.decoded ?? 0;
    old?.[Symbol.dispose]();
    this.#openPictures(at);
  }

  /** The sound's stamps mean another time from the next packet on. */
  seam(): void {
    this.#placement?.seam();
  }

  #describe(): void {
    const { streams } = this.#input;
    this.#bases = streams.map(({ timeBase }) => timeBase);
    this.#types = this.#input.info.streams.map(({ kind }) =>
      kind === 'video' || kind === 'subtitle' ? kind : 'other',
    );
  }

  #openSound(from: Micros): void {
    const { audio, speech } = this.#options;
    const { info, streams } = this.#input;
    const stream = info.audio === undefined ? undefined : streams[info.audio.index];
    if (stream === undefined || audio === undefined) return;
    const { format } = audio;
    const placement = (this.#placement ??= audio.placement(from));
    this.#sound = new AudioDecoder({ stream, zero: this.#zero, format, placement });
    if (speech) this.#speech ??= new SpeechResampler(format, from);
  }

  #openPictures(from: Micros): void {
    const { pictures, prompt = false, pictureFilter: filter, fresh } = this.#options;
    const { info, streams } = this.#input;
    const stream = info.video === undefined ? undefined : streams[info.video.index];
    if (stream === undefined || !pictures) return;
    const more = { ...(filter === undefined ? {} : { filter }), ...(fresh === undefined ? {} : { fresh }) };
    this.#pictures = FrameSampler.open(stream, { zero: this.#zero, from, prompt, ...more });
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
  get counts(): Pick<ReaderCounts, 'damaged' | 'framesDecoded' | 'gaps' | 'audioDriftPpm'> {
    const { damaged, decoded } = this.#past;
    return {
      damaged: damaged + (this.#sound?.damaged ?? 0) + (this.#pictures?.counts.damaged ?? 0),
      framesDecoded: decoded + (this.#pictures?.counts.decoded ?? 0),
      gaps: this.#placement?.gaps ?? 0,
      audioDriftPpm: this.#placement?.driftPpm ?? 0,
    };
  }

  /** Rate and channels of the sound that was decoded last, as it came; undefined before the first. */
  get soundComes(): SoundComes | undefined {
    return this.#sound?.comes;
  }

  /** What follows from one packet; it stays its owner's. */
  take(packet: Packet): MediaItem[] {
    const items = this.#left;
    this.#left = [];
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
    const time = packetTime(packet, this.#bases[stream] ?? packet.timeBase, this.#zero);
    const copy = packet.clone();
    if (copy !== null) items.push({ type: this.#types[stream] ?? 'other', stream, at, time, packet: copy });
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
    this.#pictures?.[Symbol.dispose]();
    this.#speech?.[Symbol.dispose]();
    this.#sound?.[Symbol.dispose]();
    this.#placement?.[Symbol.dispose]();
  }
}
