/** The packets between two `begin`s of an output, with their streams. */
import type { OutputStreams } from './sink.ts';
import type { StreamsCopy } from './mux/streams-copy.ts';
import { PacketQueue, type QueueLimits } from './packet-queue.ts';

/** What an output serves with one header: it may take several connections, one after the other. */
export interface StreamSegment {
  /** The header of its next connection. */
  readonly streams: StreamsCopy;
  /** Goes on with another header: an open connection is told of it by the packets, the next one begins with it. */
  readonly goOn: (streams: StreamsCopy) => void;
  readonly queue: PacketQueue;
  /** Fires when no more will come: waiting for another try is pointless. */
  readonly over: AbortController;
  /** Ends whatever is blocked; what is left is not written. */
  readonly abandoned: AbortController;
  /** Lets go of the headers. */
  readonly free: () => void;
}

/** `copy`, and whatever `goOn` is given, is owned by the stream segment; `free` lets go of them. */
export function newStreamSegment(
  streams: OutputStreams,
  copy: StreamsCopy,
  limits: QueueLimits,
  now: () => number,
): StreamSegment {
  let header = copy;
  // A connection may be opening with the header before.
  let before: StreamsCopy | undefined;
  return {
    get streams() {
      return header;
    },
    goOn(next) {
      before?.[Symbol.dispose]();
      [before, header] = [header, next];
    },
    queue: new PacketQueue(streams.video !== undefined, limits, now),
    over: new AbortController(),
    abandoned: new AbortController(),
    free() {
      before?.[Symbol.dispose]();
      header[Symbol.dispose]();
    },
  };
}
