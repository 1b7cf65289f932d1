#!/usr/bin/env node
// GStreamer's pull and pollBus each hold one libuv worker while they wait; the default of 4 starves file work.
// It must be set before the pool starts, hence this small CommonJS door in front of the program.
process.env.UV_THREADPOOL_SIZE ??= '16';
const [major] = process.versions.node.split('.');
if (Number(major) < 24) {
  console.error(
    `momentfx needs Node 24 or newer; this is ${process.version}. Install a newer Node and run again.`,
  );
  process.exit(2);
}
// What has been freed goes back to the system: glibc would keep 40 MB of it after a live session has started. It looks
// at its settings before Node runs, so the process begins anew with them, under the same number.
if (process.argv[2] === 'live' && process.platform === 'linux' && !process.env.MALLOC_MMAP_THRESHOLD_) {
  const settings = { MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_ARENA_MAX: '2' };
  const args = [process.execPath, ...process.execArgv, __filename, ...process.argv.slice(2)];
  process.execve?.(process.execPath, args, { ...settings, ...process.env });
}
import('../dist/src/plugin/main.js').catch((error) => {
  console.error(error);
  process.exit(1);
});
