/**
 * Encoders that somebody packed: an encoders' folder (`manifest.json` with the sums of its files, as `openEncoders` reads it) that was
 * pulled from a hub or brought by hand. The paper's come this way (docs/encoders.md).
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { EncoderFilesError } from '../../src/analysis/encoders/encoder.ts';
import {
  MANIFEST_FILE,
  readEncoderFolder,
  type EncoderManifest,
} from '../../src/analysis/encoders/manifest.ts';
import { defaultCacheFolder, isCode } from './cache.ts';
import type { EncoderNames, PackagedFamily } from './family.ts';

/** Beside the manifest: where it came from. */
export const ORIGIN_FILE = 'origin.json';

const originSchema = z.object({
  version: z.literal(1),
  /** As `momentfx models` names it. */
  name: z.string().min(1),
  /** SHA-256 of `manifest.json`, which holds those of all others. */
  manifest: z.string().regex(/^[0-9a-f]{64}$/),
  /** A repository of a hub at a revision, and the commit that it stood for; absent for a folder brought by hand. */
  hub: z.exactOptional(
    z.object({ repository: z.string(), revision: z.string(), commit: z.exactOptional(z.string()) }),
  ),
});
/** Where a package came from. */
export type PackageOrigin = z.infer<typeof originSchema>;

const MISSING = ['ENOENT', 'ENOTDIR'] as const;
const KINDS = ['frame', 'text', 'audio'] as const;

/** A package's folder, maybe not whole any more. */
export interface PulledPackage {
  readonly origin: PackageOrigin;
  readonly folder: string;
}

/** A package that is here, whole as far as sizes tell. */
export interface InstalledPackage extends PulledPackage {
  readonly manifest: EncoderManifest;
}

/** The folder of all packages. */
const packagesFolder = (cacheFolder: string): string => join(cacheFolder, 'packages');

/** A package's folder: its name, `/` as `--` as in hubs' own caches, and the first 12 of its manifest's sum. */
export const packageFolder = (cacheFolder: string, name: string, manifestSum: string): string =>
  join(packagesFolder(cacheFolder), `${name.replaceAll('/', '--')}-${manifestSum.slice(0, 12)}`);

/** All packages that were pulled, whole or damaged, by the names of their folders. A few milliseconds. */
export async function pulledPackages(
  cacheFolder: string = defaultCacheFolder(),
): Promise<readonly PulledPackage[]> {
  const all = packagesFolder(cacheFolder);
  const names = await readdir(all).catch((error: unknown) => {
    if (isCode(error, ...MISSING)) return [];
    throw error;
  });
  const found = await Promise.all(
    names.sort().map(async (name) => {
      const folder = join(all, name);
      const origin = await readOrigin(folder);
      return origin && { origin, folder };
    }),
  );
  return found.filter((each) => each !== undefined);
}

/** Those of them that are whole: each file is there with its size. */
async function installedPackages(cacheFolder?: string): Promise<readonly InstalledPackage[]> {
  const pulled = await pulledPackages(cacheFolder);
  const found = await Promise.all(pulled.map(openPackage));
  return found.filter((each) => each !== undefined);
}

/** The package of that name, if it is whole. */
export async function findPackage(name: string, cacheFolder: string): Promise<InstalledPackage | undefined> {
  return (await installedPackages(cacheFolder)).find(({ origin }) => origin.name === name);
}

/** The package whose three encoders have those names, if it is whole. */
export async function packageOf(
  names: EncoderNames,
  cacheFolder?: string,
): Promise<PackagedFamily | undefined> {
  const found = (await installedPackages(cacheFolder)).find(({ manifest: { encoders } }) =>
    KINDS.every((kind) => encoders[kind].name === names[kind]),
  );
  return found && familyOfPackage(found);
}

/** A package as a family. */
export function familyOfPackage({ origin, manifest, folder }: InstalledPackage): PackagedFamily {
  const { frame, text, audio } = manifest.encoders;
  const encoders = { frame: frame.name, text: text.name, audio: audio.name };
  const pictures = frame.kind === 'clip-image' ? 'bicubic' : 'area';
  return { type: 'package', name: origin.name, encoders, pictures, folder };
}

/** The package in its folder; undefined unless each file is there with its size, and the manifest is the one that came. */
export async function openPackage({ origin, folder }: PulledPackage): Promise<InstalledPackage | undefined> {
  try {
    const sum = createHash('sha256')
      .update(await readFile(join(folder, MANIFEST_FILE)))
      .digest('hex');
    if (sum !== origin.manifest) return undefined;
    const { manifest } = await readEncoderFolder(folder);
    for (const [file, { bytes }] of Object.entries(manifest.files))
      if ((await stat(join(folder, file))).size !== bytes) return undefined;
    return { origin, manifest, folder };
  } catch (error) {
    if (isCode(error, ...MISSING) || error instanceof EncoderFilesError) return undefined;
    throw error;
  }
}

/** What is noted in a package's folder; undefined where it is none, or a pull has not come to its end. */
async function readOrigin(folder: string): Promise<PackageOrigin | undefined> {
  try {
    return originSchema.parse(JSON.parse(await readFile(join(folder, ORIGIN_FILE), 'utf8')));
  } catch (error) {
    if (isCode(error, ...MISSING)) return undefined;
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}
