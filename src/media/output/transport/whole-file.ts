/** A file that appears under its name only when it is whole. */
import { constants } from 'node:fs';
import { access, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { partIsGone, partOf } from '../../../core/part-files.ts';
import { MediaError } from '../../errors.ts';
import { isAFolder, isFolder, tryToMake, unwritable } from './writable.ts';

/** Where a recording goes. Its file is made by whoever writes it. */
export interface Target {
  /** The name that a person gave. */
  readonly file: string;
  /** Where it is written until it is whole: hidden, in the same folder, so that renaming is one step. */
  readonly aside: string;
}

async function identity(path: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Checks that `file` can be written and is not one of the inputs (by inode, so links do not deceive).
 * @throws MediaError output-same-file, output-unwritable
 */
export async function chooseTarget(file: string, inputs: readonly string[]): Promise<Target> {
  const path = resolve(file);
  const folder = dirname(path);
  try {
    const known = await identity(path);
    for (const input of inputs)
      if (known !== undefined && (await identity(input)) === known)
        throw new MediaError(
          'output-same-file',
          `${file} is the input itself.`,
          'Give the output another name.',
        );
    if (await isFolder(path)) throw isAFolder(file);
    if (!(await stat(folder)).isDirectory())
      throw new MediaError('output-unwritable', `${folder} is no folder.`, 'Choose another.');
    if (known !== undefined) await access(path, constants.W_OK);
    await tryToMake(path);
  } catch (error) {
    throw error instanceof MediaError ? error : unwritable(file, error);
  }
  return { file: path, aside: partOf(path) };
}

/** Gives the finished file its name. */
export async function keep(target: Target): Promise<void> {
  await rename(target.aside, target.file);
  partIsGone(target.aside);
}

/** Removes what was written so far; fine if nothing was. */
export async function discard(target: Target): Promise<void> {
  await rm(target.aside, { force: true });
  partIsGone(target.aside);
}
