/** An HLS output: FFmpeg's muxer writes the segments and the playlist itself. */
import { FormatContext } from 'node-av/lib';
import { withOptions } from '../ffmpeg.ts';
import type { Micros } from '../../streams/time.ts';
import type { Connection, Destination } from './connection.ts';
import { OutputFailure, openingLoss, writingLoss } from './transport/loss.ts';
import type { StreamsCopy } from './mux/streams-copy.ts';
import type { QueuedPacket } from './packet-queue.ts';
import { describeLive, type Tracks } from './mux/tracks.ts';

/** Writes segments and their list until it is finished or given up. It owns its muxer and the packets put and not yet sent. */
export class PlaylistConnection implements Connection {
  readonly #context = new FormatContext();
  readonly #tracks: Tracks;
  readonly #mayLeave: () => void;
  #packets: QueuedPacket[] = [];
  #waiting = 0;

  private constructor({ muxer, target, mayLeave = () => undefined }: Destination, streams: StreamsCopy) {
    this.#mayLeave = mayLeave;
    this.#context.allocOutputContext2(null, muxer, target);
    this.#tracks = describeLive(this.#context, streams);
  }

  /** @throws OutputFailure */
  static async open(destination: Destination, streams: StreamsCopy): Promise<PlaylistConnection> {
    const connection = new PlaylistConnection(destination, streams);
    const context = connection.#context;
    try {
      connection.#mayLeave();
      const returned = await withOptions(destination.options, (dictionary) =>
        context.writeHeader(dictionary),
      );
      if (returned < 0) throw new OutputFailure(openingLoss('hls', returned, 0));
      connection.#tracks.readBases();
      return connection;
    } catch (error) {
      context.freeContext();
      throw error;
    }
  }

  get start(): Micros | undefined {
    return this.#tracks.start;
  }

  get waiting(): number {
    return this.#waiting;
  }

  put(item: QueuedPacket): void {
    this.#packets.push(item);
    this.#waiting += item.size;
  }

  async send(): Promise<void> {
    const packets = this.#packets;
    this.#packets = [];
    this.#waiting = 0;
    try {
      for (const item of packets) await this.#write(item);
    } finally {
      for (const { packet } of packets) packet.free();
    }
  }

  async #write(item: QueuedPacket): Promise<void> {
    if (!this.#tracks.stamp(item)) return;
    this.#mayLeave();
    const returned = await this.#context.interleavedWriteFrame(item.packet);
    if (returned < 0) throw new OutputFailure(writingLoss('hls', returned));
  }

  async finish(): Promise<void> {
    try {
      await this.send();
      this.#mayLeave();
      const returned = await this.#context.writeTrailer();
      if (returned < 0) throw new OutputFailure(writingLoss('hls', returned));
    } finally {
      this.#release();
    }
  }

  abandon(): Promise<void> {
    this.#release();
    return Promise.resolve();
  }

  /** The muxer writes to files alone. */
  interrupt(): void {
    return undefined;
  }

  #release(): void {
    for (const { packet } of this.#packets.splice(0)) packet.free();
    this.#context.freeContext();
  }
}
