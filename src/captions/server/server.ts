/** Captions that other programs send over a WebSocket. */
import { createServer, STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { Subject } from 'rxjs';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { MomentfxError } from '../../core/errors.ts';
import { closeServer } from '../../core/close-server.ts';
import { listenAt } from '../../core/listen-at.ts';
import { faultsTo, type Faults } from '../faults.ts';
import { hostAllowed, isLoopback, originAllowed, tokenFits, urlOf } from '../../core/http-guard.ts';
import { cleanLines } from '../../streams/words/clean.ts';
import type { Micros } from '../../streams/time.ts';
import { CaptionsAhead } from './ahead.ts';
import { clientOf, RATE, seatFor, type Client } from './client.ts';
import { readMessage, type SentCaption } from './message.ts';
import { WaitingSockets } from './waiting.ts';
import type { CaptionEvent, CaptionSource, CaptionTime } from '../source.ts';

/** Where the server listens, and to whom. */
export interface CaptionServerOptions {
  /** Default 127.0.0.1. Any other than this machine's own needs a token. */
  readonly host?: string;
  /** 0: any free one. */
  readonly port: number;
  readonly path?: string;
  /** Clients then bring `Authorization: Bearer TOKEN` or `?token=TOKEN`. */
  readonly token?: string;
  /** Browser pages that may send besides those of this machine, such as `https://captions.example`. */
  readonly origins?: readonly string[];
  /** Where the show is in media time, as far as is known; captions may then be sent 10 minutes ahead of it. */
  readonly mediaNow?: () => Micros | undefined;
  /** Milliseconds since 1970 by the clock that the show goes by; default the machine's. */
  readonly wallNow?: () => number;
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
/** A sentence with its id and times takes under 1 KiB; an array of a screenful of them fits. In bytes. */
const LONGEST_MESSAGE = 16_384;
/** A longer message is answered up to this; beyond, its connection is closed unread. In bytes. */
const LONGEST_READ = 4 * LONGEST_MESSAGE;
/** Requests are one line and a few headers, sent at once. */
const HTTP_LIMITS = {
  maxHeaderSize: 8_192,
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  keepAliveTimeout: 1_000,
  connectionsCheckingInterval: 1_000,
} as const;
/** Answers that a client does not read, in bytes; more and it is cut off. */
const MOST_UNREAD = 65_536;
/** A client that does not answer a ping within this is gone. */
const PING_MS = 15_000;
/** A client that does not answer the farewell within this is cut off. */
const FAREWELL_MS = 500;
/** Ids told as captions with words, of which the oldest are forgotten. */
const REMEMBER = 512;

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
  readonly #events$ = new Subject<CaptionEvent>();
  readonly events$ = this.#events$.asObservable();
  readonly #faults: Faults = faultsTo((event) => this.#events$.next(event));
  readonly #http: Server;
  readonly #options: CaptionServerOptions;
  readonly #path: string;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: LONGEST_READ });
  readonly #waiting = new WaitingSockets();
  readonly #clients = new Map<WebSocket, Client>();
  readonly #ahead = new CaptionsAhead();
  readonly #pings: NodeJS.Timeout;
  readonly #known = new Set<string>();
  #closing: Promise<void> | undefined;

  constructor(http: Server, host: string, options: CaptionServerOptions) {
    this.#http = http;
    this.#options = options;
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
      this.#faults.tell('The caption server stumbled.', 'Start the show again if captions stay away.'),
    );
    this.#pings = setInterval(() => this.#pingAll(), PING_MS);
    this.#pings.unref();
  }

  get clients(): number {
    return this.#clients.size;
  }

  #greet(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A client that goes away while it is refused is no news.
    socket.once('error', () => socket.destroy());
    const status = this.#refusal(request);
    if (status === undefined) {
      this.#waiting.leave(request.socket);
      const peer = request.socket.remoteAddress ?? '';
      this.#sockets.handleUpgrade(request, socket, head, (client) => this.#welcome(client, peer));
      return;
    }
    if (status === 401 || status === 403)
      this.#faults.tell(
        status === 401
          ? 'A caption client without the right token was refused.'
          : 'A browser page of another site tried to send captions and was refused.',
        status === 401 ? 'Give it the token of this session.' : 'List its origin if it is yours.',
      );
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    );
  }

  #refusal(request: IncomingMessage): number | undefined {
    if (this.#closing !== undefined) return 503;
    if (!this.#isAtHome(request)) return 403;
    if (urlOf(request).pathname !== this.#path) return 404;
    if (!originAllowed(request.headers.origin, this.#options.origins ?? [])) return 403;
    if (!tokenFits(request, this.#options.token)) return 401;
    const seat = seatFor(request.socket.remoteAddress ?? '', [...this.#clients.values()], performance.now());
    if (typeof seat === 'object') this.#cutOff(seat, 'Another program needs this place.');
    return seat === false ? 503 : undefined;
  }

  /** Whether the request means this machine by the name that it asks for. */
  #isAtHome(request: IncomingMessage): boolean {
    return hostAllowed(request.headers.host, this.#options.host ?? LOOPBACK);
  }

  #welcome(socket: WebSocket, peer: string): void {
    const client = clientOf(socket, peer, performance.now());
    this.#clients.set(socket, client);
    socket.on('close', () => this.#clients.delete(socket));
    socket.on('pong', () => (client.answered = true));
    socket.on('message', (data, binary) => this.#hear(client, data, binary));
    // ws has closed the connection by then: broken frames, or a message beyond all bounds.
    socket.on('error', () =>
      this.#faults.tell('A caption client broke the protocol and was cut off.', 'Check that client.'),
    );
  }

  #hear(client: Client, data: RawData, binary: boolean): void {
    const bytes = bytesOf(data);
    if (bytes.length > LONGEST_MESSAGE)
      return this.#refuse(client, 'TOO_LONG', `A message may have ${LONGEST_MESSAGE} bytes.`);
    if (binary) return this.#refuse(client, 'BAD_JSON', 'The message is not text.');
    const message = readMessage(bytes.toString('utf8'));
    if ('fault' in message) return this.#refuse(client, message.fault.error, message.fault.message);
    if (!client.captions.take(message.captions.length, performance.now()))
      return this.#refuse(client, 'TOO_FAST', `At most ${RATE.perSecond} captions a second.`);
    const now = { wall: this.#options.wallNow?.() ?? Date.now(), media: this.#options.mediaNow?.() };
    const objection = this.#ahead.objection(message.captions, now);
    if (objection !== undefined) return this.#refuse(client, 'TOO_FAR', objection);
    client.useful ||= message.captions.length > 0;
    for (const caption of message.captions) this.#tell(client, caption);
  }

  #tell({ rolling }: Client, { id, start, end, lines, final }: SentCaption): void {
    const text = cleanLines(rolling.fresh(id, lines, inMicros(start), inMicros(end)));
    const known = this.#known.delete(id);
    if (text !== '') {
      this.#known.add(id);
      if (this.#known.size > REMEMBER)
        for (const oldest of this.#known.keys().take(1)) this.#known.delete(oldest);
      this.#events$.next({ type: 'caption', id, start, end, text, final });
    } else if (known) this.#events$.next({ type: 'withdrawn', id });
  }

  #refuse(client: Client, error: string, message: string): void {
    const { socket, answers, mistakes } = client;
    const now = performance.now();
    // Who sends too fast, or a whole script beforehand, sends captions all the same.
    const isRubbish = error !== 'TOO_FAST' && error !== 'TOO_FAR';
    if (isRubbish && !mistakes.take(1, now)) {
      this.#faults.tell(
        'A caption client sent nothing but bad messages and was cut off',
        'Mend that client.',
      );
      return this.#cutOff(client, 'Too many bad messages.');
    }
    this.#faults.tell(`A caption client sent a bad message (${error}: ${message})`, 'Mend that client.');
    if (!answers.take(1, now)) return;
    if (socket.bufferedAmount > MOST_UNREAD) socket.terminate();
    else socket.send(`${JSON.stringify({ error, message })}\n`, () => undefined);
  }

  #pingAll(): void {
    for (const client of this.#clients.values()) {
      if (client.answered) client.socket.ping();
      else client.socket.terminate();
      client.answered = false;
    }
  }

  #cutOff({ socket }: Client, reason: string): void {
    this.#clients.delete(socket);
    socket.removeAllListeners('message');
    socket.close(1008, reason);
    setTimeout(() => socket.terminate(), FAREWELL_MS).unref();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearInterval(this.#pings);
    this.#events$.complete();
    await closeServer(this.#http, this.#sockets, 'the show has ended');
  }
}

const inMicros = ({ clock, at }: CaptionTime): number => (clock === 'media' ? at : at * 1_000);

const bytesOf = (data: RawData): Buffer => {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
};
