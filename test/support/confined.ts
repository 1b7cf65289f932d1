/** Faults of the machine: words in front of a command that take something away from it, and a disk that is soon full. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/**
 * Permissions of files hold for the command. They don't for root, who then loses the right to pass them over and keeps
 * the rest: the project, Node and temporary folders may be root's alone.
 */
export const HELD_TO_PERMISSIONS: readonly string[] =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--'] : [];

/**
 * No file that the command writes may grow beyond `bytes`, as on a disk that is nearly full. The error is EFBIG ("File
 * too large"), that of a FAT disk at 4 GB, not a full disk's ENOSPC; Node ignores the signal that comes with it.
 */
export const withFilesUpTo = (bytes: number): readonly string[] => ['prlimit', `--fsize=${bytes}`, '--'];

/**
 * Makes a disk of `kilobytes` at `place` and returns what unmounts it; undefined where mounting is not allowed, as in many
 * containers: a test of ENOSPC is skipped there, one with `withFilesUpTo` stands beside it.
 */
export function smallDisk(place: string, kilobytes: number): (() => void) | undefined {
  mkdirSync(place);
  const options = ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', place];
  return spawnSync('mount', options).status === 0 ? () => void execFileSync('umount', [place]) : undefined;
}
