/** One connection of an output, from header to trailer. */
import type { Micros } from '../../streams/time.ts';
import type { OutputKind } from './plan.ts';
import type { QueuedPacket } from './packet-queue.ts';

/** Where one connection goes, and how it is made. */
export interface Destination {
  readonly kind: OutputKind;
  readonly muxer: string;
  /** Where to: a path, or a URL with its secrets. */
  readonly target: string;
  /** Of the muxer, and of the protocol. */
  readonly options: Readonly<Record<string, string>>;
  readonly protocol: Readonly<Record<string, string>>;
  /** Asked right before bytes are handed to the system: what it throws breaks the connection off, and nothing leaves. */
  readonly mayLeave?: (() => void) | undefined;
}

/** Packets in, up to one end. It owns its muxer and its way out; `finish` or `abandon` lets go of both. */
export interface Connection {
  /** The point of the common time line that is this connection's 0: its first packet. */
  readonly start: Micros | undefined;
  /** Bytes that wait for `send`. */
  readonly waiting: number;
  /**
   * Takes a packet and frees it. Not while something is being sent.
   * @throws OutputFailure
   */
  put(item: QueuedPacket): void;
  /**
   * Sends what was put.
   * @throws OutputFailure
   */
  send(): Promise<void>;
  /**
   * Writes what is left and the trailer, and closes, whether or not that worked.
   * @throws OutputFailure when a file was not finished
   */
  finish(): Promise<void>;
  /** Gives up: what is blocked returns at once, nothing more is sent. */
  abandon(): Promise<void>;
  interrupt(): void;
}
