/** How the dock stands in OBS, for `momentfx obs status` and the doctor. */
import { addressOf } from '../control/command.ts';
import { knownToken } from '../control/installation.ts';
import type { Settings } from '../config/options.ts';
import { DOCK_PLACE } from '../config/place.ts';
import type { Finding } from '../doctor/finding.ts';
import { readDocks } from './dock-file.ts';
import type { ObsServerSettings } from './settings-file.ts';

const WHAT = 'dock';
const BY_HAND =
  'Close OBS and run `momentfx obs setup`, or put the address of `momentfx dock` into Docks → Custom Browser Docks.';

/**
 * Looks at OBS's list of docks; it makes no token where there is none yet.
 * @param running OBS runs: its list may be newer than its file
 * @throws ObsError obs-settings-broken, UsageError bad-place
 */
export async function lookAtDock(
  { folder }: ObsServerSettings,
  { dock, dockCert }: Pick<Settings, 'dock' | 'dockCert'>,
  running: boolean,
): Promise<Finding> {
  const place = dock ?? DOCK_PLACE;
  const token = (await knownToken()) ?? '';
  const url = addressOf({ place, tls: dockCert !== undefined }, token);
  const saved = running ? ' (as OBS last saved it)' : '';
  switch ((await readDocks(folder, url)).state) {
    case 'present':
      return { state: 'ok', what: WHAT, fact: `in OBS, for ${url.replace(/#.*/, '')}` };
    case 'absent':
      return {
        ...{ state: 'without', what: WHAT, fact: `not in OBS's list of docks${saved}` },
        nextStep: running ? BY_HAND : 'Run `momentfx obs setup`.',
      };
    case 'outdated':
      return {
        ...{ state: running ? 'without' : 'fault', what: WHAT },
        fact: `the address in OBS's list of docks has an old token or port${saved}`,
        nextStep: BY_HAND,
      };
  }
}
