/** Work that one process does at a time: a hidden file names the process that is at it. */
import { closeSync, openSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { partIsGone, partOf, sweepParts } from './part-files.ts';

/** The lock, or the file of the process that has it. */
export type LockOutcome = { readonly lock: Disposable } | { readonly takenBy: string };

/**
 * Takes what is called `name` in `folder` for this process, until the lock is disposed of; a process of this machine that is dead has
 * nothing. Rejects with the system's error where nothing can be written.
 */
export async function takeLock(folder: string, name: string): Promise<LockOutcome> {
  await sweepParts(folder);
  const lock = partOf(join(folder, `${name}.lock.json`));
  const release = (): void => {
    rmSync(lock, { force: true });
    partIsGone(lock);
  };
  try {
    closeSync(openSync(lock, 'wx'));
  } catch (error) {
    partIsGone(lock);
    throw error;
  }
  // Looked for only now: of two that begin at once at most one goes on.
  const all = await readdir(folder).catch(() => []);
  const other = all.find((each) => each.startsWith(`.${name}.lock.`) && each !== basename(lock));
  if (other === undefined) return { lock: { [Symbol.dispose]: release } };
  release();
  return { takenBy: join(folder, other) };
}
