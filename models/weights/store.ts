/** Where known weights lie on this machine, and whether they are what they should be. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { WeightsFilesError } from './errors.ts';
import type { KnownWeights, WeightsFile } from './registry.ts';

/** How far a file is from what it should be; `whole` says size or content, as far as was looked at. */
export type FileState = 'whole' | 'missing' | 'wrong size' | 'wrong content';

/** `weights/NAME-<first 12 of the first file's sum>` inside the cache folder. */
export function weightsFolder({ name, files }: KnownWeights, cacheFolder: string): string {
  return join(cacheFolder, 'weights', `${name}-${files[0].sha256.slice(0, 12)}`);
}

/** By its size alone: quick, and a file appears under its name only when it was checked. */
export async function sizeState(folder: string, file: WeightsFile): Promise<FileState> {
  const found = await stat(join(folder, file.name)).catch(() => undefined);
  if (found?.isFile() !== true) return 'missing';
  return found.size === file.bytes ? 'whole' : 'wrong size';
}

/** By its content, too: reads all of it. */
export async function contentState(folder: string, file: WeightsFile): Promise<FileState> {
  const state = await sizeState(folder, file);
  if (state !== 'whole') return state;
  return (await sha256Of(join(folder, file.name))) === file.sha256 ? 'whole' : 'wrong content';
}

/** SHA-256 of a file's content, in hexadecimal. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(part as Buffer);
  return hash.digest('hex');
}

/** The folder of the weights if every file is there with its size; else undefined. A few milliseconds at most. */
export async function findWeights(known: KnownWeights, cacheFolder: string): Promise<string | undefined> {
  const folder = weightsFolder(known, cacheFolder);
  const states = await Promise.all(known.files.map((file) => sizeState(folder, file)));
  return states.every((state) => state === 'whole') ? folder : undefined;
}

const missing = ({ name, title }: KnownWeights): WeightsFilesError =>
  new WeightsFilesError(
    'weights-missing',
    `The weights "${name}" (${title}) are not on this machine.`,
    `Get them with \`momentfx models pull ${name}\`.`,
  );

/** The folder of the weights. Rejects with a `WeightsFilesError` (`weights-missing`) unless every file is there. */
export async function requireWeights(known: KnownWeights, cacheFolder: string): Promise<string> {
  const folder = await findWeights(known, cacheFolder);
  if (folder === undefined) throw missing(known);
  return folder;
}

/** Reads every file and returns their folder. Rejects with a `WeightsFilesError` for the first missing or damaged one. */
export async function checkWeights(known: KnownWeights, cacheFolder: string): Promise<string> {
  const folder = weightsFolder(known, cacheFolder);
  for (const file of known.files) {
    const state = await contentState(folder, file);
    if (state === 'missing') throw missing(known);
    if (state !== 'whole')
      throw new WeightsFilesError(
        'weights-damaged',
        `${join(folder, file.name)} is damaged: ${state}.`,
        `Get it again with \`momentfx models pull ${known.name}\`.`,
      );
  }
  return folder;
}
