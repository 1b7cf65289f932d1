/** A user's machine with a real OBS, and `momentfx obs relay` on it. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { hasModel, testIf } from '../../support/model.ts';
import { hasObs, type Obs } from '../../support/obs.ts';
import { watch, type Watched } from '../live/watched.ts';

/** A test that needs OBS, and a model. */
export const withObs = testIf(hasModel && hasObs);
/** The user's stream key. */
export const KEY = 'sk-of-the-user';

/** A user's machine: OBS's home is that of momentfx, too. */
export interface Machine {
  readonly home: string;
  readonly state: string;
  readonly env: Readonly<Record<string, string>>;
  /** What is in the journals. */
  journal(): readonly string[];
}

/** One whose home is this folder. */
export function machineIn(home: string): Machine {
  const state = join(home, '.local', 'state', 'momentfx');
  return {
    ...{ home, state },
    env: {
      ...{ HOME: home, XDG_STATE_HOME: '', XDG_CONFIG_HOME: '' },
      // The weights are this machine's.
      XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'),
    },
    journal: () => {
      if (!existsSync(state)) return [];
      const names = readdirSync(state).filter((file) => file.startsWith('obs-'));
      for (const file of names) assert.is(statSync(join(state, file)).mode & 0o777, 0o600, file);
      return names.map((file) => readFileSync(join(state, file), 'utf8'));
    },
  };
}

/** `momentfx obs relay` there. */
export const relay = ({ env }: Machine, ...args: readonly string[]): Watched =>
  watch(['--asr', 'none', '--delay', '1', ...args], { env, command: ['obs', 'relay'] });
export const said = ({ entries }: Watched): string => JSON.stringify(entries);

/** A scene with a clip over and over. */
export async function showClip(obs: Obs, clip: string): Promise<void> {
  const { currentProgramSceneName: sceneName } = await obs.ask('GetCurrentProgramScene');
  await obs.ask('CreateInput', {
    ...{ sceneName, inputName: 'clip', inputKind: 'ffmpeg_source' },
    inputSettings: { is_local_file: true, local_file: clip, looping: true },
  });
}

export const setService = (obs: Obs, streamServiceType: string, streamServiceSettings: object) =>
  obs.ask('SetStreamServiceSettings', { streamServiceType, streamServiceSettings });

export const ready = (live: Watched) => live.until('Start streaming in OBS.');
