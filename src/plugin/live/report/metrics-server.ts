/** `/metrics` and `/healthz` over HTTP. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { hostAllowed } from '../../../core/http-guard.ts';
import { listenAt } from '../../../core/listen-at.ts';
import { UsageError } from '../../errors.ts';
import type { LiveEvent, LiveStatus } from '../events.ts';
import { metricsPages, send } from './metrics-pages.ts';

/** Where the metrics are served. */
export interface MetricsPlace {
  /** Loopback unless another is named: figures of the show are nobody else's business. */
  readonly host?: string;
  /** 0: any free one. */
  readonly port: number;
}

/** Where the metrics are served, and whom they ask. */
export interface MetricsOptions extends MetricsPlace {
  /** Asked at each request. */
  readonly status: () => LiveStatus;
}

/** The running server. `port` is the one that is open, where any free one was asked for. */
export interface MetricsServer {
  readonly host: string;
  readonly port: number;
  readonly observe: (event: LiveEvent) => void;
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
/** Requests are one line and a few headers; a scraper that takes longer than this is gone. */
const LIMITS = {
  maxHeaderSize: 8192,
  headersTimeout: 5000,
  requestTimeout: 5000,
  keepAliveTimeout: 5000,
  connectionsCheckingInterval: 1000,
} as const;
const MOST_CONNECTIONS = 32;

/**
 * Serves the session's metrics and health: `/metrics` for Prometheus; `/healthz`, 200 or 503, with JSON that says why.
 * Only GET and HEAD, and no other path; a browser page of another name than this machine's is turned away.
 * @throws UsageError metrics-place when it cannot listen there
 */
export async function openMetrics({ host = LOOPBACK, port, status }: MetricsOptions): Promise<MetricsServer> {
  const pages = metricsPages(status);
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!hostAllowed(request.headers.host, host))
      return send(response, 403, 'text/plain', 'Ask by the name of this machine, such as localhost.\n');
    const page = pages.routes.get((request.url ?? '').split('?', 1)[0] ?? '');
    if (page === undefined) return send(response, 404, 'text/plain', 'See /metrics and /healthz.\n');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return send(response, 405, 'text/plain', 'Only GET and HEAD.\n');
    }
    await page(response);
  };
  const server = createServer(LIMITS, (request, response) => {
    answer(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else send(response, 500, 'text/plain', 'The figures could not be read.\n');
    });
  });
  server.maxConnections = MOST_CONNECTIONS;
  await listenAt(server, host, port).catch((cause: NodeJS.ErrnoException) => {
    throw unavailable(host, port, cause);
  });
  // A fault of one connection is no fault of the show.
  server.on('error', () => undefined);
  const place = server.address();
  return {
    host,
    port: typeof place === 'object' && place !== null ? place.port : port,
    observe: pages.observe,
    async close() {
      pages.close();
      if (!server.listening) return;
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

const REASONS: Readonly<Record<string, readonly [what: string, nextStep: string]>> = {
  EADDRINUSE: ['another program listens there', 'Give --metrics another port.'],
  EACCES: ['this user may not listen there', 'Give --metrics a port above 1023.'],
  EADDRNOTAVAIL: [
    'this machine has no such address',
    'Give --metrics an address of this machine, or only a port.',
  ],
  ENOTFOUND: ['no such host is known', 'Give --metrics an address of this machine, or only a port.'],
};

function unavailable(host: string, port: number, cause: NodeJS.ErrnoException): UsageError {
  const [what, nextStep] = REASONS[cause.code ?? ''] ?? [
    cause.code ?? cause.message,
    'Give --metrics another place.',
  ];
  return new UsageError('metrics-place', `Metrics cannot be served on ${host}:${port}: ${what}.`, nextStep, {
    cause,
  });
}
