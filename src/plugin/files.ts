/** Writing files so that no half-written one is ever seen under its name. */
import { constants } from 'node:fs';
import { access, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { partIsGone, partOf, sweepParts } from '../core/part-files.ts';
import { UsageError } from './errors.ts';

const NEXT_STEP = 'Check the folder, its permissions and free space.';

const unwritable = (file: string, cause: unknown): UsageError =>
  new UsageError(
    'unwritable',
    `${file} cannot be written (${(cause as NodeJS.ErrnoException).code ?? 'unknown reason'}).`,
    NEXT_STEP,
    { cause, fault: 'outside' },
  );

/**
 * Writes `content` aside in the same folder, then renames it to `file`; leaves nothing behind on failure. A link is
 * followed, so that it stays one; a device or pipe, which cannot be replaced, is written to directly.
 * @param options `mode`: who may read it, default: as the system gives; `flush`: on the disk once it resolves
 * @throws UsageError unwritable
 */
export async function writeWhole(
  file: string,
  content: string | Uint8Array,
  options: { readonly mode?: number; readonly flush?: boolean } = {},
): Promise<void> {
  let aside: string | undefined;
  try {
    const place = await placeOf(file);
    if (place.special) return await writeFile(place.path, content);
    await sweepParts(dirname(place.path));
    aside = partOf(place.path);
    await writeFile(aside, content, options);
    await rename(aside, place.path);
  } catch (cause) {
    if (aside !== undefined) await rm(aside, { force: true });
    throw unwritable(file, cause);
  } finally {
    if (aside !== undefined) partIsGone(aside);
  }
}

/**
 * Tells early what `writeWhole` would tell after all the work.
 * @throws UsageError unwritable
 */
export async function checkWritable(file: string): Promise<void> {
  const place = await placeOf(file).catch((cause: unknown) => {
    throw unwritable(file, cause);
  });
  if (place.folder) throw new UsageError('unwritable', `${file} is a folder.`, 'Name a file in it.');
  try {
    await access(place.special ? place.path : dirname(place.path), constants.W_OK);
  } catch (cause) {
    throw unwritable(file, cause);
  }
}

/** The file itself behind any links, whether or not it exists or can be reached. */
export async function realFile(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch {
    // A path that can't be resolved is reported when it is opened; here the name as given will do.
    return resolve(file);
  }
}

interface Place {
  readonly path: string;
  readonly folder: boolean;
  /** Neither a plain file nor a folder. */
  readonly special: boolean;
}

async function placeOf(file: string): Promise<Place> {
  try {
    const facts = await stat(file);
    const special = !facts.isFile() && !facts.isDirectory();
    // A pipe behind /dev/stdout has no real path of its own.
    const path = special ? resolve(file) : await realpath(file);
    return { path, folder: facts.isDirectory(), special };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { path: resolve(file), folder: false, special: false };
  }
}
