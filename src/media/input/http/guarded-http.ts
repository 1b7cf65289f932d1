/**
 * FFmpeg's only way to HTTP servers: a proxy on this machine, for one connection of an input. FFmpeg opens segments, keys
 * and redirects by itself, wherever they lead, and checks no certificate of theirs. So it is allowed plain HTTP alone,
 * all of it through here; where that leads is decided in `guarded-request.ts`, and TLS is spoken there.
 *
 * An address inside TLS is given to FFmpeg as `http://HOST:PORT/…`; which hosts and ports those are is remembered. In
 * playlists and redirects they are written anew (`secure-links.ts`); any other `https:` is forbidden to FFmpeg.
 */
import { randomBytes } from 'node:crypto';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import { Socket, type AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { messageOf } from '../../../core/errors.ts';
import { listenAt } from '../../../core/listen-at.ts';
import { sameSecret } from '../../../core/same-secret.ts';
import { MediaError } from '../../errors.ts';
import { firstBytes, unpacked, wholeBody } from './body.ts';
import { hideNoProxy } from './environment.ts';
import { isPlaylist, mayBePlaylist, rewriteLinks } from './secure-links.ts';
import { GuardedRequests, type Network } from './guarded-request.ts';
import { headerOf } from '../mp4-parts.ts';
import { PlaylistParts } from './playlist-parts.ts';

/** FFmpeg has one connection or a few at a time; between two segments it keeps them this long, in ms. */
const MOST_CONNECTIONS = 32;
const KEEP_MS = 60_000;
/** A server that is silent for so long (ms) while FFmpeg waits; FFmpeg itself waits 10 s. */
const SILENT_MS = 12_000;
/** Hosts inside TLS that are remembered; a playlist names a few. */
const MOST_ORIGINS = 4096;

/** FFmpeg's protocols behind the guard: no TLS of its own, and no tunnel, so that nothing goes past it. */
const PROTOCOLS = 'http,tcp,crypto,data';

/** Headers that concern one connection, or what is done here. */
const HOP =
  /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|host|accept-encoding|alt-svc|strict-transport-security)$/;

/** The guard of one connection of an input; dispose of it after FFmpeg's context. */
export class GuardedHttp implements AsyncDisposable {
  /** For FFmpeg. */
  readonly url: string;
  /** Called once, when FFmpeg was refused something: nothing good can follow. */
  onRefusal: () => void = () => undefined;
  readonly #requests: GuardedRequests;
  readonly #token = randomBytes(16).toString('hex');
  readonly #secure = new Set<string>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #stop = new AbortController();
  #refused: MediaError | undefined;
  #trouble: string | undefined;

  readonly #parts: PlaylistParts;
  /** With which the latest playlist was asked for. */
  #asked: { readonly host: string; readonly headers: OutgoingHttpHeaders } | undefined;

  private constructor(url: URL, requests: GuardedRequests, after: PlaylistParts | undefined) {
    this.#requests = requests;
    this.#parts = new PlaylistParts((header, range) => this.#header(header, range), after?.next);
    this.url = this.#open(url);
    this.#server.maxConnections = MOST_CONNECTIONS;
    this.#server.keepAliveTimeout = KEEP_MS;
    // Nothing goes through unseen.
    this.#server.on('connect', (_request, socket) => socket.destroy());
    this.#server.on('clientError', (_error, socket) => socket.destroy());
    // FFmpeg's connections end with the input; nobody waits for them.
    this.#server.unref();
  }

