import { existsSync } from 'node:fs';
import { join } from 'node:path';

const bundled = join(import.meta.dirname, '..', 'fixtures');
const given = process.env['MOMENTFX_FIXTURES'];

/** The folder of one part (`dm`, `use`): in MOMENTFX_FIXTURES, or that folder itself; else the copy kept with the tests. */
function folderOf(part: string): string {
  if (given !== undefined) {
    if (existsSync(join(given, part))) return join(given, part);
    if (part === 'dm' && existsSync(join(given, 'forward'))) return given;
  }
  return join(bundled, part);
}

/** A file or folder of the parity fixtures, such as `fixture('dm', 'loss', 'normal.json')`. */
export const fixture = (part: string, ...names: string[]): string => join(folderOf(part), ...names);
