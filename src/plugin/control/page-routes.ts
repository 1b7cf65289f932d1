/** The pages over HTTP, as the build (scripts/page.mjs) leaves them. They hold nothing of a show: whoever asks gets them. */
import { readFile } from 'node:fs/promises';
import { packageFile } from '../../core/paths.ts';
import type { Route } from './server.ts';

type Routes = [path: string, { readonly open: boolean; readonly route: Route }][];

/** A page's own files, by path, for a control server. */
const routesOf = (name: string, page: string): Routes => [
  ['/', { open: true, route: fileRoute(page, 'text/html; charset=utf-8') }],
  [`/${name}.js`, { open: true, route: fileRoute(`${name}.js`, 'text/javascript; charset=utf-8') }],
  [`/${name}.css`, { open: true, route: fileRoute(`${name}.css`, 'text/css; charset=utf-8') }],
];

/** The dock. */
export const pageRoutes = (): Routes => routesOf('dock', 'index.html');

/** The page of a review. */
export const reviewPageRoutes = (): Routes => routesOf('review', 'review.html');

/** The page of a fleet. */
export const fleetPageRoutes = (): Routes => routesOf('fleet', 'fleet.html');

const fileRoute =
  (file: string, type: string): Route =>
  async (_request, response) => {
    const body = await readFile(packageFile('build', 'dock', file));
    response.writeHead(200, { 'Content-Type': type, 'Content-Length': body.length }).end(body);
  };
