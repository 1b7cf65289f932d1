/** What OBS is doing and what changes in it, in this room's words; what OBS says is checked here. */
import { z } from 'zod';
import type { ObsSocket } from './socket.ts';

/** OBS's stream or recording. */
export type OutputState = 'starting' | 'started' | 'stopping' | 'stopped' | 'reconnecting' | 'reconnected';

/** What happens to OBS or to the way there. */
export type ObsEvent =
  | { readonly type: 'connected'; readonly version: ObsVersion; readonly again: boolean }
  /** Told once for each time that it is gone; it is tried again until `close`. */
  | { readonly type: 'disconnected'; readonly reason: string }
  /** It answers again, but not so that we can work with it. */
  | { readonly type: 'refused'; readonly reason: string }
  /** `found`: so it was when the connection was made; when it became so nobody knows. */
  | { readonly type: 'stream' | 'recording'; readonly state: OutputState; readonly found?: true }
  | { readonly type: 'scene' | 'profile'; readonly name: string }
  /** A scene was added; or another collection of scenes is there, whose scenes have nothing of the one before. */
  | { readonly type: 'scene-created' | 'scene-collection'; readonly name: string }
  /** A media source has begun to play. */
  | { readonly type: 'media-started'; readonly input: string };

/** What answers. */
export interface ObsVersion {
  readonly obs: string;
  readonly webSocket: string;
  /** Requests that it takes; what it lacks is not asked. */
  readonly requests: ReadonlySet<string>;
}

/** What OBS is doing, as far as it was told. */
export interface ObsState {
  readonly streaming: boolean;
  readonly recording: boolean;
  readonly scene: string;
  readonly profile: string;
}

const activeSchema = z.object({ outputActive: z.boolean() });
const sceneSchema = z.object({ currentProgramSceneName: z.string() });
const profileSchema = z.object({ currentProfileName: z.string() });
const outputSchema = z.object({ outputState: z.string() });

const OUTPUT_STATES: Readonly<Record<string, OutputState>> = {
  OBS_WEBSOCKET_OUTPUT_STARTING: 'starting',
  OBS_WEBSOCKET_OUTPUT_STARTED: 'started',
  OBS_WEBSOCKET_OUTPUT_STOPPING: 'stopping',
  OBS_WEBSOCKET_OUTPUT_STOPPED: 'stopped',
  OBS_WEBSOCKET_OUTPUT_RECONNECTING: 'reconnecting',
  OBS_WEBSOCKET_OUTPUT_RECONNECTED: 'reconnected',
};

/** Asks for all of it. */
export async function readState(socket: ObsSocket): Promise<ObsState> {
  const [stream, record, scene, profile] = await Promise.all([
    socket.ask('GetStreamStatus', activeSchema),
    socket.ask('GetRecordStatus', activeSchema),
    socket.ask('GetCurrentProgramScene', sceneSchema),
    socket.ask('GetProfileList', profileSchema),
  ]);
  return {
    streaming: stream.outputActive,
    recording: record.outputActive,
    scene: scene.currentProgramSceneName,
    profile: profile.currentProfileName,
  };
}

/** The state once an event has happened. */
export function stateAfter(state: ObsState, event: ObsEvent): ObsState {
  switch (event.type) {
    case 'stream':
      return { ...state, streaming: event.state !== 'stopped' };
    case 'recording':
      return { ...state, recording: event.state !== 'stopped' };
    case 'scene':
      return { ...state, scene: event.name };
    case 'profile':
      return { ...state, profile: event.name };
    case 'connected':
    case 'disconnected':
    case 'refused':
    case 'scene-created':
    case 'scene-collection':
    case 'media-started':
      return state;
  }
}

/** The events that are followed, with what becomes of them; a later version's strange form is left out. */
const EVENTS: Readonly<Record<string, (data: unknown) => ObsEvent | undefined>> = {
  StreamStateChanged: (data) => outputEvent('stream', data),
  RecordStateChanged: (data) => outputEvent('recording', data),
  CurrentProgramSceneChanged: (data) => named('scene', z.object({ sceneName: z.string() }), data),
  CurrentProfileChanged: (data) => named('profile', z.object({ profileName: z.string() }), data),
  SceneCreated: (data) => named('scene-created', z.object({ sceneName: z.string() }), data),
  CurrentSceneCollectionChanged: (data) =>
    named('scene-collection', z.object({ sceneCollectionName: z.string() }), data),
  MediaInputPlaybackStarted(data) {
    const input = z.object({ inputName: z.string() }).safeParse(data).data?.inputName;
    return input === undefined ? undefined : { type: 'media-started', input };
  },
};

/** The names of those that are followed, in the protocol. */
export const FOLLOWED_EVENTS: readonly string[] = Object.keys(EVENTS);

/** What an event of the protocol says; undefined for one that says nothing here. */
export const eventOf = (name: string, data: unknown): ObsEvent | undefined => EVENTS[name]?.(data);

function outputEvent(type: 'stream' | 'recording', data: unknown): ObsEvent | undefined {
  const parsed = outputSchema.safeParse(data);
  const state = parsed.success ? OUTPUT_STATES[parsed.data.outputState] : undefined;
  return state === undefined ? undefined : { type, state };
}

function named<Key extends string>(
  type: 'scene' | 'profile' | 'scene-created' | 'scene-collection',
  schema: z.ZodType<Readonly<Record<Key, string>>>,
  data: unknown,
): ObsEvent | undefined {
  const parsed = schema.safeParse(data);
  const [name] = parsed.success ? Object.values<string>(parsed.data) : [];
  return name === undefined ? undefined : { type, name };
}
