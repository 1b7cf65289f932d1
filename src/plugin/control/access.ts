/** Who may talk to the control server: the exact Host and Origin, the token, and a lock after many wrong ones. */
import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { bearerOf, isLoopback } from '../../core/http-guard.ts';
import { sameSecret } from '../../core/same-secret.ts';
import type { Role } from './protocol.ts';

/** Wrong tokens in a row before nobody new gets in for a while. */
const MOST_WRONG = 5;
const LOCKED_MS = 30_000;
/** Tokens that were right once; whoever still brings one guesses nothing. */
const MOST_OLD = 8;

/** What the guard goes by. */
export interface AccessOptions {
  /** Where the server listens. */
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** The installation's, for operators; that for viewers is made of it. */
  readonly token: string;
  /** Milliseconds of any clock that never goes back. */
  readonly now: () => number;
}

/** The token that lets somebody look and not touch: whoever has it cannot find the other. */
export const viewerToken = (token: string): string =>
  createHmac('sha256', token).update('momentfx viewer').digest('base64url');

/** The token that lets a program send captions, and nothing else. */
export const captionsToken = (token: string): string =>
  createHmac('sha256', token).update('momentfx captions').digest('base64url');

/** Checks requests and tokens of one server. */
export class Access {
  readonly #options: AccessOptions;
  readonly #hosts: ReadonlySet<string>;
  #token: string;
  #old: readonly string[] = [];
  #wrong = 0;
  #lockedUntil = -Infinity;

  constructor(options: AccessOptions) {
    this.#options = options;
    const { host, port, token } = options;
    this.#token = token;
    const names = isLoopback(host) ? ['127.0.0.1', 'localhost', '[::1]'] : [bracketed(host)];
    this.#hosts = new Set(
      names.flatMap((name) => (port === this.#usualPort ? [name, `${name}:${port}`] : [`${name}:${port}`])),
    );
  }

  /**
   * Whether the request asks for this server by its own name. A page of any site can have its name lead here (DNS
   * rebinding); its requests carry that name.
   */
  hostFits({ headers: { host } }: IncomingMessage): boolean {
    return host !== undefined && this.#hosts.has(host.toLowerCase());
  }

  /**
   * Whether the page that asks came from this server; programs, which send no Origin, say so by a token, in a header unless
   * another place is named.
   */
  originFits(request: IncomingMessage, token: string | undefined = bearerOf(request)): boolean {
    const { origin } = request.headers;
    if (origin === undefined) return token !== undefined;
    const scheme = this.#options.tls ? 'https://' : 'http://';
    return origin.startsWith(scheme) && this.#hosts.has(origin.slice(scheme.length));
  }

  /** Another token of the installation; the one before is wrong from now on. */
  renew(token: string): void {
    this.#old = [this.#token, ...this.#old].slice(0, MOST_OLD);
    this.#token = token;
  }

  /** What a token is good for; `locked`: too many were wrong a moment ago, and this one was not looked at. */
  roleOf(token: string): Role | 'wrong' | 'locked' {
    const use = this.#useOf(token);
    return use === 'captions' ? 'wrong' : use;
  }

  /** Whether captions may come with a token: that for captions, an operator's, or `other`, which somebody set. */
  captionsWith(token: string, other: string | undefined): 'allowed' | 'viewer' | 'wrong' | 'locked' {
    const use = this.#useOf(token, other);
    return use === 'operator' || use === 'captions' ? 'allowed' : use;
  }

  #useOf(token: string, other?: string): Role | 'captions' | 'wrong' | 'locked' {
    if (this.#options.now() < this.#lockedUntil) return 'locked';
    // No guess: any page of any site can make a browser ask without one, and must not lock the operator out.
    if (token === '') return 'wrong';
    const use = useOf(token, this.#token, other);
    // Programs that come again and again with a token that was renewed must not lock the operator out.
    if (use !== 'wrong' || this.#old.every((old) => useOf(token, old) === 'wrong'))
      this.#count(use !== 'wrong');
    return use;
  }

  #count(right: boolean): void {
    this.#wrong = right ? 0 : this.#wrong + 1;
    if (this.#wrong < MOST_WRONG) return;
    this.#wrong = 0;
    this.#lockedUntil = this.#options.now() + LOCKED_MS;
  }

  get #usualPort(): number {
    return this.#options.tls ? 443 : 80;
  }
}

/** What a token is good for where `operator` is the installation's. All are compared, whichever fits. */
function useOf(token: string, operator: string, other?: string): Role | 'captions' | 'wrong' {
  const fits = {
    operator: sameSecret(token, operator),
    viewer: sameSecret(token, viewerToken(operator)),
    captions: [captionsToken(operator), ...(other === undefined ? [] : [other])].filter((own) =>
      sameSecret(token, own),
    ),
  };
  if (fits.operator) return 'operator';
  if (fits.viewer) return 'viewer';
  return fits.captions.length > 0 ? 'captions' : 'wrong';
}

const bracketed = (host: string): string =>
  host.includes(':') && !host.startsWith('[') ? `[${host.toLowerCase()}]` : host.toLowerCase();
