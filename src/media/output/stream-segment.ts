/** The packets between two `begin`s of an output, with their streams. */
import type { OutputStreams } from './sink.ts';
import type { StreamsCopy } from './mux/streams-copy.ts';
import { PacketQueue, type QueueLimits } from './packet-queue.ts';

/** What an output serves with one header: it may take several connections, one after the other. */
export interface StreamSegment {
  readonly streams: StreamsCopy;
  readonly queue: PacketQueue;
  /** Fires when no more will come: waiting for another try is pointless. */
  readonly over: AbortController;
  /** Ends whatever is blocked; what is left is not written. */
  readonly abandoned: AbortController;
}

/** `copy` is owned by the stream segment. */
export const newStreamSegment = (
  streams: OutputStreams,
  copy: StreamsCopy,
  limits: QueueLimits,
): StreamSegment => ({
  streams: copy,
  queue: new PacketQueue(streams.video !== undefined, limits),
  over: new AbortController(),
  abandoned: new AbortController(),
});
