/**
 * What the control server costs with one dock open (`support/dock-cost.ts` says how it is measured); `bench/stream-cost.ts`
 * measures it beside the rest.
 *
 *   node scripts/run.mjs bench/dock-cost.ts [--seconds 60]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOCK_BAR, dockLine, measureDock } from './support/dock-cost.ts';
import { load, machine, numberOption } from './support/live-process.ts';

const folder = await mkdtemp(join(tmpdir(), 'momentfx-dock-cost-'));
try {
  const cost = await measureDock(numberOption('seconds', 60), folder);
  console.log(`${machine()}, load ${load()}: ${dockLine(cost)}`);
  process.exitCode = cost.withDock - cost.without <= DOCK_BAR ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
