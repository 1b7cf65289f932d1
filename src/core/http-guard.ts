/** Who may talk to a server of ours (captions, metrics): checked before a request is answered. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIPv4 } from 'node:net';

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

/** Whether the request brings the token: `Authorization: Bearer TOKEN`, or `?token=TOKEN` where no header can be set. */
export function tokenFits(request: IncomingMessage, token: string | undefined): boolean {
  if (token === undefined) return true;
  const header = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const given = header ?? urlOf(request).searchParams.get('token');
  return given !== null && timingSafeEqual(digest(given), digest(token));
}

/** The request's path and query; the host is of no interest. */
export const urlOf = ({ url = '/' }: IncomingMessage): URL =>
  URL.canParse(url, 'http://here') ? new URL(url, 'http://here') : new URL('http://here/?');

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
