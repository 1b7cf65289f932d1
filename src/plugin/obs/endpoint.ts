/** Where OBS is: what a person said, then what OBS's configuration on this machine says, then OBS's defaults. */
import { isLoopback } from '../../core/http-guard.ts';
import type { Settings } from '../config/options.ts';
import { resolveAddress, type SecretSources } from '../session/secrets.ts';
import { DEFAULT_PORT, findServerSettings, type ObsServerSettings } from './settings-file.ts';
import { isActionable } from '../../core/errors.ts';

/** Where OBS's WebSocket server is. */
export interface ObsEndpoint {
  readonly host: string;
  readonly port: number;
  /** Held in memory alone; nothing prints it. */
  readonly password?: string;
  /** Whether OBS is on this machine. */
  readonly here: boolean;
  /** What OBS's configuration says; absent for another machine, or where there is none. */
  readonly configured?: ObsServerSettings;
}

/** As it is written in an address. */
export const hostAndPort = ({ host, port }: Pick<ObsEndpoint, 'host' | 'port'>): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** How files of ours name it; all names of this machine are one. */
export const nameInFiles = ({ host, port, here }: Pick<ObsEndpoint, 'host' | 'port' | 'here'>): string =>
  hostAndPort({ host: here ? '127.0.0.1' : host, port }).replace(/[^\w.-]/g, '_');

/**
 * The endpoint that the settings and OBS's configuration make together. The configured password counts only for the
 * configured port on this machine: no other program is told it.
 * @throws ObsError obs-settings-broken where the configuration is needed and broken; UsageError for a placeholder
 */
export async function findEndpoint(
  settings: Pick<Settings, 'obsHost' | 'obsPort' | 'obsPassword'>,
  secrets: SecretSources,
  find: () => Promise<ObsServerSettings | undefined> = findServerSettings,
): Promise<ObsEndpoint> {
  const host = settings.obsHost.replace(/^\[|\]$/g, '');
  const here = isLoopback(host);
  const typed =
    settings.obsPassword === undefined
      ? undefined
      : (await resolveAddress(settings.obsPassword, secrets)).reveal();
  const enough = settings.obsPort !== undefined && typed !== undefined;
  const configured = here ? await (enough ? find().catch(unlessBroken) : find()) : undefined;
  const port = settings.obsPort ?? configured?.port ?? DEFAULT_PORT;
  const password = typed ?? (port === configured?.port ? configured.password : undefined);
  return {
    ...{ host, port, here },
    ...(password === undefined ? {} : { password }),
    ...(configured === undefined ? {} : { configured }),
  };
}

/** Whoever says everything needs no configuration. */
function unlessBroken(error: unknown): undefined {
  if (!isActionable(error)) throw error;
}
