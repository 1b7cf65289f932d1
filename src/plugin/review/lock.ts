/** One process works on a review at a time: two would overwrite each other's changes. */
import { closeSync, openSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { partIsGone, partOf, sweepParts } from '../../core/part-files.ts';
import { UsageError } from '../errors.ts';

/**
 * Takes the review in `file` for this process, by a hidden file beside it that names the process; one of a process that is
 * dead does not count.
 * @throws UsageError review-open while another process has it, unwritable
 */
export async function lockReview(file: string): Promise<Disposable> {
  const folder = dirname(file);
  const name = basename(file, '.json');
  await sweepParts(folder);
  const lock = partOf(join(folder, `${name}.lock.json`));
  const release = (): void => {
    rmSync(lock, { force: true });
    partIsGone(lock);
  };
  try {
    closeSync(openSync(lock, 'wx'));
  } catch (cause) {
    partIsGone(lock);
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new UsageError(
      'unwritable',
      `Nothing can be written to ${folder} (${code}).`,
      'Name another place for the recording with -o.',
      { cause, fault: 'outside' },
    );
  }
  // Looked for only now: of two that begin at once at most one goes on.
  const all = await readdir(folder).catch(() => []);
  const other = all.find((each) => each.startsWith(`.${name}.lock.`) && each !== basename(lock));
  if (other !== undefined) {
    release();
    throw new UsageError(
      'review-open',
      `${file} is open in another momentfx review.`,
      `Use the page of that one, or end it first. Where none runs, on another machine either, remove ${join(folder, other)}.`,
    );
  }
  return { [Symbol.dispose]: release };
}
