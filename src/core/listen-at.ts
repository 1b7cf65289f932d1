/** Begins to listen, for servers of every kind. */
import type { Server } from 'node:net';

/**
 * Resolves once the server listens there. Later errors are the caller's to hear.
 * @throws what the system says, with its code
 */
export function listenAt(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}
