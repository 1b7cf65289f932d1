/** What an OBS that is closed can be told to have, by the files of its installations on this machine. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from './settings-file.ts';

/**
 * Whether OBS can show browser docks: a build without its plugin obs-browser (Debian's) cannot. Undefined where no
 * installation was found.
 */
export function hasBrowser({ platform, env }: Machine): boolean | undefined {
  const folders = pluginFolders(platform, env).filter(existsSync);
  if (folders.length === 0) return undefined;
  const names = ['obs-browser.so', 'obs-browser.dll', 'obs-browser.plugin'];
  return folders.some((folder) => names.some((name) => existsSync(join(folder, name))));
}

/** Where installations keep the plugins that come with OBS. */
function pluginFolders(platform: NodeJS.Platform, env: Machine['env']): readonly string[] {
  if (platform === 'win32')
    return [join(env['ProgramFiles'] ?? 'C:\\Program Files', 'obs-studio', 'obs-plugins', '64bit')];
  if (platform === 'darwin') return ['/Applications/OBS.app/Contents/PlugIns'];
  return [
    ...['/usr/lib', '/usr/lib64', '/usr/local/lib', ...architectures()],
    '/var/lib/flatpak/app/com.obsproject.Studio/current/active/files/lib',
    '/snap/obs-studio/current/usr/lib',
  ].map((folder) => join(folder, 'obs-plugins'));
}

/** Debian keeps libraries in a folder for each architecture. */
function architectures(): readonly string[] {
  try {
    return readdirSync('/usr/lib', { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name.includes('-linux-'))
      .map((entry) => join('/usr/lib', entry.name));
  } catch {
    // No such folder: another system.
    return [];
  }
}
