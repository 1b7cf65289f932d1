/** What the setup finds: an OBS that runs and can be asked, or one that is closed and whose settings can be changed. */
import { z } from 'zod';
import type { Settings } from '../../config/options.ts';
import type { SecretSources } from '../../session/secrets.ts';
import { connectObs } from '../connection.ts';
import { findEndpoint, hostAndPort, type ObsEndpoint } from '../endpoint.ts';
import { ObsError } from '../errors.ts';
import { hasBrowser } from '../installation.ts';
import { journalFor } from '../journal.ts';
import { isObsRunning } from '../running.ts';
import { destinationOf, StreamService } from '../service.ts';
import { findServices } from '../services-file.ts';
import { thisMachine, type ObsServerSettings } from '../settings-file.ts';
import { STREAM_REQUESTS } from '../stream-settings.ts';

/** The OBS of this user. */
export type Found =
  | {
      readonly type: 'running';
      readonly endpoint: ObsEndpoint;
      readonly version: string;
      /** Where its stream goes, without secrets; undefined where a relay holds its settings. */
      readonly service?: string;
      /** Why the stream cannot be sent on there. */
      readonly fault?: ObsError;
      /** Whether it shows browser docks; undefined: nobody can tell. */
      readonly browser: boolean | undefined;
    }
  | {
      readonly type: 'closed';
      readonly server: ObsServerSettings;
      readonly browser: boolean | undefined;
    };

const kindsSchema = z.object({ inputKinds: z.array(z.string()) });

/**
 * Looks once.
 * @throws ObsError with what a person has to do first
 */
export async function lookForSetup(
  settings: Settings,
  secrets: SecretSources,
  signal: AbortSignal,
): Promise<Found> {
  const endpoint = await findEndpoint(settings, secrets);
  if (!endpoint.here)
    throw new ObsError(
      'obs-elsewhere',
      `OBS at ${hostAndPort(endpoint)} is not on this machine.`,
      'Run `momentfx obs setup` beside OBS.',
    );
  const server = endpoint.configured;
  try {
    return await ask(endpoint, signal);
  } catch (error) {
    if (signal.aborted || server === undefined || (await isObsRunning(server.folder)) !== false) throw error;
    return { type: 'closed', server, browser: hasBrowser(thisMachine()) };
  }
}

async function ask(endpoint: ObsEndpoint, signal: AbortSignal): Promise<Found> {
  await using obs = await connectObs(endpoint, { needs: STREAM_REQUESTS, signal });
  const found = {
    type: 'running',
    endpoint,
    version: obs.version.obs,
    browser: obs.version.requests.has('GetInputKindList')
      ? (await obs.ask('GetInputKindList', kindsSchema)).inputKinds.includes('browser_source')
      : undefined,
  } as const;
  if ((await journalFor(endpoint).read()) !== undefined) return found;
  const read = await StreamService.read(obs);
  const service = String(read);
  try {
    destinationOf(read, await findServices());
    return { ...found, service };
  } catch (error) {
    if (!(error instanceof ObsError)) throw error;
    return { ...found, service, fault: error };
  }
}
