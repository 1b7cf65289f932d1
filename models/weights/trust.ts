/**
 * What a revision of a package on the hub was when it was pulled, kept as long as the cache is: packages come and go. A line for each
 * pull that brought something new, the sum of the manifest and REPOSITORY@REVISION; the last one of a revision holds. Lines are only
 * added, so pulls at once lose none.
 */
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isCode } from '../encoders/cache.ts';
import { WeightsFilesError } from './errors.ts';
import type { HubRepository } from './hub.ts';

const TRUST_FILE = 'trusted-packages.txt';

const nameOf = ({ repository, revision }: HubRepository): string => `${repository}@${revision}`;

/** The sum that the manifest of that revision had; undefined where it was never pulled. */
export async function trustedSum(cacheFolder: string, hub: HubRepository): Promise<string | undefined> {
  const text = await readFile(join(cacheFolder, TRUST_FILE), 'utf8').catch((error: unknown) => {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return '';
    throw error;
  });
  const pairs = text.split('\n').map((line) => line.split(' '));
  return pairs.findLast(([sum = '', name]) => name === nameOf(hub) && /^[0-9a-f]{64}$/.test(sum))?.[0];
}

/** Notes what that revision is from now on. */
export async function trustSum(cacheFolder: string, hub: HubRepository, sum: string): Promise<void> {
  await appendFile(join(cacheFolder, TRUST_FILE), `${sum} ${nameOf(hub)}\n`).catch((cause: unknown) => {
    throw new WeightsFilesError(
      'weights-unwritable',
      `${join(cacheFolder, TRUST_FILE)} can't be written: what was pulled would not be held to.`,
      'Free it for writing, or name another folder with XDG_CACHE_HOME.',
      { cause },
    );
  });
}
