/** Reads one connection of a source: packets in media time, and what is made of them. */
import { AV_NOPTS_VALUE } from 'node-av/constants';
import { Packet, type Stream } from 'node-av/lib';
import { ZERO, type Micros } from '../../streams/time.ts';
import type { AudioFormat } from '../pcm.ts';
import type { AudioPlacement } from './audio/placement.ts';
import type { OpenedInput } from './demuxer.ts';
import type { StreamInfo } from './info.ts';
import { InputDecoder, type InputSpent } from './input-decoder.ts';
import type { MediaItem, ReaderCounts } from './source.ts';
import type { Jump, StampedStream, TimestampNormaliser } from './timestamp-normaliser.ts';

/** Which connection is read, and what is made of its packets. */
export interface ReaderOptions {
  /** Belongs to whoever opened it. */
  readonly input: OpenedInput;
  /** The media time at which the connection begins. */
  readonly start: Micros;
  /** The sound's format, and what puts it in its place (the reader's from now on). Absent: no sound is decoded. */
  readonly audio?: { readonly format: AudioFormat; readonly placement: AudioPlacement };
  /** Sets the packets' stamps straight. Absent: they hold as they are, and media time 0 is where the input begins. */
  readonly timestamps?: TimestampNormaliser;
  /** What is wanted of it: pictures and speech for analysis, packets for outputs. */
  readonly pictures: boolean;
  readonly speech: boolean;
  readonly packets: boolean;
  /** Pictures come as soon as they are certain, at the price of a few more decoded frames. */
  readonly prompt?: boolean;
  /** How old a key picture may be that stands for a second; for measurements, see `FrameSampler`. */
  readonly fresh?: Micros;
}

/** A packet that was read, in media time. */
export interface Arrival {
  readonly at: Micros;
  /** Picture or sound. */
  readonly timed: boolean;
  /** Its stamps jumped, and were set straight. */
  readonly jump?: Jump;
}

/** Call `next`, then with a normaliser `place`, then `take`, packet by packet; at the end `finish`. */
export class Reader implements Disposable {
  readonly #options: ReaderOptions;
  readonly #packet = new Packet();
  readonly #decoder: InputDecoder;
  #jumps = 0;
  #packets = 0;
  #bytes = 0;

  constructor({ timestamps, ...options }: ReaderOptions) {
    this.#options = { ...options, ...(timestamps === undefined ? {} : { timestamps }) };
    const { input, start } = options;
    using owned = new DisposableStack();
    if (options.audio !== undefined) owned.use(options.audio.placement);
    owned.defer(() => this.#packet.free());
    this.#packet.alloc();
    this.#decoder = owned.use(
      new InputDecoder({ ...options, zero: timestamps === undefined ? input.zero : ZERO, from: start }),
    );
    timestamps?.begin(
      start,
      input.zero,
      input.streams.map((stream, index) => stamped(stream, input.info.streams[index])),
    );
    owned.move();
  }

  get hasPictures(): boolean {
    return this.#decoder.hasPictures;
  }

  get hasSpeech(): boolean {
    return this.#decoder.hasSpeech;
  }

  /** The end of all that was handed on; after `finish`, the media's end. */
  get end(): Micros {
    return this.#decoder.end;
  }

  get spent(): InputSpent {
    return this.#decoder.spent;
  }

  get counts(): ReaderCounts {
    const { gaps = 0, driftPpm = 0 } = this.#options.audio?.placement ?? {};
    return {
      ...this.#decoder.counts,
      packets: this.#packets,
      bytes: this.#bytes,
      jumps: this.#jumps,
      gaps,
      audioDriftPpm: driftPpm,
    };
  }

  /**
   * Reads the next packet; false at the end. Files are read at once, all else in a promise.
   * @throws FFmpegFailure
   */
  next(): boolean | Promise<boolean> {
    const started = performance.now();
    const more = this.#options.input.read(this.#packet);
    this.spent.demux += performance.now() - started;
    return more;
  }

  /** Gives the packet its media time; undefined when it is of no use and was let go. `clockMs`: when it arrived. */
  place(clockMs: number): Arrival | undefined {
    const packet = this.#packet;
    const { input, timestamps } = this.#options;
    const kind = input.info.streams[packet.streamIndex]?.kind;
    if (timestamps === undefined) throw new RangeError('internal: a packet without a normaliser');
    if (kind === undefined) {
      // A stream that began after the probing: nobody knows it.
      packet.unref();
      return undefined;
    }
    const { dts, pts, at, jump } = timestamps.place({
      stream: packet.streamIndex,
      dts: stamp(packet.dts),
      pts: stamp(packet.pts),
      duration: Number(packet.duration),
      clockMs,
    });
    packet.dts = BigInt(dts);
    packet.pts = BigInt(pts);
    if (jump !== undefined) this.#jumps += 1;
    const timed = kind === 'video' || kind === 'audio';
    return { at, timed, ...(jump === undefined ? {} : { jump }) };
  }

  /** What follows from the packet, which is let go. */
  take(): MediaItem[] {
    this.#packets += 1;
    this.#bytes += this.#packet.size;
    const items = this.#decoder.take(this.#packet);
    this.#packet.unref();
    return items;
  }

  /** What is left after the last packet. Nothing may be read afterwards. */
  finish(): MediaItem[] {
    return this.#decoder.finish();
  }

  [Symbol.dispose](): void {
    this.#packet.free();
    this.#decoder[Symbol.dispose]();
    this.#options.audio?.placement[Symbol.dispose]();
  }
}

const stamp = (value: bigint): number | undefined => (value === AV_NOPTS_VALUE ? undefined : Number(value));

function stamped(stream: Stream, info: StreamInfo | undefined): StampedStream {
  const timed = info !== undefined && !info.cover && (info.kind === 'video' || info.kind === 'audio');
  return {
    kind: timed ? info.kind : 'other',
    base: stream.timeBase,
    wrapBits: stream.ptsWrapBits,
    usual: usualLength(stream),
  };
}

/** Ticks of one packet: a transport stream's first packets of sound tell neither stamp nor duration. */
function usualLength({ codecpar, timeBase, avgFrameRate }: Stream): number {
  const seconds =
    codecpar.frameSize > 0 && codecpar.sampleRate > 0
      ? codecpar.frameSize / codecpar.sampleRate
      : avgFrameRate.num > 0
        ? avgFrameRate.den / avgFrameRate.num
        : 0;
  return Math.round((seconds * timeBase.den) / timeBase.num);
}
