/**
 * Files on their way to their name. Each is written beside it under a hidden one that says which process writes it, so
 * that what a dead process left can be told from what a living one writes, and is swept at the next start.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readlinkSync, rmSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';

/** A process number says something on this machine alone, and in a container in that container alone. */
const MACHINE = createHash('sha256').update(`${hostname()} ${processSpace()}`).digest('hex').slice(0, 6);
const PART = /^\..*\.([0-9a-f]{6})-(\d+)-[0-9a-f]{6}\.part(\.[^.]+)?$/;

/** Those that this process is writing. */
const underWay = new Set<string>();

function processSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    // Not Linux: there are no such spaces.
    return '';
  }
}

/**
 * A hidden name beside `path` that nobody else uses, with the same extension: renaming one to the other is one step. The
 * caller makes the file (or folder), and says with `partIsGone` when there is none of that name any more.
 */
export function partOf(path: string): string {
  const extension = extname(path);
  const tag = `${MACHINE}-${process.pid}-${randomBytes(3).toString('hex')}`;
  const part = join(dirname(path), `.${basename(path, extension)}.${tag}.part${extension}`);
  underWay.add(part);
  return part;
}

/** The part has its name now, or was removed. */
export function partIsGone(part: string): void {
  underWay.delete(part);
}

/** Those that this process is writing; for whoever has to end it by force. */
export const partsUnderWay = (): readonly string[] => [...underWay];

/** Removes what this process is writing, at once; for a process that ends by force. */
export function removeParts(): void {
  for (const part of underWay)
    try {
      rmSync(part, { recursive: true, force: true });
    } catch {
      // The process ends in any case; the next start sweeps.
      continue;
    }
  underWay.clear();
}

/** Removes what dead processes of this machine left in a folder; what can't be removed, or looked at, stays. */
export async function sweepParts(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const [, machine, pid] = PART.exec(name) ?? [];
    const path = join(folder, name);
    if (machine !== MACHINE || underWay.has(path) || isAlive(Number(pid))) continue;
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Another one than this process: its own number on a file that it does not know is that of one that is dead. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
