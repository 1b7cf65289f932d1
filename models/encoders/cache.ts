/** The folder in which a family's files are kept: made once, whole, under a name that follows from their recipe. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, extname, join, relative } from 'node:path';
import { MomentfxError } from '../../src/core/errors.ts';
import { EncoderFilesError } from '../../src/analysis/encoders/encoder.ts';
import { MANIFEST_FILE, readEncoderFolder } from '../../src/analysis/encoders/manifest.ts';
import type { EncoderManifest } from '../../src/analysis/encoders/manifest.ts';
import type { EncoderFamily, FamilyFiles } from './family.ts';

/** `XDG_CACHE_HOME`/momentfx, or `~/.cache/momentfx`. */
export function defaultCacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'];
  return join(base !== undefined && base !== '' ? base : join(homedir(), '.cache'), 'momentfx');
}

/** What the file system answers when the cache folder can't take the files. */
const UNWRITABLE = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EEXIST'];

/**
 * The encoders' files can't be written to the cache folder.
 * @public Callers may tell it apart.
 */
export class EncoderCacheError extends MomentfxError<'encoder-cache'> {
  constructor(cacheFolder: string, options: ErrorOptions) {
    super(
      'encoder-cache',
      `The encoders' files can't be written to ${cacheFolder}.`,
      'Free 80 MB there, or name another folder with XDG_CACHE_HOME.',
      { ...options, fault: 'outside' },
    );
  }
}

/**
 * The folder of the family's encoders: that of a package as it is; else one inside `cacheFolder`, made if it is not there or not whole (about a second); found in
 * a few milliseconds otherwise. Its name follows from what it is made of, so a new version makes a new folder. Several
 * processes may call this at once: each builds aside, one rename wins. Rejects with an `EncoderCacheError` when the cache
 * folder can't be written, and with what the family says when its weights are not there.
 */
export async function ensureEncoders(
  family: EncoderFamily,
  cacheFolder: string = defaultCacheFolder(),
): Promise<string> {
  if (family.type === 'package') return family.folder;
  const folder = join(cacheFolder, `encoders-${family.name}-${keyOf(await family.recipe(cacheFolder))}`);
  if (await isWhole(folder)) return folder;
  const parts = await family.make(cacheFolder);
  try {
    await write(folder, parts);
  } catch (error) {
    if (!isCode(error, ...UNWRITABLE)) throw error;
    throw new EncoderCacheError(cacheFolder, { cause: error });
  }
  return folder;
}

/**
 * A hash of this program's own files at `places` (files, and whole folders, relative to `models/encoders`),
 * for a recipe: of the compiled files in a package, of the sources in a checkout. Comments count, too.
 */
export async function codeOf(...places: readonly string[]): Promise<string> {
  const extension = extname(import.meta.filename);
  const isCode = (file: string): boolean => file.endsWith(extension) && !file.endsWith('.d.ts');
  const files = await Promise.all(
    places.map(async (place) => {
      const path = join(import.meta.dirname, place);
      if (place.endsWith('.ts')) return [path.slice(0, -'.ts'.length) + extension];
      return (await readdir(path, { recursive: true })).filter(isCode).map((file) => join(path, file));
    }),
  );
  const hash = createHash('sha256');
  for (const file of files.flat().sort())
    hash.update(relative(import.meta.dirname, file)).update(await readFile(file));
  return hash.digest('hex');
}

function keyOf(recipe: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 12);
}

async function write(folder: string, parts: FamilyFiles): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const aside = await mkdtemp(`${folder}.making-`);
  try {
    await writeFiles(aside, parts);
    await putInPlace(aside, folder);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** All files, the manifest last. */
async function writeFiles(folder: string, { encoders, files }: FamilyFiles): Promise<void> {
  const manifest: EncoderManifest = {
    version: 1,
    encoders,
    files: Object.fromEntries(
      Object.entries(files).map(([name, bytes]) => [
        name,
        { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
      ]),
    ),
  };
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  await writeFile(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Whether the manifest is there and each file has its size; `openEncoders` checks the contents. */
async function isWhole(folder: string): Promise<boolean> {
  const files = await listedFiles(folder);
  if (files === undefined) return false;
  const sizes = await Promise.all(
    Object.entries(files).map(async ([file, { bytes }]) => {
      const found = await stat(join(folder, file)).catch(orMissing);
      return found?.size === bytes;
    }),
  );
  return sizes.every(Boolean);
}

async function listedFiles(folder: string): Promise<EncoderManifest['files'] | undefined> {
  try {
    return (await readEncoderFolder(folder)).manifest.files;
  } catch (error) {
    if (error instanceof EncoderFilesError) return undefined;
    throw error;
  }
}

/** Moves the finished folder to its place. If another process was first, its folder stays; a damaged one is replaced. */
async function putInPlace(aside: string, folder: string): Promise<void> {
  try {
    await rename(aside, folder);
  } catch (error) {
    if (!isCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
    if (await isWhole(folder)) return;
    await rename(folder, join(aside, 'damaged'));
    await rename(aside, folder);
  }
}

/** Whether it is a fault of the file system with one of these codes. */
export const isCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));

function orMissing(error: unknown): undefined {
  if (!isCode(error, 'ENOENT')) throw error;
}
