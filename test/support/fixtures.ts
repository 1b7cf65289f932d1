import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const bundled = join(import.meta.dirname, '..', 'fixtures');
const given = process.env['MOMENTFX_FIXTURES'];
/** What lies in the folder of a part, by which the folder given is known to be that part itself. */
const INSIDE: Readonly<Record<string, string>> = { dm: 'forward', baselines: 'moment_detr' };
/** The part that the folder given is. */
const itself = given && Object.keys(INSIDE).find((part) => existsSync(join(given, INSIDE[part] ?? '')));

// A slip in its name must not pass as another run of the bundled ones.
if (
  given !== undefined &&
  itself === undefined &&
  !readdirSync(bundled).some((part) => existsSync(join(given, part)))
)
  throw new Error(`MOMENTFX_FIXTURES: ${given} holds none of ${readdirSync(bundled).join(', ')}`);

/** The folder of one part (`dm`, `baselines`, `use`): in MOMENTFX_FIXTURES, or that folder itself; else the copy kept with the tests. */
function folderOf(part: string): string {
  if (given !== undefined) {
    if (existsSync(join(given, part))) return join(given, part);
    if (part === itself) return given;
  }
  return join(bundled, part);
}

/** A file or folder of the parity fixtures, such as `fixture('dm', 'loss', 'normal.json')`. */
export const fixture = (part: string, ...names: string[]): string => join(folderOf(part), ...names);
