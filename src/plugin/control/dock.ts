/** The dock of a live session: its page, its protocol, its effects to listen to, its metrics, at one place. */
import type { ServerResponse } from 'node:http';
import type { CaptionClock } from '../../captions/server/receiver.ts';
import type { CaptionSource } from '../../captions/source.ts';
import { messageOf } from '../../core/errors.ts';
import { readLibraryManifest } from '../../library/manifest.ts';
import type { Policy } from '../../streams/policy.ts';
import { parsePlace } from '../config/place.ts';
import type { Settings } from '../config/options.ts';
import { UsageError } from '../errors.ts';
import type { LiveEvent, LiveStatus } from '../live/events.ts';
import { metricsPages } from '../live/report/metrics-pages.ts';
import type { KeptShow } from '../live/last-show.ts';
import type { LiveSession } from '../live/session-options.ts';
import { statusOf } from '../live/status.ts';
import { bundledLibrary } from '../paths.ts';
import { act } from './actions.ts';
import { CaptionsDoor } from './captions-door.ts';
import { effectRoute, effectViews } from './effect-route.ts';
import { Installation } from './installation.ts';
import { pageRoutes } from './page-routes.ts';
import { actionSchema, type Action } from './protocol.ts';
import { openControlServer, type Route } from './server.ts';
import { ShowModel } from './show-view.ts';
import { readTls } from './tls.ts';

/** A running dock. */
export interface Dock extends AsyncDisposable {
  /** What an operator opens. */
  readonly url: string;
  /** For somebody who may only look. */
  readonly viewerUrl: string;
  event(event: LiveEvent): void;
  /** The session runs: from now on it can be steered. */
  attach(session: LiveSession): void;
  /** The captions that are sent here while a session runs, where the settings ask for them. */
  readonly captions?: (clock: CaptionClock) => CaptionSource;
}

/** What a dock is opened with. */
export interface DockOptions {
  readonly settings: Pick<
    Settings,
    'asr' | 'dock' | 'dockCert' | 'dockKey' | 'library' | 'gain' | 'duck' | 'threshold' | 'sensitivity'
  >;
  /** What decisions begin with. */
  readonly policy: Policy;
  /** The show goes on elsewhere and is only looked at: nothing of it is delayed or lowered. */
  readonly attached: boolean;
  /** What was set in the last show, where an operator may want it again. */
  readonly lastShow?: KeptShow;
  readonly version: string;
  readonly warn: (line: string) => void;
  /** Where the installation keeps its token; this user's state folder unless another is given. */
  readonly stateFolder?: string;
}

/**
 * Opens the dock that the settings ask for; undefined where they ask for none.
 * @throws UsageError when it cannot be served there, LibraryError for a library that cannot be read
 */
export async function openDock(options: DockOptions): Promise<Dock | undefined> {
  const { settings, version, warn, stateFolder } = options;
  if (settings.dock === undefined) return undefined;
  const { host, port } = parsePlace('--dock', settings.dock);
  const { dockCert, dockKey } = settings;
  const tls = await readTls({ cert: ['--dock-cert', dockCert], key: ['--dock-key', dockKey] });
  const installation = await Installation.open(stateFolder);
  const folder = settings.library ?? bundledLibrary;
  const { effects } = await readLibraryManifest(folder);
  let session: LiveSession | undefined;
  const status = (): LiveStatus => session?.status ?? statusOf({ state: 'starting' });
  const early = {
    policy: options.policy,
    ...(settings.threshold === undefined ? { sensitivity: settings.sensitivity } : {}),
    levels: { gain: settings.gain, duck: settings.duck },
    panicked: false,
  };
  const model = new ShowModel(
    {
      ...{ status, inForce: () => session?.controls.inForce ?? early, now: () => Date.now() },
      ...(options.attached ? { unavailable: ['delay', 'duck'] as const } : {}),
    },
    { favourites: installation.kept.favourites, lastShow: options.lastShow },
  );
  const pages = metricsPages(status);
  const routes = new Map<string, { readonly open: boolean; readonly route: Route }>([
    ...pageRoutes(),
    ...[...pages.routes].map(
      ([path, page]) =>
        [path, { open: false, route: (_: unknown, response: ServerResponse) => page(response) }] as const,
    ),
    effectRoute(folder, effects),
  ]);
  const { asr } = settings;
  const captions = asr.type === 'dock' ? new CaptionsDoor(asr) : undefined;
  const server = await openControlServer({
    ...{ host, port, version, routes, token: installation.kept.token },
    ...(captions === undefined ? {} : { captions }),
    ...(tls === undefined ? {} : { tls }),
    effects: effectViews(effects),
    show: {
      get whole() {
        return model.whole;
      },
      changes: () => model.changes(),
      actions: actionSchema,
      act(action: Action) {
        if (action.type === 'resume') {
          if (model.lastShow === undefined)
            throw new UsageError(
              'no-last-show',
              'There is nothing of a last show.',
              'Set what you want by hand.',
            );
          running(session).apply(model.lastShow.set);
          return model.resumed();
        }
        if (action.type !== 'favourites') return act(running(session), action);
        const known = new Set(effects.map(({ id }) => id));
        model.setFavourites(action.sfx.filter((sfx) => known.has(sfx)));
        installation
          .keepFavourites(model.favourites)
          .catch((error: unknown) => warn(`The favourites could not be kept: ${messageOf(error)}`));
      },
    },
  });
  const watched = installation.watchToken((token) => server.renew(token));
  return {
    url: server.url,
    viewerUrl: server.viewerUrl,
    event(event) {
      model.take(event);
      pages.observe(event);
    },
    attach(next) {
      session = next;
    },
    ...(captions === undefined ? {} : { captions: (clock) => captions.open(clock) }),
    async [Symbol.asyncDispose]() {
      watched[Symbol.dispose]();
      await server.close();
      pages.close();
    },
  };
}

function running(session: LiveSession | undefined): LiveSession['controls'] {
  if (session !== undefined) return session.controls;
  throw new UsageError('show-not-begun', 'The show has not begun.', 'Wait until analysis is up.');
}
