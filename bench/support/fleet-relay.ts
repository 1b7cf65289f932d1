/**
 * A relay in front of an RTMP server: sees of each connection which stream it publishes, and when its media come. What comes
 * from a client that the server has dropped is seen, too.
 */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

/** Bytes of a publisher before its media: handshake and commands. */
const BEFORE_MEDIA = 6_000;
/** The names of streams, as this bench gives them. */
const STREAM = /show-\d+/;

/** One connection; times in ms since 1970. */
export interface Published {
  /** Undefined until it has said what it publishes. */
  stream: string | undefined;
  bytes: number;
  /** When its media began. */
  began: number | undefined;
  /** When the last of it came. */
  last: number;
  /** The server has let go of it. */
  isDropped: boolean;
}

/** The relay; what came through it is in order of the connections. */
export interface RtmpRelay extends AsyncDisposable {
  readonly port: number;
  readonly connections: readonly Published[];
}

/** Relays a free port of this machine to that of a server here. */
export async function startRelay(port: number): Promise<RtmpRelay> {
  const connections: Published[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((front) => {
    const back = connect(port, '127.0.0.1');
    const seen: Published = {
      stream: undefined,
      bytes: 0,
      began: undefined,
      last: Date.now(),
      isDropped: false,
    };
    connections.push(seen);
    let head = '';
    for (const socket of [front, back]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    front.on('data', (data: Buffer) => {
      seen.bytes += data.length;
      seen.last = Date.now();
      if (seen.stream === undefined) {
        head += data.toString('latin1');
        seen.stream = STREAM.exec(head)?.[0];
      }
      if (seen.stream !== undefined && seen.bytes > BEFORE_MEDIA) seen.began ??= seen.last;
      if (!back.destroyed) back.write(data);
    });
    back.on('data', (data: Buffer) => front.write(data));
    front.on('close', () => back.destroy());
    back.on('close', () => {
      seen.isDropped = true;
      // A refusal is for the client to see; of one that sent media it is to be seen what else comes.
      if (seen.began === undefined) front.destroy();
      else front.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
