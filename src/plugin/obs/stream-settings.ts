/** Points OBS's stream to us and back: the user's settings are kept first, and nothing is put back that is not ours. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { ObsError } from './errors.ts';
import { seal, unseal, type Journal, type JournalEntry } from './journal.ts';
import { CUSTOM, KNOWN, StreamService, type Asks } from './service.ts';
import type { RequestType } from './socket.ts';

/** Without these the stream settings can't be changed and put back; all are in obs-websocket 5.0. */
export const STREAM_REQUESTS: readonly RequestType[] = [
  'GetStreamServiceSettings',
  'SetStreamServiceSettings',
  'GetPersistentData',
  'SetPersistentData',
  'SetCurrentProfile',
  'StopStream',
];

/** What became of the settings. */
export type Outcome =
  /** They are what they were. */
  | { readonly type: 'restored'; readonly service: StreamService; readonly profile: string }
  /** Nothing was waiting. */
  | { readonly type: 'nothing' }
  /** OBS does not point to us any more: whoever changed it meant it. */
  | { readonly type: 'changed'; readonly service: StreamService; readonly profile: string }
  | { readonly type: 'profile-gone'; readonly profile: string };

const SLOT = { realm: 'OBS_WEBSOCKET_DATA_REALM_PROFILE', slotName: 'momentfx' } as const;
/** A stream that was told to stop: OBS sends what it holds. ms. */
const STOP_MS = 15_000;
/** A profile that was told to change. ms. */
const PROFILE_MS = 5_000;
const LOOK_MS = 300;

const slotSchema = z.object({ slotValue: z.unknown() });
const keptSchema = z.object({ id: z.string(), secret: z.string() });
const profilesSchema = z.object({ currentProfileName: z.string(), profiles: z.array(z.string()) });
const activeSchema = z.object({ outputActive: z.boolean() });

/**
 * The stream settings of an OBS that streams stay as they are.
 * @throws ObsError obs-streaming
 */
export async function refuseStreaming(obs: Asks): Promise<void> {
  if (await streams(obs))
    throw new ObsError(
      'obs-streaming',
      'OBS is streaming, which keeps its stream settings from being changed.',
      'Stop the stream in OBS, then start this again.',
    );
}

/**
 * Points OBS's current profile to `server` with this key. The journal is on the disk, and its other half in OBS, before
 * anything is changed.
 * @throws ObsError obs-streaming, obs-refused, obs-journal-broken
 */
export async function pointTo(
  obs: Asks,
  journal: Journal,
  { server, key }: { readonly server: string; readonly key: string },
): Promise<void> {
  await refuseStreaming(obs);
  const { currentProfileName: profile } = await obs.ask('GetProfileList', profilesSchema);
  const service = await StreamService.read(obs);
  const { sealed, secret } = seal(service);
  const id = randomBytes(8).toString('hex');
  await journal.write({ version: 1, id, profile, server, pid: process.pid, sealed });
  await obs.ask('SetPersistentData', z.unknown(), { ...SLOT, slotValue: { id, secret } });
  if ((await readSlot(obs))?.id !== id)
    throw new ObsError(
      'obs-refused',
      'OBS does not keep what is needed to put its stream settings back, so they were left as they are.',
      "Make OBS's configuration folder writable.",
    );
  // What a service of the same type has besides stays, so that it can be put back as it was.
  const login = service.type === CUSTOM && service.reveal()['use_auth'] === true ? { use_auth: false } : {};
  await new StreamService(CUSTOM, { server, key, ...login }).write(obs);
}

/**
 * Puts back what the journal says, in the profile that it is of. Where OBS still streams to us, which nobody receives, the
 * stream is stopped first.
 * @throws ObsError obs-not-restored, obs-streaming, obs-gone; the journal then stays
 */
export async function putBack(obs: Asks, journal: Journal): Promise<Outcome> {
  const entry = await journal.read();
  if (entry === undefined) return { type: 'nothing' };
  const { profile } = entry;
  const { currentProfileName: current, profiles } = await obs.ask('GetProfileList', profilesSchema);
  if (!profiles.includes(profile)) {
    await journal.remove();
    return { type: 'profile-gone', profile };
  }
  if (current === profile) return inProfile(obs, journal, entry);
  // Whoever streams from another profile does so on purpose, and not to us.
  if (await streams(obs))
    throw new ObsError(
      'obs-streaming',
      `OBS is streaming from its profile "${current}"; the settings of "${profile}" wait to be put back.`,
      'Stop the stream in OBS, then run `momentfx obs restore`.',
    );
  await changeProfile(obs, profile);
  try {
    return await inProfile(obs, journal, entry);
  } finally {
    await changeProfile(obs, current);
  }
}

