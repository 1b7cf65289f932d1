/** How it stands with OBS, a line for each thing: for `momentfx obs status` and the doctor. */
import { asError, describeError, isActionable, sentencesOf } from '../../core/errors.ts';
import { resolveSettings, type Settings } from '../config/options.ts';
import type { Finding } from '../doctor/finding.ts';
import { secretFrom } from '../session/secrets.ts';
import { attachmentLeft } from './attach/presence.ts';
import { connectObs, type ObsConnection } from './connection.ts';
import { findEndpoint, hostAndPort, type ObsEndpoint } from './endpoint.ts';
import { ObsError, type ObsErrorCode } from './errors.ts';
import { lookAtDock } from './dock-finding.ts';
import { isAtWork, journalFor, type Journal, type JournalEntry } from './journal.ts';
import { destinationOf, StreamService } from './service.ts';
import { isObsRunning } from './running.ts';
import { findServices } from './services-file.ts';
import { findServerSettings, type ObsServerSettings } from './settings-file.ts';
import { STREAM_REQUESTS } from './stream-settings.ts';

/** Nobody who uses no OBS needs to do anything about these. */
const AWAY: readonly ObsErrorCode[] = [
  'obs-not-found',
  'obs-not-running',
  'obs-unreachable',
  'obs-server-off',
];

/** Looks at everything; a fault is a finding. */
export async function lookAtObs(
  endpoint: ObsEndpoint,
  settings: Settings,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const connection = await lookAtConnection(endpoint, { signal });
  const obs = [...connection, ...(await lookAtAttachment(endpoint))];
  if (endpoint.configured === undefined) return obs;
  const running = connection.some(({ what, state }) => what === 'OBS' && state === 'ok');
  return [...obs, await findDock(endpoint.configured, settings, running)];
}

async function findDock(
  configured: ObsServerSettings,
  settings: Settings,
  running: boolean,
): Promise<Finding> {
  try {
    return await lookAtDock(configured, settings, running);
  } catch (error) {
    return faultOf('dock', error);
  }
}

/** An OBS that is not there is what the caller says. */
async function lookAtConnection(
  endpoint: ObsEndpoint,
  { away = 'fault', ...options }: { readonly away?: 'fault' | 'without'; readonly signal?: AbortSignal } = {},
): Promise<readonly Finding[]> {
  const journal = journalFor(endpoint);
  let obs: ObsConnection;
  try {
    obs = await connectObs(endpoint, { needs: STREAM_REQUESTS, ...options });
  } catch (error) {
    if (options.signal?.aborted === true) throw error;
    const state = error instanceof ObsError && AWAY.includes(error.code) ? away : 'fault';
    return [{ ...faultOf('OBS', error), state }, ...(await lookAtJournal(journal, undefined))];
  }
  await using connection = obs;
  const { version, state } = connection;
  const findings: Finding[] = [
    well('OBS', `${version.obs} at ${hostAndPort(endpoint)}`),
    well('obs-websocket', `${version.webSocket}, ${version.requests.size} requests`),
    well('stream', state.streaming ? 'running' : 'not running'),
    well('recording', state.recording ? 'running' : 'not running'),
    well('scene', state.scene),
  ];
  try {
    const service = await StreamService.read(connection);
    return [...findings, ...(await lookAtService(service, state.profile, journal))];
  } catch (error) {
    return [...findings, faultOf('stream service', error)];
  }
}

async function lookAtService(
  service: StreamService,
  profile: string,
  journal: Journal,
): Promise<readonly Finding[]> {
  const what = 'stream service';
  const where = `${String(service)} (profile "${profile}")`;
  const kept = await lookAtJournal(journal, { service, profile });
  if (kept.length > 0) return [well(what, where), ...kept];
  try {
    return [
      well(what, `${where}; the relay sends on to ${destinationOf(service, await findServices()).shown}`),
    ];
  } catch (error) {
    return [faultOf(what, error)];
  }
}

/** A relay at work, or what one has left; nothing where there is neither. */
async function lookAtJournal(
  journal: Journal,
  now: { readonly service: StreamService; readonly profile: string } | undefined,
): Promise<readonly Finding[]> {
  let entry: JournalEntry | undefined;
  try {
    entry = await journal.read();
  } catch (error) {
    return [faultOf('relay', error)];
  }
  if (entry === undefined) return [];
  if (await isAtWork(entry)) {
    if (now === undefined || now.profile === entry.profile)
      return [well('relay', `at work (process ${entry.pid})`)];
    return [
      {
        ...{ state: 'fault', what: 'relay' },
        fact: `OBS is in its profile "${now.profile}", which does not stream to the relay at work (process ${entry.pid})`,
        nextStep: `Change back to the profile "${entry.profile}" in OBS, or start the relay again.`,
      },
    ];
  }
  const left =
    now?.service.text('server') === entry.server
      ? 'still points to momentfx, which is gone'
      : 'may still point to momentfx, which is gone';
  return [
    {
      ...{ state: 'fault', what: 'relay' },
      fact: `OBS's profile "${entry.profile}" ${left}`,
      nextStep: 'Run `momentfx obs restore` while OBS runs.',
    },
  ];
}

/** An attachment at work, or what one has left; nothing where there is neither. */
async function lookAtAttachment(endpoint: ObsEndpoint): Promise<readonly Finding[]> {
  try {
    if (!(await attachmentLeft(endpoint))) return [];
  } catch (error) {
    return [well('attach', sentencesOf(asError(error) as ObsError).what)];
  }
  return [
    {
      ...{ state: 'fault', what: 'attach' },
      fact: 'the sources of a momentfx that is gone may still be in OBS',
      nextStep: 'Run `momentfx obs restore` while OBS runs.',
    },
  ];
}

/** One line for the doctor. An OBS that is not there is no fault. */
export async function lookForDoctor(): Promise<Finding> {
  try {
    const secrets = { env: process.env, stdin: secretFrom(process.stdin) };
    const findings = await lookAtConnection(await findEndpoint(resolveSettings({}), secrets), {
      away: 'without',
    });
    const faults = findings.filter(({ state }) => state !== 'ok');
    const [worst] = faults.sort((one) => (one.state === 'fault' ? -1 : 1));
    if (worst !== undefined) return worst;
    const fact = findings.slice(0, 2).map((finding) => finding.fact);
    return well('OBS', fact.join(', obs-websocket '));
  } catch (error) {
    return faultOf('OBS', error);
  }
}

/** One line more where the dock in OBS is missing or old; nothing where no OBS was ever started. */
export async function lookForDock(): Promise<Finding | undefined> {
  try {
    const settings = resolveSettings({});
    // What is wrong with them the line about OBS tells.
    const configured = await findServerSettings().catch(() => undefined);
    if (configured === undefined) return undefined;
    const running = (await isObsRunning(configured.folder)) === true;
    const finding = await lookAtDock(configured, settings, running);
    return { ...finding, what: 'dock in OBS' };
  } catch (error) {
    return faultOf('dock in OBS', error);
  }
}

const well = (what: string, fact: string): Finding => ({ state: 'ok', what, fact });

function faultOf(what: string, error: unknown): Extract<Finding, { state: 'fault' }> {
  if (!isActionable(error))
    return { state: 'fault', what, fact: describeError(asError(error)), nextStep: 'Report it.' };
  const { what: fact, nextStep } = sentencesOf(error);
  return { state: 'fault', what, fact, nextStep };
}
