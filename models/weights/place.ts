/** How files come into their folder: aside first, checked, then renamed, so that what has its name is whole. */
import { constants } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { WeightsFilesError } from './errors.ts';
import type { WeightsFile } from './registry.ts';
import { contentState } from './store.ts';

/** Makes the weights' folder and one beside it, on the same disk, for what comes and goes. */
export async function makeFolders(folder: string): Promise<string> {
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

/** Copies a file that was brought by hand into the folder `aside` and returns where it is. */
export async function copyAside(
  from: string,
  name: string,
  aside: string,
  all: readonly { readonly name: string }[],
): Promise<string> {
  const copy = join(aside, name);
  // Where the disk can, it is the same blocks: these files may have hundreds of megabytes.
  await copyFile(join(from, name), copy, constants.COPYFILE_FICLONE).catch((cause: unknown) => {
    throw new WeightsFilesError(
      'weights-unreachable',
      `${join(from, name)} can't be copied.`,
      `--from takes a folder that holds ${all.map((file) => file.name).join(' and ')}.`,
      { cause },
    );
  });
  return copy;
}

/** Checks the file at `path` and moves it into `folder`; one that is not what it should be is removed. */
export async function placeFile(
  file: WeightsFile,
  where: {
    readonly path: string;
    readonly folder: string;
    /** Where it came from, and what to do about a wrong one, for people. */
    readonly from: string;
    readonly nextStep: string;
  },
): Promise<void> {
  const { path, folder, from, nextStep } = where;
  const state = await contentState(dirname(path), { ...file, name: basename(path) });
  if (state === 'whole') return rename(path, join(folder, file.name));
  await rm(path, { force: true });
  throw new WeightsFilesError(
    'weights-damaged',
    `${file.name} from ${from} is not the published file: ${state}.`,
    nextStep,
  );
}
