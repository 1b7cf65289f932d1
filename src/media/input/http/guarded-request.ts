/** HTTP requests that go no nearer than the address that a person named, and inside TLS only to whom the system trusts. */
import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import {
  Agent as PlainAgent,
  request as plainRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { authorities } from '../../certificates.ts';
import { MediaError } from '../../errors.ts';
import { PROXIES } from './environment.ts';
import { mayLead, nearnessOf, PLACES, type Nearness } from './address-rules.ts';

/** Finds the addresses of a name, as `dns.lookup` with `all` does. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

const resolveBySystem: Resolve = (host) =>
  new Promise((resolve, reject) => {
    systemLookup(host, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });

/** Connections that wait for the next segment. */
const AGENT = { keepAlive: true, maxSockets: 16, maxFreeSockets: 4, timeout: 20_000 } as const;

/** What a request says; headers that are undefined are left out. */
export interface GuardedRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly signal: AbortSignal;
}

/** Requests on behalf of one input. Its owner disposes it, and with it its connections. */
export class GuardedRequests implements Disposable {
  readonly #home: string;
  readonly #resolve: Resolve;
  readonly #agents = {
    'http:': new PlainAgent({ ...AGENT, proxyEnv: PROXIES }),
    'https:': new SecureAgent({ ...AGENT, proxyEnv: PROXIES }),
  };
  #nearness: Promise<Nearness> | undefined;

  /** `home`: the address that a person named. */
  constructor(home: URL, resolve: Resolve = resolveBySystem) {
    this.#home = bare(home.hostname);
    this.#resolve = resolve;
  }

  /**
   * Sends the request and gives the answer once its head is there.
   * @throws MediaError input-forbidden for an address nearer than the first one; what the network says
   */
  async send(url: URL, { method, headers, signal }: GuardedRequest): Promise<IncomingMessage> {
    const host = bare(url.hostname);
    this.#nearness ??= this.#furthest(this.#home);
    const home = await this.#nearness;
    const refusal = (nearness: Nearness): MediaError => forbidden(url, nearness, home);
    if (isIP(host) !== 0 && !mayLead(home, nearnessOf(host)) && host !== this.#home)
      throw refusal(nearnessOf(host));
    const options: RequestOptions = {
      method,
      signal,
      headers: Object.fromEntries(
        Object.entries(headers).filter(([, value]) => value !== undefined),
      ) as Record<string, string | string[]>,
      lookup: this.#lookup(host, home, refusal),
    };
    const secure = url.protocol === 'https:';
    return new Promise((resolve, reject) => {
      const request = secure
        ? secureRequest(url, {
            ...options,
            agent: this.#agents['https:'],
            ...(process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0' ? {} : { ca: authorities() }),
          })
        : plainRequest(url, { ...options, agent: this.#agents['http:'] });
      request.once('response', resolve);
      request.once('error', (error: NodeJS.ErrnoException) => reject(distrust(url, error) ?? error));
      request.end();
    });
  }

  /** A name may stand for several addresses, and for others the next time: the one that was looked at is connected to. */
  #lookup(host: string, home: Nearness, refusal: (nearness: Nearness) => MediaError): LookupFunction {
    return (name, { all = false }, done) => {
      void this.#resolve(name).then(
        (found) => {
          // Another name is that of a proxy, which a person's environment names; it finds the host by itself.
          const allowed =
            name !== host ? found : found.filter(({ address }) => mayLead(home, nearnessOf(address)));
          const [first] = allowed;
          if (first === undefined) {
            const nearness = nearnessOf(found[0]?.address ?? '');
            return done(refusal(nearness), all ? [] : '');
          }
          if (all) done(null, [...allowed]);
          else done(null, first.address, first.family);
        },
        (error: unknown) => done(error as NodeJS.ErrnoException, all ? [] : ''),
      );
    };
  }

  /**
   * The furthest of a host's addresses, since whoever owns a name may say that it is this machine, too; where none is found,
   * nothing near is allowed.
   */
  async #furthest(host: string): Promise<Nearness> {
    if (isIP(host) !== 0) return nearnessOf(host);
    const found = await this.#resolve(host).catch((): readonly LookupAddress[] => []);
    const [first = 'public', ...others] = found.map(({ address }) => nearnessOf(address));
    return others.reduce((furthest, next) => (mayLead(furthest, next) ? next : furthest), first);
  }

  [Symbol.dispose](): void {
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }
}

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '').toLowerCase();

const forbidden = ({ host }: URL, nearness: Nearness, home: Nearness): MediaError =>
  new MediaError(
    'input-forbidden',
    `The input leads to ${host} (${PLACES[nearness]}), where an address on ${PLACES[home]} may not lead.`,
    'If you trust what lies there, name that address itself.',
  );

/** The error of a server that nobody vouches for; undefined for any other. */
const distrust = ({ host }: URL, { code = '' }: NodeJS.ErrnoException): MediaError | undefined =>
  /CERT|ISSUER|SIGNATURE|ALTNAME/.test(code)
    ? new MediaError(
        'input-forbidden',
        `The certificate of ${host}, to which the input leads, cannot be trusted (${code}).`,
        'Check the address, or name a file with its authority in NODE_EXTRA_CA_CERTS.',
      )
    : undefined;
