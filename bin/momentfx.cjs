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
import('../dist/src/plugin/main.js').catch((error) => {
  console.error(error);
  process.exit(1);
});
