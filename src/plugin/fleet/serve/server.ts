/** The control server of a fleet: its metrics, what it shows, and what operators ask, behind the guard of all control servers. */
import { fleetPageRoutes } from '../../control/page-routes.ts';
import { Installation } from '../../control/installation.ts';
import { openControlServer, type ControlServer, type Route } from '../../control/server.ts';
import type { ServerPlace } from '../../control/server-place.ts';
import { send } from '../../live/report/metrics-pages.ts';
import { Fleet } from '../client.ts';
import { connectRedis, type RedisPlace } from '../connection.ts';
import { fleetKey } from '../sealing.ts';
import { FleetMetrics } from './metrics.ts';
import { FleetModel } from './model.ts';
import { FleetWatch } from './watch.ts';

/** What is served, and where. */
export interface FleetServerOptions {
  readonly redis: RedisPlace;
  readonly place: ServerPlace;
  readonly version: string;
  /** One line for whoever watches. */
  readonly tell: (line: string) => void;
  /** The folder of the installation's token; this user's unless another is given. */
  readonly stateFolder?: string;
}

/** A fleet that is served, until it is disposed of. */
export interface FleetServer extends AsyncDisposable {
  /** What an operator opens. */
  readonly url: string;
  readonly viewerUrl: string;
}

/**
 * Serves the fleet of a Redis that is there; one that goes away later is told, and found again.
 * @throws FleetError of the connection; UsageError where it cannot be served there
 */
export async function serveFleet(options: FleetServerOptions): Promise<FleetServer> {
  const { version, tell, place, stateFolder } = options;
  await using parts = new AsyncDisposableStack();
  const key = fleetKey();
  const redis = await connectRedis(options.redis);
  const fleet = parts.use(new Fleet(redis, key));
  const watch = new FleetWatch(redis, fleet);
  const installation = await Installation.open(stateFolder);
  const metrics = parts.adopt(new FleetMetrics(), (own) => own.close());
  const server = await openControlServer({
    ...{ ...place, version, token: installation.kept.token, effects: [], farewell: 'the server has ended' },
    routes: new Map([...fleetPageRoutes(), ...pagesOf(watch, metrics)]),
    show: new FleetModel({ watch, fleet, tell }),
  });
  parts.defer(() => server.close());
  parts.use(installation.watchToken((token) => server.renew(token)));
  return served(server, parts.move());
}

const served = ({ url, viewerUrl }: ControlServer, parts: AsyncDisposableStack): FleetServer => ({
  ...{ url, viewerUrl },
  [Symbol.asyncDispose]: () => parts.disposeAsync(),
});

type Pages = [path: string, { readonly open: boolean; readonly route: Route }][];

const pagesOf = (watch: FleetWatch, metrics: FleetMetrics): Pages => [
  [
    '/metrics',
    {
      open: false,
      route: async (_, response) => send(response, 200, metrics.type, await metrics.page(await watch.look())),
    },
  ],
  [
    '/healthz',
    {
      open: false,
      route: async (_, response) => {
        const isUp = (await watch.look()).type === 'up';
        const health = { status: isUp ? 'ok' : 'failing', reasons: isUp ? [] : ['Redis does not answer'] };
        send(response, isUp ? 200 : 503, 'application/json', `${JSON.stringify(health)}\n`);
      },
    },
  ],
];
