import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const bundled = join(import.meta.dirname, '..', 'fixtures');
const given = process.env['MOMENTFX_FIXTURES'];
/** Whether the folder given is that of one part, `dm`, itself. */
const isPart = given !== undefined && existsSync(join(given, 'forward'));

// A slip in its name must not pass as another run of the bundled ones.
if (given !== undefined && !isPart && !readdirSync(bundled).some((part) => existsSync(join(given, part))))
  throw new Error(`MOMENTFX_FIXTURES: ${given} holds none of ${readdirSync(bundled).join(', ')}`);

/** The folder of one part (`dm`, `use`): in MOMENTFX_FIXTURES, or that folder itself; else the copy kept with the tests. */
function folderOf(part: string): string {
  if (given !== undefined) {
    if (existsSync(join(given, part))) return join(given, part);
    if (part === 'dm' && isPart) return given;
  }
  return join(bundled, part);
}

/** A file or folder of the parity fixtures, such as `fixture('dm', 'loss', 'normal.json')`. */
export const fixture = (part: string, ...names: string[]): string => join(folderOf(part), ...names);
