/** The dock's page over HTTP, as the build (scripts/page.mjs) leaves it. It holds nothing of the show: whoever asks gets it. */
import { readFile } from 'node:fs/promises';
import { packageFile } from '../../core/paths.ts';
import type { Route } from './server.ts';

const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/dock.js': ['dock.js', 'text/javascript; charset=utf-8'],
  '/dock.css': ['dock.css', 'text/css; charset=utf-8'],
};

/** By path, for a control server. */
export const pageRoutes = (): [path: string, { readonly open: boolean; readonly route: Route }][] =>
  Object.entries(FILES).map(([path, [file, type]]) => [path, { open: true, route: fileRoute(file, type) }]);

const fileRoute =
  (file: string, type: string): Route =>
  async (_request, response) => {
    const body = await readFile(packageFile('build', 'dock', file));
    response.writeHead(200, { 'Content-Type': type, 'Content-Length': body.length }).end(body);
  };
