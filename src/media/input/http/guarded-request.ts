/**
 * What an address that a person named may lead to. A server's playlists and redirects name what they like, also what
 * only this machine can reach: a cloud's metadata, a router, a database. Names are resolved here, and the connection
 * goes to the address that was looked at.
 */
import { lookup as lookUp, type LookupAddress } from 'node:dns';
import * as http from 'node:http';
import * as https from 'node:https';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { asError } from '../../../core/errors.ts';
import { certificateFault, trustedContext, trustsAnybody } from '../../certificates.ts';
import { MediaError } from '../../errors.ts';
import { proxyOf } from './environment.ts';
import { networkOf } from './address-rules.ts';

/** The system's network; tests have one of their own. */
export interface Network {
  /** All addresses of a host. */
  lookup(host: string): Promise<readonly LookupAddress[]>;
  /** Where a connection to this address goes: there. */
  dial(address: string): string;
}

const resolve = promisify(lookUp);
const SYSTEM: Network = {
  lookup: (host) => resolve(host, { all: true }),
  dial: (address) => address,
};

/** Connections at a time to one host, and those that wait for the next segment; how long they do, in ms. */
const MOST_SOCKETS = 16;
const MOST_FREE = 4;
const FREE_MS = 30_000;

/** One request; `path`: as it is sent. */
export interface GuardedRequest {
  readonly url: URL;
  readonly path: string;
  readonly headers: http.OutgoingHttpHeaders;
  readonly signal: AbortSignal;
  /** In ms: when nothing came for so long, it is given up; but not while whoever reads wants nothing. */
  readonly patienceMs: number;
  readonly isPaused?: () => boolean;
}

/** The name of a URL's server, or its number without the brackets of IPv6. */
const hostIn = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

/** Shoutcast's servers begin their answer with `ICY 200 OK`. */
const isShoutcast = (error: unknown): boolean =>
  error instanceof Error &&
  'rawPacket' in error &&
  Buffer.isBuffer(error.rawPacket) &&
  error.rawPacket.toString('latin1', 0, 4) === 'ICY ';

/** Requests on behalf of one address that a person named. Dispose of it when nothing is asked any more. */
export class GuardedRequests implements Disposable {
  readonly #shown: string;
  readonly #network: Network;
  /** Those that the person's own host lies in, when all of its addresses are in one. */
  readonly #networks = new Set<string>();
  readonly #agents: { readonly plain: http.Agent; readonly secure: https.Agent };
  readonly #proxied = new Map<string, http.Agent>();

  private constructor(shown: string, network: Network) {
    this.#shown = shown;
    this.#network = network;
    const options: https.AgentOptions = {
      ...{ keepAlive: true, maxSockets: MOST_SOCKETS, maxFreeSockets: MOST_FREE, timeout: FREE_MS },
      lookup: this.#lookup,
    };
    this.#agents = { plain: new http.Agent(options), secure: new https.Agent(options) };
  }

  /**
   * Finds out where the person's own address lies: what it leads to may lie there as well.
   * @throws MediaError input-unreadable where there is no such host
   */
  static async to(url: URL, shown: string, network: Network = SYSTEM): Promise<GuardedRequests> {
    const requests = new GuardedRequests(shown, network);
    const host = hostIn(url);
    let own: (string | undefined)[];
    try {
      const addresses = isIP(host) === 0 ? await network.lookup(host) : [{ address: host }];
      own = addresses.map(({ address }) => networkOf(address)?.name);
    } catch (cause) {
      // Behind a proxy names of the world need not be known.
      if (proxyOf(url) !== undefined) return requests;
      throw new MediaError(
        'input-unreadable',
        `${shown} cannot be opened: there is no host ${host} (${asError(cause).message}).`,
        'Check the address, and the network.',
        { cause },
      );
    }
    // Of a host with a public address too, that one counts.
    for (const name of own.every((one) => one !== undefined) ? own : []) requests.#networks.add(name);
    return requests;
  }

