// Runs a TypeScript file (or, with --bin, a package's program) under Node 24: node scripts/run.mjs FILE [ARGS…]
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { constants } from 'node:os';
import { findNode, root } from './node24.mjs';

const args = process.argv.slice(2);
const found = findNode();
if (!found) {
  console.error(
    'momentfx needs Node 24: run `npm run demo` or `npm test` once, which installs it beside the project.',
  );
  process.exit(2);
}
const target =
  args[0] === '--bin'
    ? [join(root, 'node_modules', args[1]), ...args.slice(2)]
    : [join(root, args[0]), ...args.slice(1)];
const words = ['--disable-warning=ExperimentalWarning', ...target];
const env = {
  ...process.env,
  PATH: `${dirname(found.node)}:${process.env.PATH ?? ''}`,
  // GStreamer's pull and pollBus each hold one libuv worker while they wait; the default of 4 starves file work.
  UV_THREADPOOL_SIZE: process.env.UV_THREADPOOL_SIZE ?? '16',
  // Node keeps what it has made of our files: to strip their types and compile them anew takes 0.4 s of processor time for each
  // process. Where files change, their entries are made anew.
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'compiled'),
  ...memorySettings(args),
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('MALLOC_'))),
};

/** What glibc is told about freed memory; it looks at that before Node runs. `bin/momentfx.cjs` has the same. */
function memorySettings([file, command]) {
  const trains =
    /^(models\/training\/|bench\/(training-speed|forward)\.ts$)/.test(file) ||
    (file === 'src/plugin/main.ts' && ['train', 'experiment'].includes(command));
  // A training step frees and takes the same large blocks hundreds of times: given back to the system each time, they cost a
  // seventh of its processor time (bench/training-speed.ts).
  if (trains) return { MALLOC_MMAP_THRESHOLD_: '33554432', MALLOC_TRIM_THRESHOLD_: '4294967296' };
  // Else what has been freed goes back to the system: glibc would keep 40 MB of it after a live session has started.
  return { MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_ARENA_MAX: '2' };
}
// Signals may come by way of npm or of this script, more than once: src/plugin/cli/stops.ts knows by this variable.
const launched = { ...env, MOMENTFX_LAUNCHER: String(process.pid) };
// Where Node can, it becomes the program: nobody stands between it and who started it.
process.execve?.(found.node, [found.node, ...words], env.npm_lifecycle_event === undefined ? env : launched);
const child = spawn(found.node, words, { stdio: 'inherit', env: launched });
// A terminal's Ctrl-C already reaches the child (same process group); other signals may be for this process alone.
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
process.on('SIGINT', () => {
  if (!process.stdin.isTTY) child.kill('SIGINT');
});
child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)));
