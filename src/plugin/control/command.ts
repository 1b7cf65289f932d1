/** `momentfx dock`: tells the address of the dock, with the token of this installation. */
import { setTimeout as sleep } from 'node:timers/promises';
import { CAPTIONS_PATH } from '../config/options.ts';
import { parsePlace } from '../config/place.ts';
import { captionsToken, viewerToken } from './access.ts';
import { Installation, RENEWED_MS } from './installation.ts';

/** What the command line gives. */
export interface DockCommandOptions {
  readonly place: string;
  /** For somebody who may only look. */
  readonly viewer?: boolean;
  /** For a program that sends captions. */
  readonly captions?: boolean;
  /** The dock has a certificate. */
  readonly tls?: boolean;
  /** Another token is made first. */
  readonly renew?: boolean;
}

/**
 * The address to open, in a browser or as a custom dock of OBS; with `captions` the one that captions are sent to. One with another
 * token is told once servers that run go by it.
 * @throws UsageError when the place or the installation's token is not usable
 */
export async function dockAddress(
  { renew = false, ...options }: DockCommandOptions,
  stateFolder?: string,
): Promise<string> {
  const installation = await Installation.open(stateFolder);
  // A place that is none is told before any token ends.
  const address = addressOf(options, installation.kept.token);
  if (!renew) return address;
  await installation.renew();
  await sleep(RENEWED_MS);
  return addressOf(options, installation.kept.token);
}

/**
 * The same with a token that is known.
 * @throws UsageError when the place is not usable
 */
export function addressOf(
  { place, viewer = false, captions = false, tls = false }: DockCommandOptions,
  token: string,
): string {
  const { host, port } = parsePlace('--place', place);
  const named = host.includes(':') ? `[${host}]` : host;
  if (captions)
    return `${tls ? 'wss' : 'ws'}://${named}:${port}${CAPTIONS_PATH}?token=${captionsToken(token)}`;
  return `${tls ? 'https' : 'http'}://${named}:${port}/#${viewer ? viewerToken(token) : token}`;
}

/** An address as logs may have it: its token is shown to a person who sits at the terminal alone. */
export function tokenless(url: string): string {
  const { host, protocol } = new URL(url);
  const tls = protocol === 'https:' ? ' --tls' : '';
  return `${url.replace(/#.*/, '')} (\`momentfx dock --place ${host}${tls}\` tells the address with its token)`;
}