  /**
   * The head of the answer, whose body is read by the caller; or all that a server says which greets as Shoutcast does.
   * @throws MediaError input-forbidden where the address leads astray or the certificate cannot be trusted; the system's error
   */
  async send(ask: GuardedRequest): Promise<http.IncomingMessage | Socket> {
    const { url } = ask;
    const host = hostIn(url);
    const proxy = proxyOf(url);
    if (proxy !== undefined) await this.#check(host);
    else if (isIP(host) !== 0 && !this.#permits(host)) throw this.#astray(host, host);
    const secure = url.protocol === 'https:';
    const agent =
      proxy === undefined ? this.#agents[secure ? 'secure' : 'plain'] : this.#through(proxy, secure);
    try {
      return await this.#sendBy(ask, agent, secure);
    } catch (error) {
      if (proxy !== undefined || secure || !isShoutcast(error)) throw error;
      return this.#askPlainly(ask);
    }
  }

  /** Past Node's parser. */
  #askPlainly({ url, path, headers, patienceMs }: GuardedRequest): Socket {
    const socket = connect({ host: hostIn(url), port: Number(url.port) || 80, lookup: this.#lookup });
    socket.setTimeout(patienceMs, () => socket.destroy());
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}\r\n`);
    socket.write(`GET ${path} HTTP/1.0\r\nHost: ${url.host}\r\n${lines.join('')}\r\n`);
    return socket;
  }

  [Symbol.dispose](): void {
    for (const agent of [...Object.values(this.#agents), ...this.#proxied.values()]) agent.destroy();
  }

  /** A connection that was kept may have been closed at the other end: then once more, with another one. */
  async #sendBy(ask: GuardedRequest, agent: http.Agent, secure: boolean): Promise<http.IncomingMessage> {
    const { url, path, headers, signal, patienceMs, isPaused } = ask;
    const host = hostIn(url);
    const request = (secure ? https : http).request({
      ...{ host, port: url.port === '' ? undefined : url.port, path, headers, agent, signal },
      ...(secure ? { secureContext: trustedContext(), rejectUnauthorized: !trustsAnybody() } : {}),
      ...(secure && isIP(host) === 0 ? { servername: host } : {}),
      // Servers of cameras write what strict parsers refuse, and nobody is behind us whom that could deceive.
      insecureHTTPParser: true,
    });
    request.setTimeout(patienceMs).on('timeout', () => {
      if (isPaused?.() !== true) request.destroy(new Error(`nothing came for ${patienceMs / 1000} s`));
    });
    try {
      return await new Promise((resolved, rejected) => {
        request.once('response', resolved).on('error', rejected).end();
      });
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (request.reusedSocket && code === 'ECONNRESET') return await this.#sendBy(ask, agent, secure);
      const fault = secure ? certificateFault(request.socket) : undefined;
      if (fault === undefined) throw error;
      throw new MediaError(
        'input-unreadable',
        `${this.#shown} cannot be opened (at ${url.host}). ${fault}`,
        'With NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment any certificate is taken.',
        { cause: error },
      );
    }
  }

  /** For connections: the addresses of a host that may be reached. */
  readonly #lookup: LookupFunction = (host, { all }, done) => {
    void this.#addresses(host).then(
      (found) => {
        const [first] = found;
        if (all === true) done(null, found);
        else done(null, first?.address ?? '', first?.family);
      },
      (error: unknown) => done(asError(error), ''),
    );
  };

  async #addresses(host: string): Promise<LookupAddress[]> {
    const found = await this.#network.lookup(host);
    const permitted = found.filter(({ address }) => this.#permits(address));
    if (permitted.length === 0) throw this.#astray(host, found[0]?.address ?? host);
    return permitted.map(({ address, family }) => ({ address: this.#network.dial(address), family }));
  }

  /** Before a proxy is asked for this host. What nobody here knows is left to the proxy. */
  async #check(host: string): Promise<void> {
    let found: readonly { readonly address: string }[] = [{ address: host }];
    try {
      if (isIP(host) === 0) found = await this.#network.lookup(host);
    } catch (error) {
      if (error instanceof Error) return;
      throw error;
    }
    const wrong = found.find(({ address }) => !this.#permits(address));
    if (wrong !== undefined) throw this.#astray(host, wrong.address);
  }

  #permits(address: string): boolean {
    const network = networkOf(address);
    return network === undefined || this.#networks.has(network.name);
  }

  #astray(host: string, address: string): MediaError {
    const name = host === address ? host : `${host} (${address})`;
    const kind = networkOf(address)?.kind ?? 'nowhere';
    return new MediaError(
      'input-forbidden',
      `${this.#shown} leads to ${name}, ${kind}, where a server must not send us: if it is meant, name an address of that network as the input.`,
      'Ask whoever runs the server.',
    );
  }

  #through(proxy: string, secure: boolean): http.Agent {
    const key = `${String(secure)} ${proxy}`;
    const known = this.#proxied.get(key);
    if (known !== undefined) return known;
    const options = { keepAlive: true, proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } };
    const agent = secure ? new https.Agent(options) : new http.Agent(options);
    this.#proxied.set(key, agent);
    return agent;
  }
}
