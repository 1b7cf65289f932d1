/** Folders that come with the package, and the user's own for what is kept. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { FamilyName } from '../../models/encoders/family.ts';
import { packageFile } from '../core/paths.ts';

/** The bundled checkpoint for each family of encoders; that for `muse` knows Chinese. Only the one for `lite` is always there. */
export const starterFolders: Readonly<Record<FamilyName, string>> = {
  minilm: packageFile('models', 'starter', 'minilm'),
  lite: packageFile('models', 'starter', 'use-lite'),
  muse: packageFile('models', 'starter', 'muse-zh'),
};
/** The folder of the library of sound effects that comes with the package. */
export const bundledLibrary: string = packageFile('models', 'library', 'bundled');

/** The folder of this user's state, after the XDG base directories. */
export function stateFolder(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const own = env['XDG_STATE_HOME'];
  return join(own === undefined || own === '' ? join(homedir(), '.local', 'state') : own, 'momentfx');
}
