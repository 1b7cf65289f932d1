/** The pages `/metrics` and `/healthz` of a session, whoever serves them. */
import type { ServerResponse } from 'node:http';
import type { LiveEvent, LiveStatus } from '../events.ts';
import { healthOf } from './health.ts';
import { createMetrics } from './metrics.ts';

/** The pages by their paths. */
export interface MetricsPages {
  readonly routes: ReadonlyMap<string, (response: ServerResponse) => void | Promise<void>>;
  readonly observe: (event: LiveEvent) => void;
  close(): void;
}

/** Pages of one session; `status` is asked at each request. */
export function metricsPages(status: () => LiveStatus): MetricsPages {
  const { registry, observe } = createMetrics(status);
  return {
    routes: new Map([
      [
        '/metrics',
        async (response: ServerResponse) =>
          send(response, 200, registry.contentType, await registry.metrics()),
      ],
      [
        '/healthz',
        (response: ServerResponse) => {
          const health = healthOf(status());
          send(
            response,
            health.status === 'ok' ? 200 : 503,
            'application/json',
            `${JSON.stringify(health)}\n`,
          );
        },
      ],
    ]),
    observe,
    close: () => registry.clear(),
  };
}

/** Answers with a text of this type. */
export function send(response: ServerResponse, code: number, type: string, body: string): void {
  response.writeHead(code, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(body);
}
