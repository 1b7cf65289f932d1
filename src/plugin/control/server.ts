/**
 * The control server: the dock's page, the protocol, and what else the show serves over HTTP, behind one guard. It listens on
 * the loopback unless it has TLS.
 */
import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { z } from 'zod';
import { bearerOf, refuseUpgrade, urlOf } from '../../core/http-guard.ts';
import { closeServer } from '../../core/close-server.ts';
import { Access, viewerToken } from './access.ts';
import type { CaptionsDoor } from './captions-door.ts';
import { ClientSession } from './client-session.ts';
import {
  PROTOCOL_VERSION,
  type Action,
  type EffectView,
  type Role,
  type ServerMessage,
  type ShowChange,
  type ShowView,
} from './protocol.ts';
import { LOOPBACK, serverAt, type ServerPlace } from './server-place.ts';

/** Answers one request; the server sets the headers that all answers have. */
export type Route = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** What is seen and steered: a show, unless said otherwise. */
export interface Controlled<View = ShowView, Change = ShowChange, Asked = Action> {
  readonly whole: View;
  /** What has changed since it was asked last. */
  changes(): Change | undefined;
  /** What an operator may ask, to be checked at the door. */
  readonly actions: z.ZodType<Asked>;
  /** Does what an operator asks, at once or when the promise resolves. @throws, or rejects with, what the operator is told */
  act(action: Asked): void | Promise<void>;
}

/** Where a control server listens, and what it serves. */
export interface ControlServerOptions<Asked = Action> extends ServerPlace {
  /** Of the installation, until `renew`. */
  readonly token: string;
  readonly version: string;
  readonly effects: readonly EffectView[];
  readonly show: Controlled<unknown, unknown, Asked>;
  /** What its end is called, to clients. */
  readonly farewell?: string;
  /** By path. `open`: answered without a token, as the page is, which holds nothing of the show. */
  readonly routes: ReadonlyMap<string, { readonly open: boolean; readonly route: Route }>;
  /** Where captions come in; absent: nowhere. */
  readonly captions?: CaptionsDoor;
  readonly now?: () => number;
}

/** A control server that listens. */
export interface ControlServer {
  readonly port: number;
  /** What an operator opens; the token is behind the #, which no browser sends anywhere. */
  readonly url: string;
  /** The same for somebody who may only look. */
  readonly viewerUrl: string;
  readonly clients: number;
  /** Another token is in force: whoever came with the one before is sent away. */
  renew(token: string): void;
  close(): Promise<void>;
}

/** A message of the protocol takes under 1 KiB; a list of favourites fits. In bytes. */
const LONGEST_MESSAGE = 65_536;
/** Docks, pads and their like. */
const MOST_CLIENTS = 16;
/** How often clients are told what has changed, in ms; whoever acts is told at once. */
const TELL_MS = 200;
/** A client that does not answer a ping within this is gone, in ms. */
const PING_MS = 15_000;
/** On every answer: no page of another site may hold, read or guess anything. */
const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const;

/** The path of the protocol. */
const CONTROL_PATH = '/control';

/**
 * Opens the server; it listens when the promise resolves.
 * @throws UsageError control-place when it cannot listen there, control-needs-tls for other machines without TLS
 */
export async function openControlServer<Asked = Action>(
  options: ControlServerOptions<Asked>,
): Promise<ControlServer> {
  return new Control(await serverAt(options), options);
}

