/** Ends a server of HTTP and WebSockets. */
import type { Server } from 'node:http';
import type { WebSocketServer } from 'ws';

/** How long clients have to say goodbye. */
const FAREWELL_MS = 500;

/** Tells every client why, takes nobody new, and resolves once all are gone; who lingers is cut off. */
export async function closeServer(http: Server, sockets: WebSocketServer, reason: string): Promise<void> {
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  for (const client of sockets.clients) client.close(1001, reason);
  const farewell = setTimeout(() => {
    for (const client of sockets.clients) client.terminate();
    http.closeAllConnections();
  }, FAREWELL_MS);
  http.closeIdleConnections();
  await closed;
  clearTimeout(farewell);
}
