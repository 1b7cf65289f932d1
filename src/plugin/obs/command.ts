/** `momentfx obs`: relay, restore, status. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { asError, describeError, messageOf } from '../../core/errors.ts';
import { freePort } from '../../core/free-port.ts';
import { Address } from '../../core/stream-url.ts';
import type { CommandContext } from '../cli/context.ts';
import { print, tell } from '../cli/standard-streams.ts';
import { resolveSettings } from '../config/options.ts';
import { doctorCommand } from '../doctor/command.ts';
import { openStage, planShow } from '../live/show.ts';
import type { LiveSession } from '../live/session-options.ts';
import { secretFrom, type SecretSources } from '../session/secrets.ts';
import { EFFECTS_REQUESTS, takeAway } from './attach/effects-scene.ts';
import { attachmentLeft, forgetAttachment } from './attach/presence.ts';
import { connectObs, type ObsConnection } from './connection.ts';
import { findEndpoint, hostAndPort } from './endpoint.ts';
import { ObsError } from './errors.ts';
import { openGate } from './gate.ts';
import { isAtWork, journalFor, type Journal } from './journal.ts';
import { Relay } from './relay.ts';
import { destinationOf, OBS_OUTPUT, StreamService } from './service.ts';
import { findServices } from './services-file.ts';
import { lookAtObs } from './status.ts';
import {
  pointTo,
  putBack,
  refuseStreaming,
  STREAM_REQUESTS,
  stopStream,
  type Outcome,
} from './stream-settings.ts';

type Options = Readonly<Record<string, unknown>>;

/** The name of our RTMP application. */
const APPLICATION = 'momentfx';
const KEY_BYTES = 16;
/** An OBS that is just being started anew is waited for when its settings are to be put back, ms. */
const RESTORE_WAIT_MS = 5_000;

const NOTHING = 'Nothing waits: momentfx has left nothing in OBS.';

const toSchema = z.array(z.string().min(1)).default([OBS_OUTPUT]);

/** Where placeholders of addresses and passwords are filled in from. */
export const ownSecrets = (): SecretSources => ({ env: process.env, stdin: secretFrom(process.stdin) });

/**
 * Runs `momentfx obs relay` until a signal stops it. OBS's stream settings are then what they were.
 * @throws ObsError, UsageError and others with a next step
 */
export async function relayCommand(options: Options, context: CommandContext): Promise<void> {
  const { signal } = context;
  const secrets = ownSecrets();
  const settings = resolveSettings(options);
  const endpoint = await findEndpoint(settings, secrets);
  if (!endpoint.here)
    throw new ObsError(
      'obs-elsewhere',
      `OBS at ${hostAndPort(endpoint)} is not on this machine, and the relay listens on this machine alone.`,
      'Run momentfx beside OBS.',
    );
  warnOfPlainPassword(options);
  const journal = journalFor(endpoint);
  await refuseSecond(journal);
  // One at work would play its effects into what is relayed; what one has left plays nothing.
  await attachmentLeft(endpoint);
  const heard: { by?: Relay } = {};
  await using obs: ObsConnection = await connectObs(endpoint, {
    ...{ needs: STREAM_REQUESTS, signal },
    onEvent: (event) => heard.by?.hear(event, obs.state),
  });
  sayOutcome(await putBack(obs, journal), tell);
  await refuseStreaming(obs);
  const { typed, own } = wanted(options);
  const service = await StreamService.read(obs);
  const destination = own ? [destinationOf(service, await findServices())] : [];
  const { obsPassword = '' } = settings;
  const plan = await planShow(
    { ...options, to: typed },
    { typed: [obsPassword], outputs: destination, secrets },
  );
  const behind = await freePort();
  await using gate = await openGate(behind);
  const key = randomBytes(KEY_BYTES).toString('hex');
  const input = new Address(`rtmp://127.0.0.1:${behind}/${APPLICATION}/${key}`);
  await using stage = await openStage(plan, context);
  const { reports } = stage;
  const begin = (): Promise<LiveSession | undefined> => stage.begin({ input, listen: true });
  // Before anything is changed: what a person must mend shows now.
  const session = await begin();
  if (session === undefined) return;
  const relay = (heard.by = new Relay({ begin, reports, gate, signal }));
  let restoring: Promise<Outcome> | undefined;
  const restore = (): Promise<Outcome> => {
    restoring ??= restoreWhenThere(obs, journal, relay.receiving);
    // Its failure is told where it is awaited.
    restoring.catch(() => undefined);
    return restoring;
  };
  let failure: Error | undefined;
  try {
    await pointTo(obs, journal, { server: `rtmp://127.0.0.1:${gate.port}/${APPLICATION}`, key });
    const { profile } = obs.state;
    relay.pointed(profile);
    const where = own ? `, which sends it on to ${String(service)}` : '';
    reports.info(`OBS (profile "${profile}") streams to momentfx now${where}.`);
    reports.info('Start streaming in OBS.');
    // OBS gets its settings back while what is held is still played.
    signal.addEventListener('abort', () => void restore(), { once: true });
    await relay.run(session);
  } catch (error) {
    failure = asError(error);
  }
  const restored = restore();
  // It may have failed, which is told already.
  await session.stop().catch(() => undefined);
  try {
    sayOutcome(await restored, (line) => reports.info(line));
  } catch (error) {
    if (failure === undefined) throw error;
    reports.warn(describeError(error));
  }
  if (failure !== undefined) throw failure;
}