class Control<Asked> implements ControlServer {
  readonly port: number;
  readonly #place: string;
  #token: string;
  readonly #http: Server;
  readonly #options: ControlServerOptions<Asked>;
  readonly #access: Access;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LONGEST_MESSAGE,
    perMessageDeflate: false,
  });
  readonly #clients = new Set<ClientSession<Asked>>();
  readonly #now: () => number;
  readonly #timers: readonly NodeJS.Timeout[];
  #closing: Promise<void> | undefined;

  constructor(http: Server, options: ControlServerOptions<Asked>) {
    const { host = LOOPBACK } = options;
    this.#http = http;
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.port = (http.address() as AddressInfo).port;
    const tls = options.tls !== undefined;
    const token = (this.#token = options.token);
    this.#access = new Access({ host, port: this.port, tls, token, now: this.#now });
    this.#place = `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${this.port}/`;
    http.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.#answer(request, response).catch(() => {
        if (response.headersSent) response.destroy();
        else refuse(response, 500);
      });
    });
    http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.#upgrade(request, socket, head),
    );
    this.#timers = [
      setInterval(() => this.#tell(), TELL_MS).unref(),
      setInterval(() => this.#pingAll(), PING_MS).unref(),
    ];
  }

  get url(): string {
    return `${this.#place}#${this.#token}`;
  }

  get viewerUrl(): string {
    return `${this.#place}#${viewerToken(this.#token)}`;
  }

  get clients(): number {
    return this.#clients.size;
  }

  renew(token: string): void {
    this.#token = token;
    this.#access.renew(token);
    for (const client of this.#clients) if (client.isWelcome) client.sendAway();
    this.#options.captions?.renew();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    if (!this.#access.hostFits(request)) return refuse(response, 403);
    const path = urlOf(request).pathname;
    const found =
      this.#options.routes.get(path) ?? this.#options.routes.get(`${path.slice(0, path.lastIndexOf('/'))}/*`);
    if (found === undefined) return refuse(response, path === CONTROL_PATH ? 426 : 404);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return refuse(response, 405);
    }
    if (!found.open) {
      const role = this.#access.roleOf(bearerOf(request) ?? '');
      if (role === 'wrong' || role === 'locked') return refuse(response, role === 'wrong' ? 401 : 429);
    }
    await found.route(request, response);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A client that goes away while it is refused is no news.
    socket.once('error', () => socket.destroy());
    const status = this.#refusal(request) ?? this.#admit(request, socket, head);
    if (status !== undefined) refuseUpgrade(socket, status);
  }

  /** Of whoever asks, whatever for. */
  #refusal(request: IncomingMessage): number | undefined {
    if (this.#closing !== undefined) return 503;
    return this.#access.hostFits(request) ? undefined : 403;
  }

  /** Lets a request in that has the right; the status of the refusal else. */
  #admit(request: IncomingMessage, socket: Duplex, head: Buffer): number | undefined {
    const { captions, show } = this.#options;
    if (captions?.isFor(request) === true) return captions.admit(request, socket, head, this.#access);
    if (!this.#access.originFits(request)) return 403;
    if (urlOf(request).pathname !== CONTROL_PATH) return 404;
    if (this.#clients.size >= MOST_CLIENTS) return 503;
    this.#sockets.handleUpgrade(request, socket, head, (client) => {
      const bearer = bearerOf(request);
      const session = new ClientSession({
        socket: client,
        ...(bearer === undefined ? {} : { bearer }),
        roleOf: (token) => this.#access.roleOf(token),
        welcome: (role) => this.#welcome(role),
        actions: show.actions,
        act: (action) => {
          const doing = show.act(action);
          // Whoever acts sees at once what came of it.
          return doing === undefined ? this.#tell() : doing.then(() => this.#tell());
        },
        now: this.#now,
      });
      this.#clients.add(session);
      client.on('close', () => this.#clients.delete(session));
    });
    return undefined;
  }

  #welcome(role: Role): ServerMessage<unknown, unknown> {
    const { version, effects, show } = this.#options;
    // What has changed so far is in the whole; the others are told it first, so that nobody misses it.
    this.#tell();
    return { type: 'welcome', protocol: PROTOCOL_VERSION, version, role, effects, show: show.whole };
  }

  #tell(): void {
    if (this.#clients.size === 0) return;
    const change = this.#options.show.changes();
    if (change === undefined) return;
    const text = JSON.stringify({ type: 'change', change } satisfies ServerMessage<unknown, unknown>);
    for (const client of this.#clients) if (client.isWelcome) client.sendText(text);
  }

  #pingAll(): void {
    for (const socket of this.#sockets.clients) socket.ping();
    for (const client of this.#clients) {
      if (!client.answered) client.close(1001, 'gone');
      client.answered = false;
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#timers.forEach(clearInterval);
    this.#tell();
    await this.#options.captions?.close();
    await closeServer(this.#http, this.#sockets, this.#options.farewell ?? 'the show has ended');
  }
}

function refuse(response: ServerResponse, status: number): void {
  const body = `${STATUS_CODES[status] ?? ''}\n`;
  response.writeHead(status, { 'Content-Type': 'text/plain', 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}
