/** Captions that other programs send over a WebSocket. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { MomentfxError } from '../../core/errors.ts';
import { closeServer } from '../../core/close-server.ts';
import { listenAt } from '../../core/listen-at.ts';
import {
  hostAllowed,
  isLoopback,
  originAllowed,
  refuseUpgrade,
  tokenFits,
  urlOf,
} from '../../core/http-guard.ts';
import { CaptionReceiver, type CaptionClock } from './receiver.ts';
import { WaitingSockets } from './waiting.ts';
import type { CaptionSource } from '../source.ts';

/** Where the server listens, and to whom. */
export interface CaptionServerOptions extends CaptionClock {
  /** Default 127.0.0.1. Any other than this machine's own needs a token. */
  readonly host?: string;
  /** 0: any free one. */
  readonly port: number;
  readonly path?: string;
  /** Clients then bring `Authorization: Bearer TOKEN` or `?token=TOKEN`. */
  readonly token?: string;
  /** Browser pages that may send besides those of this machine, such as `https://captions.example`. */
  readonly origins?: readonly string[];
}

/** A server that listens; its captions come from all clients together. */
export interface CaptionServer extends CaptionSource {
  readonly port: number;
  /** Without the token. */
  readonly url: string;
  readonly clients: number;
}

/**
 * The server cannot be opened as asked: the port is taken or forbidden, or a token is missing.
 * @public Callers may tell it apart.
 */
export class CaptionServerError extends MomentfxError<'captions-port' | 'captions-need-token'> {}

const LOOPBACK = '127.0.0.1';
/** Requests are one line and a few headers, sent at once. */
const HTTP_LIMITS = {
  maxHeaderSize: 8_192,
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  keepAliveTimeout: 1_000,
  connectionsCheckingInterval: 1_000,
} as const;
/**
 * Opens the server; it listens when the promise resolves. Clients send `{ id, start, end, text, final }`, one object or
 * an array a message. A bad message is answered with one line `{ error, message }` and dropped as a whole.
 * @throws CaptionServerError captions-port, captions-need-token
 */
export async function openCaptionServer(options: CaptionServerOptions): Promise<CaptionServer> {
  const { host = LOOPBACK, port, token } = options;
  if (token === '' || (token === undefined && !isLoopback(host)))
    throw new CaptionServerError(
      'captions-need-token',
      `Captions from other machines (at ${host}) need a token.`,
      'Set a token, or listen on 127.0.0.1.',
    );
  const http = createServer(HTTP_LIMITS);
  await listenAt(http, host, port).catch((cause: NodeJS.ErrnoException) => {
    throw unavailable(host, port, cause);
  });
  return new Captions(http, host, options);
}

function unavailable(host: string, port: number, cause: NodeJS.ErrnoException): CaptionServerError {
  const reason = cause.code === 'EADDRINUSE' ? 'the port is taken' : (cause.code ?? 'unknown');
  return new CaptionServerError(
    'captions-port',
    `Captions cannot be received at ${host}:${port} (${reason}).`,
    'Choose another port, or end the program that uses it.',
    { cause },
  );
}

class Captions implements CaptionServer {
  readonly name = 'captions over WebSocket';
  readonly port: number;
  readonly url: string;
  readonly #http: Server;
  readonly #options: CaptionServerOptions;
  readonly #path: string;
  readonly #receiver: CaptionReceiver;
  readonly #waiting = new WaitingSockets();
  #closing: Promise<void> | undefined;

  constructor(http: Server, host: string, options: CaptionServerOptions) {
    this.#http = http;
    this.#options = options;
    this.#receiver = new CaptionReceiver(options);
    this.#path = options.path ?? '/captions';
    http.on('connection', (socket) => this.#waiting.add(socket));
    this.port = (http.address() as AddressInfo).port;
    this.url = `ws://${host.includes(':') ? `[${host}]` : host}:${this.port}${this.#path}`;
    http.on('request', (request, response) => {
      const here = urlOf(request).pathname === this.#path;
      const status = !this.#isAtHome(request) ? 403 : here ? 426 : 404;
      response.writeHead(status, { upgrade: 'websocket' }).end();
    });
    http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.#greet(request, socket, head),
    );
    http.on('error', () =>
      this.#receiver.tell('The caption server stumbled.', 'Start the show again if captions stay away.'),
    );
  }

  get events$(): CaptionSource['events$'] {
    return this.#receiver.events$;
  }

  get clients(): number {
    return this.#receiver.clients;
  }

  #greet(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A client that goes away while it is refused is no news.
    socket.once('error', () => socket.destroy());
    let status = this.#refusal(request);
    if (status === undefined) {
      this.#waiting.leave(request.socket);
      if (this.#receiver.admit(request, socket, head)) return;
      status = 503;
    }
    if (status === 401 || status === 403)
      this.#receiver.tell(
        status === 401
          ? 'A caption client without the right token was refused.'
          : 'A browser page of another site tried to send captions and was refused.',
        status === 401 ? 'Give it the token of this session.' : 'List its origin if it is yours.',
      );
    refuseUpgrade(socket, status);
  }

  #refusal(request: IncomingMessage): number | undefined {
    if (this.#closing !== undefined) return 503;
    if (!this.#isAtHome(request)) return 403;
    if (urlOf(request).pathname !== this.#path) return 404;
    if (!originAllowed(request.headers.origin, this.#options.origins ?? [])) return 403;
    return tokenFits(request, this.#options.token) ? undefined : 401;
  }

  /** Whether the request means this machine by the name that it asks for. */
  #isAtHome(request: IncomingMessage): boolean {
    return hostAllowed(request.headers.host, this.#options.host ?? LOOPBACK);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#receiver.end();
    await closeServer(this.#http, this.#receiver.sockets, 'the show has ended');
  }
}
