/** Whether an OBS runs that keeps its settings in a given folder: it would write over what is changed there. */
import { execFile } from 'node:child_process';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const LOOK_MS = 10_000;

/** Undefined: nobody can tell. */
export async function isObsRunning(
  folder: string,
  platform: NodeJS.Platform = process.platform,
): Promise<boolean | undefined> {
  try {
    if (platform === 'linux') return await runsHere(folder);
    // There an OBS of this user has its settings in one place.
    if (platform === 'darwin') return await finds('pgrep', ['-x', '-u', userInfo().username, 'OBS']);
    if (platform !== 'win32') return undefined;
    const { stdout } = await run('tasklist', ['/NH', '/FI', 'IMAGENAME eq obs64.exe'], { timeout: LOOK_MS });
    return stdout.includes('obs64.exe');
  } catch {
    // No such program, or no process may be looked at.
    return undefined;
  }
}

/** `pgrep`: its exit code 1 says that there is none. */
async function finds(program: string, args: readonly string[]): Promise<boolean> {
  try {
    await run(program, [...args], { timeout: LOOK_MS });
    return true;
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 1) return false;
    throw error;
  }
}

async function runsHere(folder: string): Promise<boolean> {
  const own = process.getuid?.();
  const real = await realpath(folder).catch(() => folder);
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      if ((await readFile(`/proc/${pid}/comm`, 'utf8')).trim() !== 'obs') continue;
      if ((await stat(`/proc/${pid}`)).uid !== own) continue;
      if (await keepsIn(pid, real)) return true;
    } catch {
      // It has ended between two looks.
      continue;
    }
  }
  return false;
}

/** Of a process that may not be looked into it is taken for granted. */
async function keepsIn(pid: string, folder: string): Promise<boolean> {
  let text: string;
  try {
    text = await readFile(`/proc/${pid}/environ`, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EACCES' || code === 'EPERM';
  }
  const valueOf = (name: string): string | undefined =>
    text
      .split('\0')
      .find((entry) => entry.startsWith(`${name}=`))
      ?.slice(name.length + 1);
  const home = valueOf('HOME');
  // One that has ended and waits to be collected has none.
  if (home === undefined) return text !== '';
  const own = valueOf('XDG_CONFIG_HOME');
  const settings = join(own === undefined || own === '' ? join(home, '.config') : own, 'obs-studio');
  return (await realpath(settings).catch(() => settings)) === folder;
}
