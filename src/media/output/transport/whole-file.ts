/** A file that appears under its name only when it is whole. */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { MediaError } from '../../errors.ts';

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
 * @throws MediaError OUTPUT_SAME_FILE, OUTPUT_UNWRITABLE
 */
export async function chooseTarget(file: string, inputs: readonly string[]): Promise<Target> {
  const path = resolve(file);
  const folder = dirname(path);
  const unwritable = (message: string, nextStep: string, cause?: unknown): MediaError =>
    new MediaError('OUTPUT_UNWRITABLE', message, nextStep, { cause });
  const extension = extname(path);
  const stem = basename(path, extension);
  const aside = join(folder, `.${stem}.${process.pid}-${randomBytes(3).toString('hex')}.part${extension}`);
  try {
    const known = await identity(path);
    for (const input of inputs)
      if (known !== undefined && (await identity(input)) === known)
        throw new MediaError(
          'OUTPUT_SAME_FILE',
          `${file} is the input itself.`,
          'Give the output another name.',
        );
    if (known !== undefined && (await stat(path)).isDirectory())
      throw unwritable(`${file} is a folder.`, 'Name a file in it.');
    if (!(await stat(folder)).isDirectory()) throw unwritable(`${folder} is no folder.`, 'Choose another.');
    if (known !== undefined) await access(path, constants.W_OK);
    // Only making a file tells: permissions say nothing to root, nor about a read-only disk.
    await (await open(aside, 'wx')).close();
    await rm(aside);
  } catch (error) {
    if (error instanceof MediaError) throw error;
    throw unwritable(
      `${file} cannot be written.`,
      'Check that its folder exists and is yours to write to.',
      error,
    );
  }
  return { file: path, aside };
}

/** Gives the finished file its name. */
export async function keep(target: Target): Promise<void> {
  await rename(target.aside, target.file);
}

/** Removes what was written so far; fine if nothing was. */
export async function discard(target: Target): Promise<void> {
  await rm(target.aside, { force: true });
}