  /**
   * For an address that a person named; `shown` stands for it in messages. `after`: of the part behind which it begins.
   * @throws MediaError input-unreadable
   */
  static async to(
    address: string,
    shown: string,
    {
      network,
      after,
    }: { readonly network?: Network | undefined; readonly after?: GuardedHttp | undefined } = {},
  ): Promise<GuardedHttp> {
    hideNoProxy();
    const url = URL.parse(address);
    if (url === null)
      throw new MediaError(
        'input-unreadable',
        `${shown} is no address.`,
        'Write what is special in its password as %XX: a slash is %2F.',
      );
    const guard = new GuardedHttp(url, await GuardedRequests.to(url, shown, network), after && after.#parts);
    try {
      await listenAt(guard.#server, '127.0.0.1', 0);
    } catch (error) {
      await guard[Symbol.asyncDispose]();
      throw error;
    }
    return guard;
  }

  /** For FFmpeg, beside the URL. */
  get options(): Readonly<Record<string, string>> {
    const { port } = this.#server.address() as AddressInfo;
    return { http_proxy: `http://ffmpeg:${this.#token}@127.0.0.1:${port}`, protocol_whitelist: PROTOCOLS };
  }

  /** What follows behind all that can be read: nothing, a part with another header, or one that cannot be read. */
  get following(): 'nothing' | 'part' | 'unreadable' {
    if (!this.#parts.changes) return 'nothing';
    return this.#parts.goesOn ? 'part' : 'unreadable';
  }

  /** Why something was refused. */
  get refused(): MediaError | undefined {
    return this.#refused;
  }

  /** Why the latest request came to nothing, where it did. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#requests[Symbol.dispose]();
    this.#server.closeAllConnections();
    if (this.#server.listening) await new Promise((resolve) => void this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, this.#stop.signal]);
    try {
      const credentials = Buffer.from(`ffmpeg:${this.#token}`).toString('base64');
      if (!sameSecret(request.headers['proxy-authorization'] ?? '', `Basic ${credentials}`))
        return void response.writeHead(407, { 'proxy-authenticate': 'Basic realm="momentfx"' }).end();
      const target = this.#targetOf(request.url ?? '');
      if (target === undefined || request.method !== 'GET') return void response.writeHead(400).end();
      const headers = { ...passed(request.headers), 'accept-encoding': 'identity' };
      const isPaused = (): boolean => response.writableNeedDrain;
      const asked = { ...target, headers, signal, patienceMs: SILENT_MS, isPaused };
      const answer = await this.#requests.send(asked);
      this.#trouble = undefined;
      // FFmpeg understands what Shoutcast says, with its head.
      if (answer instanceof Socket) await pipeline(answer, request.socket, { signal });
      else await this.#pass({ ...target, headers }, answer, response);
    } catch (error) {
      this.#fail(error, response);
    }
  }

  #fail(error: unknown, response: ServerResponse): void {
    if (response.destroyed || this.#stop.signal.aborted) return;
    if (error instanceof MediaError && this.#refused === undefined) {
      this.#refused = error;
      this.onRefusal();
    }
    this.#trouble = messageOf(error);
    if (response.headersSent) response.destroy();
    else response.writeHead(error instanceof MediaError ? 403 : 502).end();
  }

  async #pass(
    { url: from, headers: asked }: { readonly url: URL; readonly headers: OutgoingHttpHeaders },
    answer: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { statusCode = 502 } = answer;
    const headers = passed(answer.headers);
    const location = statusCode >= 300 && statusCode < 400 ? answer.headers.location : undefined;
    const next = location === undefined ? undefined : URL.parse(location, from.href);
    if (next !== null && next !== undefined) headers['location'] = this.#open(next);
    const begins = !/^bytes [1-9]/.test(answer.headers['content-range'] ?? '');
    const body = begins ? unpacked(answer, headers) : answer;
    const head = begins ? await firstBytes(body) : Buffer.alloc(0);
    if (!mayBePlaylist(head.toString('latin1'))) {
      response.writeHead(statusCode, headers);
      if (head.length > 0) response.write(head);
      return pipeline(body, response);
    }
    this.#asked = { host: from.host, headers: asked };
    const whole = (await wholeBody(body, head)).toString('latin1');
    const text = isPlaylist(whole) ? await this.#parts.cut(whole, from) : whole;
    const links = isPlaylist(text)
      ? rewriteLinks(text, from.protocol === 'https:', (authority) => this.#openAuthority(authority))
      : text;
    for (const name of ['content-range', 'accept-ranges', 'etag', 'content-md5', 'digest'])
      delete headers[name];
    const bytes = Buffer.from(links, 'latin1');
    response.writeHead(statusCode === 206 ? 200 : statusCode, {
      ...headers,
      'content-length': bytes.length,
    });
    response.end(bytes);
  }

  /** What decides how segments behind this header are read. */
  async #header(url: URL, range: string | undefined): Promise<Buffer> {
    const { host, headers = {} } = this.#asked ?? {};
    const answer = await this.#requests.send({
      ...{ url, path: `${url.pathname}${url.search}`, signal: this.#stop.signal, patienceMs: SILENT_MS },
      // What is secret is the playlist's host's.
      headers: {
        ...(host === url.host ? headers : { 'accept-encoding': 'identity' }),
        ...(range === undefined ? {} : { range }),
      },
    });
    if (answer instanceof Socket || (answer.statusCode !== 200 && answer.statusCode !== 206)) {
      answer.destroy();
      throw new Error('the header cannot be had');
    }
    const bytes = await wholeBody(unpacked(answer, {}));
    return headerOf(bytes) ?? bytes;
  }

  /** A URL as FFmpeg gets it. */
  #open(url: URL): string {
    if (url.protocol !== 'https:') return url.href;
    const { username, password, pathname, search } = url;
    const user = username === '' ? '' : `${username}${password === '' ? '' : `:${password}`}@`;
    const origin = `${url.hostname}:${url.port || '443'}`;
    this.#remember(origin);
    return `http://${user}${origin}${pathname}${search}`;
  }

  #openAuthority(authority: string): string {
    const url = URL.parse(`https://${authority}`);
    return url === null ? `https://${authority}` : this.#open(url).replace(/\/$/, '');
  }

  #remember(origin: string): void {
    this.#secure.delete(origin);
    this.#secure.add(origin);
    const [oldest = ''] = this.#secure;
    if (this.#secure.size > MOST_ORIGINS) this.#secure.delete(oldest);
  }

  /** What FFmpeg asks for, whose path stays as it was written. */
  #targetOf(asked: string): { url: URL; path: string } | undefined {
    const [, authority = '', path = ''] = /^http:\/\/([^/?#]*)([^#]*)/i.exec(asked) ?? [];
    const plain = URL.parse(`http://${authority}`);
    if (authority === '' || plain === null) return undefined;
    const whole = path.startsWith('/') ? path : `/${path}`;
    const secure = this.#secure.has(`${plain.hostname}:${plain.port || '80'}`);
    const url = URL.parse(`${secure ? 'https' : 'http'}://${authority}${whole}`);
    return url === null ? undefined : { url, path: whole };
  }
}

/** Headers that go on to the other side. */
const passed = (headers: IncomingHttpHeaders): OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP.test(name)));
