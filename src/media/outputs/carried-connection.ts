/** A connection to a server or a file: a container in memory, and what carries its bytes. */
import { FFmpegFailure } from '../ffmpeg.ts';
import type { Micros } from '../../streams/time.ts';
import type { Carrier } from './carrier.ts';
import type { Connection, Destination } from './connection.ts';
import { FileCarrier } from './file-carrier.ts';
import { OutputFailure, muxingLoss } from './loss.ts';
import type { MemoryIOs } from './memory-io.ts';
import { MemoryMux } from './memory-mux.ts';
import { NetworkCarrier } from './network-carrier.ts';
import type { OutputKind } from './plan.ts';
import type { ProgramCopy } from './program.ts';
import type { QueuedPacket } from './queue.ts';

/**
 * A container muxed in this thread and carried by another, many packets at a time. A turn of that thread for
 * each of 80 packets a second was a fifth of what a live stream cost (bench/stream-cost.ts).
 */
export class CarriedConnection implements Connection {
  readonly #kind: OutputKind;
  readonly #mux: MemoryMux;
  readonly #carrier: Carrier;
  #interrupted = false;

  private constructor(kind: OutputKind, mux: MemoryMux, carrier: Carrier) {
    this.#kind = kind;
    this.#mux = mux;
    this.#carrier = carrier;
  }

  static async open(
    { kind, muxer, target, options, protocol }: Destination,
    program: ProgramCopy,
    signal: AbortSignal,
    ios: MemoryIOs,
  ): Promise<CarriedConnection> {
    const mux = await MemoryMux.open({ muxer, options, seekable: kind === 'file' }, program, ios).catch(
      inTerms,
    );
    try {
      const carrier = await (kind === 'file'
        ? FileCarrier.open(target)
        : NetworkCarrier.open({ kind, target, options: protocol }, signal));
      return new CarriedConnection(kind, mux, carrier);
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
    await this.#carrier.send(this.#mux.take());
  }

  async finish(): Promise<void> {
    if (this.#interrupted) return this.abandon();
    using mux = this.#mux;
    try {
      mux.finish();
      await this.send();
    } catch (error) {
      await this.#carrier.abandon();
      if (this.#kind === 'file') inTerms(error);
      // A peer that left before the last word has all that it wanted.
      return;
    }
    await this.#carrier.close();
  }

  async abandon(): Promise<void> {
    using _mux = this.#mux;
    await this.#carrier.abandon();
  }

  interrupt(): void {
    this.#interrupted = true;
    this.#carrier.interrupt();
  }
}

/** @throws OutputFailure for a failure of FFmpeg; anything else as it is */
function inTerms(error: unknown): never {
  throw error instanceof FFmpegFailure ? new OutputFailure(muxingLoss(error.returned)) : error;
}
