/** Muxes into memory: packets in, bytes out, at once and in this thread; a transport sends them. */
import { FormatContext } from 'node-av/lib';
import { check, withOptions } from '../../ffmpeg.ts';
import type { Micros } from '../../../streams/time.ts';
import type { MemoryIO, MemoryIOs } from './memory-io.ts';
import type { MuxPacket, Tracks } from './tracks.ts';

/** Bytes that belong at a place of the file, or, where nothing can be sought, behind the ones before. */
export interface ByteRange {
  readonly position: number;
  readonly bytes: Buffer;
}

/** How a container is written into memory. */
export interface MemoryMuxOptions {
  readonly muxer: string;
  readonly options: Readonly<Record<string, string>>;
  /** Muxers go back in files to fill in what they know at the end; a stream they write in one go. */
  readonly seekable: boolean;
  /** Makes the container's streams; its header is written afterwards. */
  readonly describe: (context: FormatContext) => Tracks;
  /** Written behind the header. */
  readonly afterHeader?: Buffer;
}

/** Room for what is muxed between two sendings; grows when that is more. */
const ROOM = 256 * 1024;

/**
 * One container from header to trailer. It owns FFmpeg's muxer and lends one of `ios`; its streams and what is put
 * into it are described in media time.
 */
export class MemoryMux implements Disposable {
  readonly #context = new FormatContext();
  readonly #io: MemoryIO;
  readonly #tracks: Tracks;
  #room = Buffer.allocUnsafeSlow(ROOM);
  /** What was taken last, while somebody sends it. */
  #taken = Buffer.allocUnsafeSlow(ROOM);
  #used = 0;
  #ranges: { position: number; from: number; to: number }[] = [];

  private constructor({ muxer, seekable, describe }: MemoryMuxOptions, ios: MemoryIOs) {
    const context = this.#context;
    context.allocOutputContext2(null, muxer, null);
    this.#io = ios.open(seekable, (bytes, position) => this.#write(bytes, position));
    context.pb = this.#io.context;
    try {
      this.#tracks = describe(context);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  /**
   * Writes the header.
   * @throws FFmpegFailure when the container does not take these streams
   */
  static async open(options: MemoryMuxOptions, ios: MemoryIOs): Promise<MemoryMux> {
    const mux = new MemoryMux(options, ios);
    try {
      const wishes = { ...options.options, flush_packets: '0' };
      const returned = await withOptions(wishes, (dictionary) =>
        Promise.resolve(mux.#context.writeHeaderSync(dictionary)),
      );
      check(returned, 'writing the header');
      if (options.afterHeader !== undefined) mux.#io.context.writeSync(options.afterHeader);
      mux.#tracks.readBases();
      return mux;
    } catch (error) {
      mux[Symbol.dispose]();
      throw error;
    }
  }

  /** See `Tracks`. */
  get start(): Micros | undefined {
    return this.#tracks.start;
  }

  /** How long the container is so far, without what FFmpeg still gathers. */
  get size(): number {
    return this.#io.size;
  }

  /** Bytes that wait to be taken; what FFmpeg still gathers is not counted. */
  get waiting(): number {
    return this.#used;
  }

  /**
   * Takes a packet and frees it.
   * @throws FFmpegFailure when it does not fit the container
   */
  put(item: MuxPacket): void {
    try {
      if (this.#tracks.stamp(item)) check(this.#context.interleavedWriteFrameSync(item.packet), 'muxing');
    } finally {
      item.packet.free();
    }
  }

  /** All bytes so far, in the order in which they are to be written; good until the next `take`. */
  take(): ByteRange[] {
    this.#io.flush();
    [this.#room, this.#taken] = [this.#taken, this.#room];
    const taken = this.#ranges.map(({ position, from, to }) => ({
      position,
      bytes: this.#taken.subarray(from, to),
    }));
    this.#ranges = [];
    this.#used = 0;
    return taken;
  }

  /**
   * Writes what the muxer still holds, and the trailer.
   * @throws FFmpegFailure
   */
  finish(): void {
    check(this.#context.writeTrailerSync(), 'writing the trailer');
  }

  #write(bytes: Buffer, position: number): void {
    const from = this.#used;
    const to = from + bytes.length;
    if (to > this.#room.length) {
      const room = Buffer.allocUnsafeSlow(2 * to);
      this.#room.copy(room, 0, 0, from);
      this.#room = room;
    }
    bytes.copy(this.#room, from);
    const last = this.#ranges.at(-1);
    if (last !== undefined && last.position + (last.to - last.from) === position) last.to = to;
    else this.#ranges.push({ position, from, to });
    this.#used = to;
  }

  [Symbol.dispose](): void {
    this.#context.pb = null;
    this.#context.freeContext();
    this.#io[Symbol.dispose]();
  }
}
