/** Files that are made once and kept: by what they are made of, and never half of one. */
import { createHash } from 'node:crypto';
import { existsSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A short name for what something is made of. */
export const keyOf = (...parts: readonly unknown[]): string =>
  createHash('sha1').update(JSON.stringify(parts)).digest('hex').slice(0, 16);

/** The file, made by `make` unless it is there: what `make` has written beside it gets its name once it is whole. */
export function made(file: string, make: (part: string) => void): string {
  if (existsSync(file)) return file;
  const part = join(dirname(file), `part-${process.pid}-${basename(file)}`);
  make(part);
  renameSync(part, file);
  return file;
}
