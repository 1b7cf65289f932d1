/** A caption server with its clients, all of which are gone when a test is over, however it ends. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import * as assert from 'uvu/assert';
import { WebSocket } from 'ws';
import {
  openCaptionServer,
  type CaptionServer,
  type CaptionServerOptions,
} from '../../../src/captions/server/server.ts';
import type { CaptionEvent } from '../../../src/captions/source.ts';
import { until } from '../../support/until.ts';
import { within } from '../../support/within.ts';

export interface Show extends AsyncDisposable {
  readonly server: CaptionServer;
  readonly events: CaptionEvent[];
  /** The first `count` events. */
  heard(count: number): Promise<CaptionEvent[]>;
  /** So many captions, whatever was told beside them. */
  captions(count: number): Promise<void>;
  caption(id: string): Promise<void>;
  readonly ended: () => boolean;
  /** A client that is let in. */
  client(url?: string, options?: Record<string, unknown>): Promise<WebSocket>;
  /** The words with which a client is turned away, HTTP status included. */
  refusal(url: string, options?: Record<string, unknown>): Promise<string>;
  /** A bare connection. */
  dial(): Socket;
}

export async function open(options: Partial<CaptionServerOptions> = {}): Promise<Show> {
  const server = await openCaptionServer({ port: 0, ...options });
  const events: CaptionEvent[] = [];
  const clients: WebSocket[] = [];
  const dialled: Socket[] = [];
  let ended = false;
  server.events$.subscribe({ next: (event) => events.push(event), complete: () => (ended = true) });
  const call = (url: string, callOptions?: Record<string, unknown>): WebSocket => {
    const socket = new WebSocket(url, callOptions);
    clients.push(socket);
    return socket;
  };
  const captions = (): CaptionEvent[] => events.filter(({ type }) => type === 'caption');
  return {
    server,
    events,
    async heard(count) {
      await until(() => events.length >= count, 3_000, `${count} events`);
      return events.slice(0, count);
    },
    captions: (count) => until(() => captions().length >= count, 3_000, `${count} captions`),
    caption: (id) =>
      until(
        () => events.some((event) => event.type === 'caption' && event.id === id),
        3_000,
        `the caption ${id}`,
      ),
    ended: () => ended,
    async client(url = server.url, callOptions) {
      const socket = call(url, callOptions);
      await within(once(socket, 'open'), 3_000, 'the connection');
      return socket;
    },
    async refusal(url, callOptions) {
      const [error] = (await within(once(call(url, callOptions), 'error'), 3_000, 'a refusal')) as [Error];
      return error.message;
    },
    dial() {
      const socket = connect(server.port, '127.0.0.1');
      socket.on('error', () => undefined);
      dialled.push(socket);
      return socket;
    },
    async [Symbol.asyncDispose]() {
      // One that is cut off before it is in says so.
      for (const socket of clients) socket.on('error', () => undefined).terminate();
      for (const socket of dialled) socket.destroy();
      await server.close();
    },
  };
}

/** The line with which the server answers a message. */
export async function answer(
  socket: WebSocket,
  message: unknown,
): Promise<{ error: string; message: string }> {
  const line = within(once(socket, 'message'), 3_000, 'an answer') as Promise<[Buffer]>;
  socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  const text = String((await line)[0]);
  assert.is(text.indexOf('\n'), text.length - 1, 'one line');
  return JSON.parse(text) as { error: string; message: string };
}

export const one = { id: 'a', start: 1.5, end: 3, text: '<i>Good</i> morning.', final: true };
