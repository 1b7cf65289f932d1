/** Whether a file can be written where it is wanted, found out before there is anything to write. */
import { open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { partIsGone, partOf, sweepParts } from '../../../core/part-files.ts';
import { MediaError } from '../../errors.ts';

/**
 * Makes a file beside `path` and removes it. Only that tells: permissions say nothing to root, nor about a read-only
 * disk. What dead processes left there is removed too.
 * @throws the system's error
 */
export async function tryToMake(path: string): Promise<void> {
  await sweepParts(dirname(path));
  const part = partOf(path);
  try {
    await (await open(part, 'wx')).close();
    await rm(part);
  } finally {
    partIsGone(part);
  }
}

/** False also for what does not exist. @throws the system's error for what cannot be looked at */
export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** `shown` stands for the file in the message. */
export const unwritable = (shown: string, cause: unknown): MediaError =>
  new MediaError(
    'output-unwritable',
    `${shown} cannot be written.`,
    'Check that its folder exists and is yours to write to.',
    { cause },
  );

/** `shown` stands for the folder in the message. */
export const isAFolder = (shown: string): MediaError =>
  new MediaError('output-unwritable', `${shown} is a folder.`, 'Name a file in it.');
