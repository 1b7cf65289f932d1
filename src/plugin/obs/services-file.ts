/**
 * The services that OBS knows by name, from its own list (`services.json`): the copy that OBS keeps up to date in its
 * configuration, else the one that it was installed with.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { readAtMost } from '../../core/read-file.ts';
import { configurationFolders, thisMachine, type Machine } from './settings-file.ts';

/** Services by name. */
export interface KnownServices {
  /** The addresses of a service, the first one first; undefined for a name that is in no list. Older names count. */
  servers(name: string): readonly string[] | undefined;
  /** The address that "Auto" stands for; undefined where the service has none. */
  automatic(name: string): string | undefined;
}

/** The list has some 100 KB. */
const LONGEST_FILE = 16_777_216;

const listSchema = z.object({
  services: z.array(
    z.object({
      name: z.string(),
      alt_names: z.array(z.string()).default([]),
      servers: z.array(z.object({ url: z.string() })).default([]),
    }),
  ),
});
const ingestsSchema = z.object({ ingests: z.array(z.object({ url_template: z.string() })) });

/** Where Twitch takes streams whatever the place; OBS falls back on it, too. */
const TWITCH = 'rtmp://live.twitch.tv/app';

/** Reads OBS's lists on this machine; what is not there, or broken, holds nothing. */
export async function findServices(machine: Machine = thisMachine()): Promise<KnownServices> {
  const own = configurationFolders(machine).map((folder) => join(folder, 'plugin_config', 'rtmp-services'));
  const lists = [...own, ...installations(machine)].map((folder) => join(folder, 'services.json'));
  const services = (await firstOf(lists, listSchema))?.services ?? [];
  const ingests = await firstOf(
    own.map((folder) => join(folder, 'twitch_ingests.json')),
    ingestsSchema,
  );
  const twitch = ingests?.ingests[0]?.url_template.replace(/\/?\{stream_key\}$/, '') ?? TWITCH;
  return {
    servers: (name) =>
      (
        services.find((service) => service.name === name) ??
        services.find((service) => service.alt_names.includes(name))
      )?.servers.map(({ url }) => url),
    automatic: (name) => (name === 'Twitch' ? twitch : undefined),
  };
}

/** Where installations keep what comes with OBS. */
function installations({ platform, env }: Machine): readonly string[] {
  if (platform === 'win32')
    return [
      join(env['ProgramFiles'] ?? 'C:\\Program Files', 'obs-studio', 'data', 'obs-plugins', 'rtmp-services'),
    ];
  if (platform === 'darwin') {
    const inside = '/Applications/OBS.app/Contents';
    return [
      join(inside, 'PlugIns', 'rtmp-services.plugin', 'Contents', 'Resources'),
      join(inside, 'Resources', 'data', 'obs-plugins', 'rtmp-services'),
    ];
  }
  const shared = ['share', 'obs', 'obs-plugins', 'rtmp-services'];
  return [
    join('/usr', ...shared),
    join('/usr/local', ...shared),
    join('/var/lib/flatpak/app/com.obsproject.Studio/current/active/files', ...shared),
    join('/snap/obs-studio/current/usr', ...shared),
  ];
}

async function firstOf<T>(files: readonly string[], schema: z.ZodType<T>): Promise<T | undefined> {
  for (const file of files) {
    try {
      return schema.parse(JSON.parse((await readAtMost(file, LONGEST_FILE)).toString('utf8')));
    } catch {
      // Not there, or not OBS's: the next one may be.
      continue;
    }
  }
  return undefined;
}
