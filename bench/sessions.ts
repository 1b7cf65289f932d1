/**
 * Many sessions opened and closed in one process: what stays with each of them, in memory, descriptors and threads.
 *
 *   node scripts/run.mjs bench/sessions.ts [--kind media|recorded|live] [--count 1000] [--warm 150]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepHeapSmall } from '../src/plugin/live/heap.ts';
import { modelFolder } from '../test/support/model.ts';
import { growthOver } from '../test/support/own-usage.ts';
import { tinySessions } from '../test/support/sessions.ts';
import { filesOf, load, machine, numberOption, textOption } from './support/live-process.ts';

const [count, warmUp] = [numberOption('count', 1000), numberOption('warm', 150)];
const kind = textOption('kind') ?? 'media';
keepHeapSmall();
const folder = await mkdtemp(join(tmpdir(), 'momentfx-sessions-'));
try {
  const sessions = tinySessions(folder, modelFolder);
  if (!Object.hasOwn(sessions, kind)) throw new Error(`--kind takes ${Object.keys(sessions).join(', ')}`);
  const session = sessions[kind as keyof typeof sessions];
  const every = Math.max(1, Math.floor(count / 20));
  const { looks, megabytesEach } = await growthOver(() => session(), { warmUp, count, every });
  console.log(`${machine()}, load ${load()}; ${count} × ${kind} after ${warmUp}`);
  for (const [index, { megabytes, files, threads }] of looks.entries())
    console.log(`${index * every}: ${megabytes.toFixed(1)} MB, ${files} descriptors, ${threads} threads`);
  console.log(`${(1000 * megabytesEach).toFixed(0)} KB stay with each session`);
  console.log([...filesOf(process.pid)].map(([what, many]) => `${many} ${what}`).join(', '));
} finally {
  await rm(folder, { recursive: true, force: true });
}
