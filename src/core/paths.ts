/** Where the package's own files lie: the same from a checkout and from the compiled package. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder that holds package.json: one level up in a checkout, two in the compiled package. */
function findRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('internal: package.json not found above the program');
    folder = parent;
  }
  return folder;
}

const root = findRoot();

/** A file of the package by its path from package.json. */
export const packageFile = (...parts: string[]): string => join(root, ...parts);
