/** A cache of the test's own, so that what reviews find there is nobody else's; the encoders are those of this machine. */
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { defaultCacheFolder } from '../../../models/encoders/cache.ts';

/** Makes it in `folder`; gives the variable that names it. */
export function ownCache(folder: string): { readonly XDG_CACHE_HOME: string } {
  const home = join(folder, 'cache');
  const own = join(home, 'momentfx');
  mkdirSync(own, { recursive: true });
  const machines = defaultCacheFolder();
  mkdirSync(machines, { recursive: true });
  for (const name of readdirSync(machines))
    if (name !== 'review') symlinkSync(join(machines, name), join(own, name));
  return { XDG_CACHE_HOME: home };
}
