/** Reads one connection of a source: packets in media time, and what is made of them. */
import { Packet } from 'node-av/lib';
import type { PictureFilter } from '../../core/formats.ts';
import { ZERO, type Micros } from '../../streams/time.ts';
import type { ChangingInput, OpenedInput } from './demuxer.ts';
import { InputDecoder, type InputSpent, type SoundOptions } from './input-decoder.ts';
import { PacketPlacer } from './packet-placer.ts';
import type { MediaItem, ReaderCounts } from './source.ts';
import { StrayPictures } from './stray-pictures.ts';
import { StreamChanges } from './stream-changes.ts';
import type { Jump, TimestampNormaliser } from './timestamp-normaliser.ts';

/** Which connection is read, and what is made of its packets. */
export interface ReaderOptions {
  /** Belongs to whoever opened it. */
  readonly input: OpenedInput;
  /** The same input, whose streams may change while it is read. Absent: what was probed holds to its end. */
  readonly changing?: ChangingInput;
  /** The media time at which the connection begins. */
  readonly start: Micros;
  /** How the sound is decoded. Absent: it is not. */
  readonly audio?: SoundOptions;
  /** Sets the packets' stamps straight. */
  readonly timestamps: TimestampNormaliser;
  /** A recording: its packets stay on the input's own clock wherever that is whole. Else they are set to media time. */
  readonly recorded?: boolean;
  /** No wall clock tells its damaged stamps from holes: it comes as fast as it is read, and may be read ahead. */
  readonly ahead?: boolean;
  /** What is wanted of it: pictures and speech for analysis, packets for outputs. */
  readonly pictures: boolean;
  readonly speech: boolean;
  readonly packets: boolean;
  /** Pictures come as soon as they are certain, at the price of a few more decoded frames. */
  readonly prompt?: boolean;
  /** How pictures are squeezed; default: by areas. */
  readonly pictureFilter?: PictureFilter;
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
  /** From this packet on the input's streams are others than before, as its description tells. */
  readonly changed: boolean;
}

/** Call `next`, then `place`, then `take`, packet by packet; at the end `finish`. */
export class Reader implements Disposable {
  readonly #options: ReaderOptions;
  readonly #packet = new Packet();
  readonly #decoder: InputDecoder;
  readonly #changes: StreamChanges | undefined;
  readonly #placer: PacketPlacer;
  readonly #stray: StrayPictures | undefined;
  #jumps = 0;
  #packets = 0;
  #bytes = 0;

  constructor(options: ReaderOptions) {
    this.#options = options;
    const { changing, start, recorded = false } = options;
    this.#placer = new PacketPlacer({ ...options, recorded });
    using owned = new DisposableStack();
    owned.defer(() => this.#packet.free());
    this.#packet.alloc();
    if (options.ahead === true) this.#stray = owned.use(new StrayPictures(options.input));
    this.#decoder = owned.use(new InputDecoder({ ...options, zero: this.#placer.zero, from: start }));
    if (changing !== undefined) this.#changes = new StreamChanges(changing, start);
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
    return {
      ...this.#decoder.counts,
      damaged: this.#decoder.counts.damaged + this.#options.input.damaged,
      packets: this.#packets,
      bytes: this.#bytes,
      jumps: this.#jumps,
    };
  }

  /**
   * Reads the next packet; false at the end. Files are read at once, all else in a promise.
   * @throws FFmpegFailure
   */
  next(): boolean | Promise<boolean> {
    const started = performance.now();
    const more = (this.#stray ?? this.#options.input).read(this.#packet);
    this.spent.demux += performance.now() - started;
    return more;
  }

  /** Where the packet lies in the input's bytes; -1 when the demuxer does not tell. */
  get position(): number {
    return Number(this.#packet.pos);
  }

  /**
   * Gives the packet its media time; undefined when it is of no use and was let go. `clockMs`: when it arrived; absent
   * where that tells nothing, as of a file.
   */
  place(clockMs?: number): Arrival | undefined {
    const packet = this.#packet;
    const { input } = this.#options;
    const joined = this.#meet();
    const kind = input.info.streams[packet.streamIndex]?.kind;
    if (kind === undefined) {
      packet.unref();
      return undefined;
    }
    const { off = 0, alone = false } = this.#stray ?? {};
    const { at, moved, jump = mended(off) } = this.#placer.place(packet, clockMs, alone);
    if (jump !== undefined) this.#jumps += 1;
    if (moved && packet.streamIndex === input.info.audio?.index) this.#decoder.seam();
    const timed = kind === 'video' || kind === 'audio';
    const changed = this.#follow(at, joined && kind === 'subtitle');
    return { at, timed, changed, ...(jump === undefined ? {} : { jump }) };
  }

  /** Takes in streams that began after the probing: they go by the clock of the others. Whether there are any. */
  #meet(): boolean {
    const { input, changing } = this.#options;
    const known = input.streams.length;
    if (changing === undefined || this.#packet.streamIndex < known || changing.refresh() === known)
      return false;
    this.#placer.join(known);
    this.#decoder.follow({ video: false, audio: false }, ZERO);
    return true;
  }

  /** Whether the streams are others from this packet on; `told` says so anyway. */
  #follow(at: Micros, told: boolean): boolean {
    const change = this.#changes?.look(this.#packet, at, this.#decoder.soundComes);
    if (change === undefined) return told;
    this.#decoder.follow(change, at);
    return true;
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
    this.#stray?.[Symbol.dispose]();
    this.#decoder[Symbol.dispose]();
  }
}

/** Stamps that were off by so much, and are not any more. */
const mended = (off: number): Jump | undefined => (off === 0 ? undefined : { kind: 'jump', by: off });

/** What a reader has met before it reads. */
export const NO_COUNTS: ReaderCounts = {
  packets: 0,
  bytes: 0,
  jumps: 0,
  gaps: 0,
  damaged: 0,
  framesDecoded: 0,
  audioDriftPpm: 0,
};

/** What two readers have met together; the drift is the later one's. */
export const sumOf = (a: ReaderCounts, b: ReaderCounts): ReaderCounts => ({
  packets: a.packets + b.packets,
  bytes: a.bytes + b.bytes,
  jumps: a.jumps + b.jumps,
  gaps: a.gaps + b.gaps,
  damaged: a.damaged + b.damaged,
  framesDecoded: a.framesDecoded + b.framesDecoded,
  audioDriftPpm: b.audioDriftPpm,
});
