// Finds a Node 24 (or newer) that has its C++ headers beside it: the running one, or the npm package in scripts/toolchain.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
export const root = dirname(here);
export const toolchain = join(here, 'toolchain');

/** @returns {{ node: string, prefix: string } | undefined} */
export function findNode() {
  const own = dirname(dirname(process.execPath));
  if (Number(process.versions.node.split('.')[0]) >= 24 && existsSync(join(own, 'include/node/node.h')))
    return { node: process.execPath, prefix: own };
  const prefix = join(toolchain, 'node_modules', `node-linux-${process.arch}`);
  const node = join(prefix, 'bin/node');
  return existsSync(node) ? { node, prefix } : undefined;
}
