/** Sockets that have connected and have not become clients: they may not keep others out. */
import type { Socket } from 'node:net';

/** In all; one more, and an older one goes. */
const MOST_WAITING = 32;
/** Nothing was asked for so long: in ms. A request is a few hundred bytes, sent at once. */
const SILENT_MS = 5_000;

/** Holds them until they ask to become clients, have been silent for 5 s, or are too many. */
export class WaitingSockets {
  readonly #sockets = new Set<Socket>();

  /** A socket has connected. Of too many, the oldest of the peer that has the most of them is cut off. */
  add(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    socket.setTimeout(SILENT_MS, () => this.#sockets.has(socket) && socket.destroy());
    if (this.#sockets.size > MOST_WAITING) this.#oldestOfTheMany()?.destroy();
  }

  /** It asks to become a client. */
  leave(socket: Socket): void {
    this.#sockets.delete(socket);
    socket.setTimeout(0);
  }

  #oldestOfTheMany(): Socket | undefined {
    const byPeer = new Map<string, Socket[]>();
    for (const socket of this.#sockets) {
      const peer = socket.remoteAddress ?? '';
      byPeer.set(peer, [...(byPeer.get(peer) ?? []), socket]);
    }
    const [most = []] = [...byPeer.values()].sort((a, b) => b.length - a.length);
    return most[0];
  }
}
