/**
 * Where OBS's WebSocket server is, as OBS itself has it in its configuration: newer versions (from obs-websocket 5.5 on) in
 * `plugin_config/obs-websocket/config.json`, older ones in `global.ini`, under [OBSWebSocket]. Where both are, the newer
 * one is in force: OBS reads the older one only once, to carry it over.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { readAtMost } from '../../core/read-file.ts';
import { ObsError } from './errors.ts';
import { iniSection } from './ini.ts';

/** What OBS's configuration says of its WebSocket server. */
export interface ObsServerSettings {
  /** OBS's configuration folder. */
  readonly folder: string;
  /** Where it was read: in that folder. */
  readonly file: string;
  readonly enabled: boolean;
  readonly port: number;
  /** Absent: OBS asks for none. */
  readonly password?: string;
}

/** OBS's own, where its configuration says nothing. */
export const DEFAULT_PORT = 4455;
/** Either file has a few KB. */
const LONGEST_FILE = 4_194_304;

/** The machine as far as the search depends on it. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The machine that this process runs on. */
export const thisMachine = (): Machine => ({ platform: process.platform, home: homedir(), env: process.env });

/** The folders that may hold OBS's configuration here, the usual one first: of a package, of Flatpak, of Snap. */
export function configurationFolders({ platform, home, env }: Machine): readonly string[] {
  if (platform === 'win32') return [join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'obs-studio')];
  if (platform === 'darwin') return [join(home, 'Library', 'Application Support', 'obs-studio')];
  const own = env['XDG_CONFIG_HOME'];
  return [
    join(own === undefined || own === '' ? join(home, '.config') : own, 'obs-studio'),
    join(home, '.var', 'app', 'com.obsproject.Studio', 'config', 'obs-studio'),
    join(home, 'snap', 'obs-studio', 'current', '.config', 'obs-studio'),
  ];
}

/**
 * What OBS's configuration on this machine says; undefined where there is none.
 * @throws ObsError obs-settings-broken for a file that is none of OBS's, or cannot be read
 */
export async function findServerSettings(
  machine: Machine = thisMachine(),
): Promise<ObsServerSettings | undefined> {
  for (const folder of configurationFolders(machine)) {
    const newer = await read(join(folder, 'plugin_config', 'obs-websocket', 'config.json'), fromJson);
    const found = newer ?? (await read(join(folder, 'global.ini'), fromIni));
    if (found !== undefined) return { folder, ...found };
  }
  return undefined;
}

const port = z.coerce.number().int().min(1).max(65_535).default(DEFAULT_PORT);
const jsonSchema = z.object({
  server_enabled: z.boolean().default(false),
  server_port: port,
  auth_required: z.boolean().default(true),
  server_password: z.string().default(''),
});
const word = z.stringbool({ truthy: ['true', '1'], falsy: ['false', '0'] });
const iniSchema = z.object({
  ServerEnabled: word.default(false),
  ServerPort: port,
  AuthRequired: word.default(true),
  ServerPassword: z.string().default(''),
});

type Found = Omit<ObsServerSettings, 'file' | 'folder'>;

function fromJson(text: string): Found {
  const found = jsonSchema.parse(JSON.parse(text));
  return settingsOf(found.server_enabled, found.server_port, found.auth_required, found.server_password);
}

function fromIni(text: string): Found {
  const found = iniSchema.parse(iniSection(text, 'OBSWebSocket'));
  return settingsOf(found.ServerEnabled, found.ServerPort, found.AuthRequired, found.ServerPassword);
}

const settingsOf = (enabled: boolean, at: number, asks: boolean, password: string): Found => ({
  enabled,
  port: at,
  ...(asks && password !== '' ? { password } : {}),
});

async function read(
  file: string,
  parse: (text: string) => Found,
): Promise<Omit<ObsServerSettings, 'folder'> | undefined> {
  let text: string;
  try {
    text = (await readAtMost(file, LONGEST_FILE)).toString('utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw broken(file, `cannot be read (${code ?? 'too long'})`);
  }
  try {
    return { file, ...parse(text) };
  } catch (error) {
    // The cause is left out: it may quote the password.
    const entry = error instanceof z.ZodError ? ` at "${error.issues[0]?.path.join('.')}"` : '';
    throw broken(file, `is not what OBS writes${entry}`);
  }
}

const broken = (file: string, what: string): ObsError =>
  new ObsError(
    'obs-settings-broken',
    `${file} ${what}.`,
    'Say what OBS shows under Tools → WebSocket Server Settings, with --obs-port and --obs-password.',
  );
