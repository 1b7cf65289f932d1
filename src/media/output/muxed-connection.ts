/** A connection to a server or a file: a container muxed into memory, and the transport of its bytes. */
import type { FormatContext } from 'node-av/lib';
import { FFmpegFailure } from '../ffmpeg.ts';
import type { Micros } from '../../streams/time.ts';
import type { Transport } from './transport/transport.ts';
import type { Connection, Destination } from './connection.ts';
import { FileTransport } from './transport/file-transport.ts';
import { OutputFailure, muxingLoss } from './transport/loss.ts';
import type { MemoryIOs } from './mux/memory-io.ts';
import { MemoryMux } from './mux/memory-mux.ts';
import { NetworkTransport } from './transport/network-transport.ts';
import type { OutputKind } from './plan.ts';
import { describeLive, type Tracks } from './mux/tracks.ts';
import type { StreamsCopy } from './mux/streams-copy.ts';
import type { QueuedPacket } from './packet-queue.ts';

/**
 * A container muxed in this thread and sent by another, many packets at a time. A turn of that thread for
 * each of 80 packets a second was a fifth of what a live stream cost (bench/stream-cost.ts).
 */
export class MuxedConnection implements Connection {
  readonly #kind: OutputKind;
  readonly #mux: MemoryMux;
  readonly #transport: Transport;
  #interrupted = false;

  private constructor(kind: OutputKind, mux: MemoryMux, transport: Transport) {
    this.#kind = kind;
    this.#mux = mux;
    this.#transport = transport;
  }

  static async open(
    { kind, muxer, target, options, protocol, mayLeave }: Destination,
    streams: StreamsCopy,
    signal: AbortSignal,
    ios: MemoryIOs,
  ): Promise<MuxedConnection> {
    // A server is told nothing but the media.
    const { words: _, ...told } = streams;
    const describe = (context: FormatContext): Tracks =>
      describeLive(context, kind === 'file' ? streams : told);
    const mux = await MemoryMux.open({ muxer, options, seekable: kind === 'file', describe }, ios).catch(
      inTerms,
    );
    try {
      const transport = await (kind === 'file'
        ? FileTransport.open(target, mayLeave)
        : NetworkTransport.open({ kind, target, options: protocol, mayLeave }, signal));
      return new MuxedConnection(kind, mux, transport);
    } catch (error) {
      mux[Symbol.dispose]();
      throw error;
    }
  }

  get start(): Micros | undefined {
    return this.#mux.start;
  }

  get waiting(): number {
    return this.#mux.waiting;
  }

  put(item: QueuedPacket): void {
    try {
      this.#mux.put(item);
    } catch (error) {
      inTerms(error);
    }
  }

  async send(): Promise<void> {
    await this.#transport.send(this.#mux.take());
  }

  async finish(): Promise<void> {
    if (this.#interrupted) return this.abandon();
    using mux = this.#mux;
    try {
      mux.finish();
      await this.send();
    } catch (error) {
      await this.#transport.abandon();
      if (this.#kind === 'file') inTerms(error);
      // A peer that left before the trailer has everything that matters to it.
      return;
    }
    await this.#transport.close();
  }

  async abandon(): Promise<void> {
    using _mux = this.#mux;
    await this.#transport.abandon();
  }

  interrupt(): void {
    this.#interrupted = true;
    this.#transport.interrupt();
  }
}

/** @throws OutputFailure for a failure of FFmpeg; anything else as it is */
function inTerms(error: unknown): never {
  throw error instanceof FFmpegFailure ? new OutputFailure(muxingLoss(error.returned)) : error;
}
