/** Brings a container's bytes to a server or into a file. */
import type { ByteRange } from '../mux/memory-mux.ts';

/** One way out, used by one connection. It owns its file or socket; `close` or `abandon` lets go of it. */
export interface Transport {
  /**
   * Sends bytes in order; resolves when the peer's system or the disk has them.
   * @throws OutputFailure
   */
  send(ranges: readonly ByteRange[]): Promise<void>;
  /**
   * All was sent: takes leave of the peer, waiting for it as long as it may need.
   * @throws OutputFailure when a file was not finished
   */
  close(): Promise<void>;
  /** Gives up: what is blocked returns at once, nothing more is sent. */
  abandon(): Promise<void>;
  /** May be called while another call is blocked, which then returns at once. */
  interrupt(): void;
}
