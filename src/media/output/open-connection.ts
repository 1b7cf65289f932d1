import { MuxedConnection } from './muxed-connection.ts';
import type { Connection, Destination } from './connection.ts';
import type { MemoryIOs } from './mux/memory-io.ts';
import { PlaylistConnection } from './playlist-connection.ts';
import type { StreamsCopy } from './mux/streams-copy.ts';

/**
 * Connects and writes the header. `ios` are the output's own.
 * @throws OutputFailure
 */
export function openConnection(
  destination: Destination,
  streams: StreamsCopy,
  signal: AbortSignal,
  ios: MemoryIOs,
): Promise<Connection> {
  return destination.kind === 'hls'
    ? PlaylistConnection.open(destination, streams)
    : MuxedConnection.open(destination, streams, signal, ios);
}
