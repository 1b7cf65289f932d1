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
  const others = await readdir(folder).catch(() => []);
  if (others.some((other) => other.startsWith(`.${name}.lock.`)))
    throw new UsageError(
      'review-open',
      `${file} is open in another momentfx review.`,
      'Use the page of that one, or end it first.',
    );
  const lock = partOf(join(folder, `${name}.lock.json`));
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
  return {
    [Symbol.dispose]() {
      rmSync(lock, { force: true });
      partIsGone(lock);
    },
  };
}
