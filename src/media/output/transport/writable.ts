/** Whether a file can be written where it is wanted, found out before there is anything to write. */
import { randomBytes } from 'node:crypto';
import { open, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { MediaError } from '../../errors.ts';

/** A hidden name beside `path` that nobody else uses, with the same extension: renaming one to the other is one step. */
export function asideOf(path: string): string {
  const extension = extname(path);
  const stem = basename(path, extension);
  return join(dirname(path), `.${stem}.${process.pid}-${randomBytes(3).toString('hex')}.part${extension}`);
}

/**
 * Makes a file and removes it. Only that tells: permissions say nothing to root, nor about a read-only disk.
 * @throws the system's error
 */
export async function tryToMake(file: string): Promise<void> {
  await (await open(file, 'wx')).close();
  await rm(file);
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
    'OUTPUT_UNWRITABLE',
    `${shown} cannot be written.`,
    'Check that its folder exists and is yours to write to.',
    { cause },
  );

/** `shown` stands for the folder in the message. */
export const isAFolder = (shown: string): MediaError =>
  new MediaError('OUTPUT_UNWRITABLE', `${shown} is a folder.`, 'Name a file in it.');
