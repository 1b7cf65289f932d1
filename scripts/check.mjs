// What `npm run check` runs, as many at once as there are processors (at most two: each takes up to 2 GB); what one says is told once it ends.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { root } from './node24.mjs';

const KNIP = ['knip/bin/knip.js', '--include', 'files,exports,types', '--no-progress'];
/** The slowest first. */
const CHECKS = [
  ['eslint', 'eslint/bin/eslint.js', '.'],
  ['prettier', 'prettier/bin/prettier.cjs', '--check', '.'],
  ['types', 'typescript/bin/tsc', '--noEmit'],
  ['types of the pages', 'typescript/bin/tsc', '-p', 'src/plugin/control/page'],
  [
    'arrows between rooms',
    'dependency-cruiser/bin/dependency-cruise.mjs',
    ...'src models demo bench test --config .dependency-cruiser.cjs'.split(' '),
  ],
  ['unused exports', ...KNIP],
  ['unused exports but for tests', ...KNIP, '--production'],
];

const children = new Set();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.once(signal, () => {
    for (const child of children) child.kill(signal);
    process.kill(process.pid, signal);
  });

/** @returns {Promise<boolean>} whether it found nothing */
function run([name, ...words]) {
  return new Promise((resolve) => {
    const began = Date.now();
    const child = spawn(process.execPath, [join(root, 'scripts', 'run.mjs'), '--bin', ...words], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (said += text));
    child.on('error', (error) => (said += error.message));
    child.on('close', (code) => {
      children.delete(child);
      if (said !== '') console.log(said.trimEnd());
      console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
      resolve(code === 0);
    });
  });
}

const queue = [...CHECKS];
let failed = false;
const next = async () => {
  for (let check = queue.shift(); check !== undefined; check = queue.shift())
    failed = !(await run(check)) || failed;
};
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, next));
process.exitCode = failed ? 1 : 0;