async function inProfile(obs: Asks, journal: Journal, entry: JournalEntry): Promise<Outcome> {
  const { profile } = entry;
  const now = await StreamService.read(obs);
  if (now.text('server') !== entry.server) {
    await forget(obs, journal);
    return { type: 'changed', service: now, profile };
  }
  const slot = await readSlot(obs);
  const service = slot?.id === entry.id ? unseal(entry.sealed, slot.secret) : undefined;
  if (service === undefined) {
    await journal.remove();
    throw new ObsError(
      'obs-not-restored',
      `The stream settings of OBS's profile "${profile}" cannot be put back: the half that OBS kept is gone.`,
      'Choose the service and enter the stream key in OBS (Settings → Stream).',
    );
  }
  await withoutStream(obs, () => writeExactly(obs, { now, service, server: entry.server }));
  await forget(obs, journal);
  return { type: 'restored', service, profile };
}

/**
 * A service of the same type keeps settings that the other did not have; one of another type in between drops them. It
 * bears our server: whoever comes after a crash in between knows it as ours.
 */
async function writeExactly(
  obs: Asks,
  {
    now,
    service,
    server,
  }: { readonly now: StreamService; readonly service: StreamService; readonly server: string },
): Promise<void> {
  const kept =
    now.type === service.type && Object.keys(now.reveal()).some((name) => !(name in service.reveal()));
  if (kept) await new StreamService(service.type === CUSTOM ? KNOWN : CUSTOM, { server }).write(obs);
  await service.write(obs);
  if ((await StreamService.read(obs)).equals(service)) return;
  throw new ObsError(
    'obs-not-restored',
    'OBS does not take its stream settings back as they were.',
    'Check service and stream key in OBS (Settings → Stream).',
  );
}

/** Both halves: nothing waits any more. */
async function forget(obs: Asks, journal: Journal): Promise<void> {
  try {
    await obs.ask('SetPersistentData', z.unknown(), { ...SLOT, slotValue: {} });
  } catch (error) {
    // Without the other half it says nothing, and the settings are what they should be.
    if (!(error instanceof ObsError)) throw error;
  }
  await journal.remove();
}

async function readSlot(obs: Asks): Promise<z.infer<typeof keptSchema> | undefined> {
  const { slotValue } = await obs.ask('GetPersistentData', slotSchema, SLOT);
  return keptSchema.safeParse(slotValue).data;
}

const streams = async (obs: Asks): Promise<boolean> =>
  (await obs.ask('GetStreamStatus', activeSchema)).outputActive;

/**
 * Ends OBS's stream, if there is one.
 * @throws ObsError obs-streaming when it does not end in time
 */
export async function stopStream(obs: Asks): Promise<void> {
  if (!(await streams(obs))) return;
  await obs.ask('StopStream', z.unknown());
  const end = performance.now() + STOP_MS;
  while (await streams(obs)) {
    if (performance.now() > end)
      throw new ObsError(
        'obs-streaming',
        'OBS does not end its stream, which keeps its stream settings from being put back.',
        'Stop the stream in OBS, then run `momentfx obs restore`.',
      );
    await sleep(LOOK_MS);
  }
}

/**
 * Writes while OBS does not stream. Between the loss of a connection and OBS's next try it says that it does not, and then
 * refuses what is written.
 * @throws ObsError obs-streaming when it does not end in time, and what `write` throws
 */
async function withoutStream(obs: Asks, write: () => Promise<void>): Promise<void> {
  const end = performance.now() + STOP_MS;
  for (;;) {
    await stopStream(obs);
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof ObsError) || error.code !== 'obs-refused' || performance.now() > end)
        throw error;
      await sleep(LOOK_MS);
      if (!(await streams(obs))) throw error;
    }
  }
}

async function changeProfile(obs: Asks, profileName: string): Promise<void> {
  await obs.ask('SetCurrentProfile', z.unknown(), { profileName });
  const end = performance.now() + PROFILE_MS;
  while ((await obs.ask('GetProfileList', profilesSchema)).currentProfileName !== profileName) {
    if (performance.now() > end)
      throw new ObsError(
        'obs-not-restored',
        `OBS does not change to its profile "${profileName}", whose stream settings are to be put back.`,
        'Stop what OBS streams or records, then run `momentfx obs restore`.',
      );
    await sleep(LOOK_MS);
  }
}
