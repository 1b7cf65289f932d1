/**
 * HTTP inputs go through a proxy in the process: FFmpeg's demuxers of playlists open segments, keys and redirects by
 * themselves, wherever they lead, and inside TLS whoever answers. The proxy sees each of them first.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { asError } from '../../../core/errors.ts';
import { listenAt } from '../../../core/listen-at.ts';
import { MediaError } from '../../errors.ts';
import { GuardedRequests, type Resolve } from './guarded-request.ts';
import { hideNoProxy } from './environment.ts';
import { marked, markedManifest, markedPlaylist, unmarked } from './marked-address.ts';

/** How FFmpeg reads an address through the guard. */
export interface GuardedHttp extends AsyncDisposable {
  /** What FFmpeg is given in place of the address. */
  readonly url: string;
  readonly options: Readonly<Record<string, string>>;
  /** What was refused first, if anything: the input must not go on without what it leads to. */
  readonly refused: MediaError | undefined;
}

/** Of one connection, not of the whole way. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  ...['connection', 'proxy-connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade', 'host'],
]);
/** FFmpeg's protocols behind the guard: no TLS of its own, so that nothing goes past it. */
const PROTOCOLS = 'http,tcp,crypto,data';
const PLAYLIST = { type: /mpegurl/i, name: /\.m3u8?$/i };
const MANIFEST = { type: /dash\+xml/i, name: /\.mpd$/i };
/** A day of segments of 2 s. In bytes. */
const LONGEST_PLAYLIST = 8 * 1_048_576;

/** Whether the address is read over HTTP. */
export const isHttp = (address: string): boolean => /^https?:\/\//i.test(address);

/**
 * Opens the guard for an address that a person named; it lives as long as the input.
 * @param resolve finds addresses of names; the system's way by default
 */
export async function guardHttp(address: string, resolve?: Resolve): Promise<GuardedHttp> {
  hideNoProxy();
  const guard = new Guard(new URL(address), resolve);
  await guard.listen();
  return guard;
}

class Guard implements GuardedHttp {
  readonly url: string;
  refused: MediaError | undefined;
  readonly #requests: GuardedRequests;
  readonly #server: Server = createServer();

  constructor(home: URL, resolve: Resolve | undefined) {
    this.url = marked(home.href);
    this.#requests = new GuardedRequests(home, resolve);
    this.#server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void this.#pass(request, response).catch((error: unknown) => {
        if (error instanceof MediaError) this.refused ??= error;
        if (response.headersSent) response.destroy();
        else
          response
            .writeHead(
              502,
              asError(error)
                .message.replace(/[^ -~]/g, '?')
                .slice(0, 200),
            )
            .end();
      });
    });
    // Nothing goes through unseen.
    this.#server.on('connect', (_request, socket) => socket.destroy());
    this.#server.on('clientError', (_error, socket) => socket.destroy());
  }

  get options(): Readonly<Record<string, string>> {
    const { port } = this.#server.address() as AddressInfo;
    return { http_proxy: `http://127.0.0.1:${port}`, protocol_whitelist: PROTOCOLS };
  }

  async listen(): Promise<void> {
    await listenAt(this.#server, '127.0.0.1', 0);
    // FFmpeg's connections end with the input; nobody waits for them.
    this.#server.unref();
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = askedFor(request);
    const url = asked && unmarked(asked);
    if (asked === undefined || url === undefined) return void response.writeHead(400).end();
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const answer = await this.#requests.send(url, {
      method: request.method ?? 'GET',
      // What is packed could not be looked at.
      headers: { ...passedOn(request.headers), 'accept-encoding': 'identity' },
      signal: gone.signal,
    });
    const headers = passedOn(answer.headers);
    const { location } = answer.headers;
    if (location !== undefined) headers['location'] = marked(new URL(location, url).href);
    const status = answer.statusCode ?? 502;
    const cookies = answer.headers['set-cookie'];
    if (cookies !== undefined) headers['set-cookie'] = cookies.map((each) => ownCookie(each, asked.hostname));
    const mark = markerFor(url, answer);
    if (mark !== undefined) {
      const text = Buffer.from(mark(await textOf(answer)));
      delete headers['content-range'];
      response.writeHead(status === 206 ? 200 : status, {
        ...headers,
        'content-length': String(text.length),
      });
      return void response.end(text);
    }
    response.writeHead(status, headers);
    await passBody(answer, response, gone.signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    this.#requests[Symbol.dispose]();
    await closed;
  }
}

/** What is asked for; a connection that is used again leaves the host to its header. */
function askedFor({ url = '', headers: { host = '' } }: IncomingMessage): URL | undefined {
  return URL.parse(url.startsWith('/') ? `http://${host}${url}` : url) ?? undefined;
}

type Headers = Record<string, string | string[] | undefined>;

const passedOn = (headers: NodeJS.Dict<string | string[]>): Headers =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));

/** How the addresses in an answer are marked; undefined for one that is passed on as it is. */
function markerFor(
  { pathname, protocol }: URL,
  { headers, statusCode = 0 }: IncomingMessage,
): ((text: string) => string) | undefined {
  if (statusCode < 200 || statusCode >= 300 || headers['content-encoding'] !== undefined) return undefined;
  const type = headers['content-type'] ?? '';
  const is = (kind: { readonly type: RegExp; readonly name: RegExp }): boolean =>
    kind.name.test(pathname) || kind.type.test(type);
  if (is(PLAYLIST)) return (text) => markedPlaylist(text, protocol === 'https:' ? 'https' : 'http');
  return is(MANIFEST) ? markedManifest : undefined;
}

/** A cookie is of the host that sent it: under its name here FFmpeg gives it back to no other. */
const ownCookie = (cookie: string, host: string): string =>
  `${cookie.replace(/;\s*domain=[^;]*/gi, '')}; Domain=${host}`;

/** @throws MediaError input-unreadable for more than any playlist has */
async function textOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    parts.push(part);
    length += part.length;
    if (length > LONGEST_PLAYLIST)
      throw new MediaError(
        'input-unreadable',
        `A playlist of the input has more than ${LONGEST_PLAYLIST} bytes.`,
        'Check the server.',
      );
  }
  return Buffer.concat(parts).toString('utf8');
}

async function passBody(answer: IncomingMessage, response: ServerResponse, gone: AbortSignal): Promise<void> {
  try {
    await pipeline(answer, response);
  } catch (error) {
    // FFmpeg goes away in the middle whenever it seeks.
    if (!gone.aborted) throw error;
  }
}
