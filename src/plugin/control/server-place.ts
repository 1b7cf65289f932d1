/** Where the control server listens: on the loopback unless it has TLS, and within bounds. */
import { createServer as createPlain, type Server } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { isLoopback } from '../../core/http-guard.ts';
import { listenAt } from '../../core/listen-at.ts';
import { UsageError } from '../errors.ts';

/** The place, and what it is called where it cannot be had. */
export interface ServerPlace {
  /** Loopback unless there is TLS. */
  readonly host?: string;
  /** 0: any free one. */
  readonly port: number;
  /** What names the place on the command line, for what is said where it cannot be had; default `--dock`. */
  readonly option?: string;
  /** What names its certificate and key there; absent: nothing does. Of `--dock` those of the dock. */
  readonly certificate?: string;
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** Where a server listens that nobody has given a host. */
export const LOOPBACK = '127.0.0.1';
/** Requests are let in by the name that they ask for, which is none of these. */
const ANY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::', '[::]']);
/** Sockets in all, those that have asked for nothing yet as well. */
const MOST_SOCKETS = 64;
const HTTP_LIMITS = {
  maxHeaderSize: 8_192,
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
} as const;

/**
 * A server that listens there.
 * @throws UsageError control-place when it cannot listen there, control-needs-tls for other machines without TLS
 */
export async function serverAt({
  host = LOOPBACK,
  port,
  tls,
  option = '--dock',
  certificate = option === '--dock' ? '--dock-cert and --dock-key' : undefined,
}: ServerPlace): Promise<Server> {
  if (!isLoopback(host) && tls === undefined)
    throw new UsageError(
      'control-needs-tls',
      `The ${nameOf(option)} at ${host} could be read on the way.`,
      certificate !== undefined
        ? `Name a certificate with ${certificate}, or keep to 127.0.0.1.`
        : `Keep to 127.0.0.1, as in ${option} ${port}.`,
    );
  if (ANY_ADDRESS.has(host))
    throw new UsageError(
      'control-place',
      `The ${nameOf(option)} at ${host} has no name to be asked for by: that stands for every address of this machine.`,
      `Name the one that the other machines reach it by, as in ${option} 192.0.2.7:${port}.`,
    );
  const http = tls === undefined ? createPlain(HTTP_LIMITS) : createSecure({ ...HTTP_LIMITS, ...tls });
  http.maxConnections = MOST_SOCKETS;
  await listenAt(http, host, port).catch((cause: NodeJS.ErrnoException) => {
    throw unavailable(host, port, option, cause);
  });
  // A fault of one connection is no fault of the show.
  http.on('error', () => undefined);
  return http;
}

const nameOf = (option: string): string => (option === '--dock' ? 'dock' : 'page');

function unavailable(host: string, port: number, option: string, cause: NodeJS.ErrnoException): UsageError {
  const isTaken = cause.code === 'EADDRINUSE';
  const other = isLoopback(host) ? `${port + 1}` : `${host}:${port + 1}`;
  return new UsageError(
    'control-place',
    `The ${nameOf(option)} cannot be served at ${host}:${port} (${isTaken ? 'the port is taken' : (cause.code ?? cause.message)}).`,
    isTaken
      ? `Another show may have it. Give this one another place, as in ${option} ${other}${option === '--dock' ? ` (and \`momentfx dock --place ${other}\`)` : ''}, or end the program that uses it.`
      : `Give ${option} another place.`,
    { cause },
  );
}
