/** One process works on a review at a time: two would overwrite each other's changes. */
import { basename, dirname } from 'node:path';
import { takeLock } from '../../core/process-lock.ts';
import { UsageError } from '../errors.ts';

/**
 * Takes the review in `file` for this process, by a hidden file beside it that names the process; one of a process that is
 * dead does not count.
 * @throws UsageError review-open while another process has it, unwritable
 */
export async function lockReview(file: string): Promise<Disposable> {
  const folder = dirname(file);
  const taken = await takeLock(folder, basename(file, '.json')).catch((cause: NodeJS.ErrnoException) => {
    throw new UsageError(
      'unwritable',
      `Nothing can be written to ${folder} (${cause.code ?? 'unknown reason'}).`,
      'Name another place for the recording with -o.',
      { cause, fault: 'outside' },
    );
  });
  if ('lock' in taken) return taken.lock;
  throw new UsageError(
    'review-open',
    `${file} is open in another momentfx review.`,
    `Use the page of that one, or end it first. Where none runs, on another machine either, remove ${taken.takenBy}.`,
  );
}