/** @throws ObsError obs-not-restored where OBS is away or refuses; the journal then stays */
async function restoreWhenThere(obs: ObsConnection, journal: Journal, receiving: boolean): Promise<Outcome> {
  try {
    await obs.whenConnected(RESTORE_WAIT_MS);
    if (receiving && obs.connected) await stopStream(obs);
    return await putBack(obs, journal);
  } catch (error) {
    if (error instanceof ObsError && error.code === 'obs-not-restored') throw error;
    throw new ObsError(
      'obs-not-restored',
      `OBS's stream settings still point to momentfx: ${messageOf(error)}`,
      'Start OBS and run `momentfx obs restore`; the next `momentfx obs relay` does it, too.',
      { cause: error },
    );
  }
}

/**
 * Puts back and takes away what was left in OBS by a momentfx that was ended by force: `momentfx obs restore`.
 * @throws ObsError
 */
export async function restoreCommand(options: Options, { signal }: CommandContext): Promise<void> {
  const endpoint = await findEndpoint(resolveSettings(options), ownSecrets());
  const journal = journalFor(endpoint);
  const pointed = (await journal.read()) !== undefined;
  const attached = await attachmentLeft(endpoint);
  await refuseSecond(journal);
  const needs = [...STREAM_REQUESTS, ...EFFECTS_REQUESTS];
  let obs: ObsConnection;
  try {
    obs = await connectObs(endpoint, { needs, signal });
  } catch (error) {
    if (pointed || attached || !(error instanceof ObsError)) throw error;
    return print(NOTHING);
  }
  await using connection = obs;
  // Whatever is written here: another collection of scenes, which OBS has changed to since, may have some, too.
  const taken = await takeAway(connection);
  await forgetAttachment(endpoint);
  if (taken) print("momentfx's scene and sources are gone from OBS.");
  if (pointed) sayOutcome(await putBack(connection, journal), print);
  if (!taken && !pointed) print(NOTHING);
}

/**
 * Prints a line for each thing about OBS: `momentfx obs status`.
 * @throws UsageError where there is a fault
 */
export async function statusCommand(options: Options, { signal }: CommandContext): Promise<void> {
  const settings = resolveSettings(options);
  const endpoint = await findEndpoint(settings, ownSecrets());
  const findings = await lookAtObs(endpoint, settings, signal);
  await doctorCommand(findings.map((finding) => () => Promise.resolve(finding)));
}

/** Everyone on the machine reads it in the process list. */
export function warnOfPlainPassword({ obsPassword }: Options): void {
  if (typeof obsPassword !== 'string' || /\{(?:env:|file:|stdin\})/.test(obsPassword)) return;
  tell(
    '--obs-password was given in plain, which the process list shows to everyone here. Write {env:NAME}, {file:PATH} or {stdin} in its place.',
  );
}

function wanted({ to }: Options): { readonly typed: readonly string[]; readonly own: boolean } {
  // What is no list of words is told by the show's own check.
  const words = toSchema.safeParse(to).data ?? [];
  return { typed: words.filter((word) => word !== OBS_OUTPUT), own: words.includes(OBS_OUTPUT) };
}

/** @throws ObsError obs-relayed where the relay that wrote the journal is at work */
export async function refuseSecond(journal: Journal): Promise<void> {
  const entry = await journal.read();
  if (entry === undefined || !(await isAtWork(entry))) return;
  throw new ObsError(
    'obs-relayed',
    `A relay is at work for this OBS (process ${entry.pid}).`,
    'Stop it with Ctrl-C: it puts the settings back.',
  );
}

function sayOutcome(outcome: Outcome, say: (line: string) => void): void {
  switch (outcome.type) {
    case 'restored':
      return say(`OBS (profile "${outcome.profile}") streams to ${String(outcome.service)} again.`);
    case 'changed':
      return say(
        `OBS (profile "${outcome.profile}") streams to ${String(outcome.service)}: nothing was left to put back.`,
      );
    case 'profile-gone':
      return say(`OBS's profile "${outcome.profile}", whose stream settings were to be put back, is gone.`);
    case 'nothing':
      return;
  }
}
