import { CarriedConnection } from './carried-connection.ts';
import type { Connection, Destination } from './connection.ts';
import type { MemoryIOs } from './memory-io.ts';
import { PlaylistConnection } from './playlist-connection.ts';
import type { ProgramCopy } from './program.ts';

/**
 * Connects and writes the header. `ios` are the output's own.
 * @throws OutputFailure
 */
export function openConnection(
  destination: Destination,
  program: ProgramCopy,
  signal: AbortSignal,
  ios: MemoryIOs,
): Promise<Connection> {
  return destination.kind === 'hls'
    ? PlaylistConnection.open(destination, program)
    : CarriedConnection.open(destination, program, signal, ios);
}
