/** A TCP relay in front of a server: sees what each connection sends, and can cut them off. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

/** One connection through the relay. */
export interface Tapped {
  /** When it came, in ms of `performance.now`. */
  readonly begun: number;
  /** Bytes that the client has sent, and when the last of them came, in ms of `performance.now`. */
  bytes: number;
  last: number;
}

export interface Tap extends AsyncDisposable {
  readonly port: number;
  /** In the order in which they came. */
  readonly connections: readonly Tapped[];
  /** Breaks off all connections, and each new one, until `mend`. */
  cut(): void;
  mend(): void;
  /** What comes from the client of this connection is seen, and not passed on; the server loses it. */
  drop(connection: Tapped): void;
}

/** Relays a free port of this machine to `port`. */
export async function startTap(port: number): Promise<Tap> {
  const connections: Tapped[] = [];
  const sockets = new Set<Socket>();
  const backs = new Map<Tapped, Socket>();
  let isCut = false;
  const server = createServer((front) => {
    if (isCut) return void front.destroy();
    const back = connect(port, '127.0.0.1');
    const begun = performance.now();
    const seen: Tapped = { bytes: 0, begun, last: begun };
    connections.push(seen);
    backs.set(seen, back);
    for (const [one, other] of [
      [front, back],
      [back, front],
    ] as const) {
      sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        sockets.delete(one);
        // One that was dropped stays open to its client.
        if (one === front || backs.has(seen)) other.destroy();
      });
    }
    front.on('data', (data) => {
      seen.bytes += data.length;
      seen.last = performance.now();
      if (!back.destroyed) back.write(data);
    });
    back.on('data', (data) => front.write(data));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections,
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend() {
      isCut = false;
    },
    drop(connection) {
      const back = backs.get(connection);
      backs.delete(connection);
      back?.destroy();
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
