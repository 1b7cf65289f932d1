import { CarriedConnection } from './carried-connection.ts';
import type { Connection, Destination } from './connection.ts';
import { PlaylistConnection } from './playlist-connection.ts';
import type { ProgramCopy } from './program.ts';

/**
 * Connects and writes the header.
 * @throws OutputFailure
 */
export function openConnection(
  destination: Destination,
  program: ProgramCopy,
  signal: AbortSignal,
): Promise<Connection> {
  return destination.kind === 'hls'
    ? PlaylistConnection.open(destination, program)
    : CarriedConnection.open(destination, program, signal);
}
