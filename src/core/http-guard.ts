/** Who may talk to a server of ours (captions, metrics): checked before a request is answered. */
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import { isIPv4 } from 'node:net';
import type { Duplex } from 'node:stream';
import { sameSecret } from './same-secret.ts';

/** Names and addresses of this machine alone. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  return bare === 'localhost' || bare === '::1' || (isIPv4(bare) && bare.startsWith('127.'));
}

/**
 * Whether a request with this Host header may be answered by a server that listens at `bound`. A page of any site can
 * have its own name lead to this machine (DNS rebinding); its requests then come here and carry that name. Where other
 * machines may come anyway, any name is right. Programs that send no Host are no browsers.
 */
export function hostAllowed(host: string | undefined, bound: string): boolean {
  if (host === undefined || host === '' || !isLoopback(bound)) return true;
  return isLoopback(host.replace(/:\d{0,5}$/, ''));
}

/**
 * Whether a browser page of this origin may send: pages of this machine, and those listed. Programs send no origin.
 * `null` (pages without one, such as sandboxed frames of any site) counts as a stranger unless listed.
 */
export function originAllowed(origin: string | undefined, listed: readonly string[]): boolean {
  if (origin === undefined || listed.includes(origin)) return true;
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  return url !== undefined && isLoopback(url.hostname);
}

/** The token that a program brings: `Authorization: Bearer TOKEN`. */
export const bearerOf = ({ headers }: IncomingMessage): string | undefined =>
  /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];

/** The token that a request brings: in its header, or `?token=TOKEN` where no header can be set. */
export const tokenOf = (request: IncomingMessage): string | undefined =>
  bearerOf(request) ?? urlOf(request).searchParams.get('token') ?? undefined;

/** Whether the request brings the token; without one every request does. */
export function tokenFits(request: IncomingMessage, token: string | undefined): boolean {
  if (token === undefined) return true;
  const given = tokenOf(request);
  return given !== undefined && sameSecret(given, token);
}

/** The request's path and query; the host is of no interest. */
export const urlOf = ({ url = '/' }: IncomingMessage): URL =>
  URL.canParse(url, 'http://here') ? new URL(url, 'http://here') : new URL('http://here/?');

/** Answers a request for a WebSocket with a status instead, and ends its connection. */
export function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}
