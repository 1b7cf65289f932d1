/** A control server on a show that the test makes, and raw clients that may say anything. */
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { WebSocket } from 'ws';
import {
  actionSchema,
  type Action,
  type ShowChange,
  type ShowView,
} from '../../../src/plugin/control/protocol.ts';
import {
  openControlServer,
  type ControlServer,
  type ControlServerOptions,
} from '../../../src/plugin/control/server.ts';

export const TOKEN = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ';

export const SHOW: ShowView = {
  status: {
    ...{ state: 'running', playhead: 12, wall: 1_700_000_000_000 },
    input: { level: 'green', text: 'connected', name: 'rtmp://h/live' },
    outputs: [],
    analysis: { level: 'green', text: 'looks and listens' },
    delay: { asked: 5, actual: 5 },
    played: 0,
  },
  inForce: {
    ...{ threshold: 0.3, density: 15, quiet: false, panicked: false },
    ...{ mutedTags: [], mutedEffects: [], gain: 0, duck: 4 },
  },
  subtitles: [],
  moments: [],
  favourites: [],
};

/** A server whose show does what it is asked by noting it; `change` tells all clients at the next turn. */
export async function openTestServer(
  more: Partial<Pick<ControlServerOptions, 'captions' | 'token'>> = {},
): Promise<{
  readonly server: ControlServer;
  readonly asked: Action[];
  readonly change: (change: ShowChange) => void;
  readonly advance: (ms: number) => void;
}> {
  const asked: Action[] = [];
  let pending: ShowChange | undefined;
  let extra = 0;
  const server = await openControlServer({
    token: TOKEN,
    ...more,
    port: 0,
    version: 'test',
    effects: [{ sfx: 'bell', tag: 'prompt', description: 'a bell', length: 0.5 }],
    show: {
      whole: SHOW,
      changes() {
        const change = pending;
        pending = undefined;
        return change;
      },
      actions: actionSchema,
      act: (action) => void asked.push(action),
    },
    routes: new Map([
      ['/open', { open: true, route: (_, response) => void response.end('open') }],
      ['/closed', { open: false, route: (_, response) => void response.end('closed') }],
    ]),
    now: () => performance.now() + extra,
  });
  return {
    server,
    asked,
    change: (change) => (pending = change),
    advance: (ms) => (extra += ms),
  };
}

/** The status of a request with these headers. */
export function statusOf(
  port: number,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(
      { port, host: '127.0.0.1', path, headers, method, agent: false },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    asked.on('error', reject).end();
  });
}

/** A client of the protocol that sends what the test says. */
export class RawClient implements Disposable {
  readonly socket: WebSocket;
  readonly #messages: unknown[] = [];
  readonly closed: Promise<number>;

  constructor(port: number, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/control`, { headers });
    this.socket.on('message', (data: Buffer) => this.#messages.push(JSON.parse(data.toString('utf8'))));
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => this.socket.on('close', (code) => resolve(code)));
  }

  /** Whether the server lets it in; the status of the refusal else. */
  async opened(): Promise<true | number> {
    return Promise.race([
      once(this.socket, 'open').then(() => true as const),
      new Promise<number>((resolve) =>
        this.socket.on('unexpected-response', (_, response) => {
          resolve(response.statusCode ?? 0);
          response.destroy();
        }),
      ),
    ]);
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The next message. */
  async next(): Promise<Record<string, unknown>> {
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) return message as Record<string, unknown>;
      await once(this.socket, 'message');
    }
  }

  async hello(token = TOKEN): Promise<Record<string, unknown>> {
    await this.opened();
    this.send({ type: 'hello', protocol: 1, token });
    return this.next();
  }

  [Symbol.dispose](): void {
    this.socket.terminate();
  }
}

/** Of a page that this server has sent. */
export const fromPage = (port: number): Record<string, string> => ({ origin: `http://127.0.0.1:${port}` });
