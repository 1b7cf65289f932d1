/**
 * Cost of decorating ten minutes of 720p30 H.264 with continuous talk: wall time, memory of all processes, and where
 * the time goes. Writes bench/decorate.svg.
 *
 *   node scripts/run.mjs bench/decorate.ts [RECORDING]
 */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { barChart } from '../models/util/chart.ts';
import { usageOfTree, type Usage } from './support/process-tree.ts';
import { benchRecording } from './support/recording.ts';

const SAMPLE_MS = 250;
/** The bars: seconds for ten minutes, bytes of all processes. */
const LIMIT_SECONDS = 100;
const LIMIT_BYTES = 1e9;

interface Spent {
  readonly [part: string]: number;
}

const input = process.argv[2] ?? (await benchRecording());
const folder = await mkdtemp(join(tmpdir(), 'momentfx-bench-'));
try {
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'support/decorate-once.ts'), input, join(folder, 'out.mp4')],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, UV_THREADPOOL_SIZE: '16' } },
  );
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  let peak = 0;
  let last: Usage = { cpuSeconds: 0, bytes: 0, peakOfOne: 0 };
  const sampler = setInterval(() => {
    if (child.pid === undefined) return;
    const usage = usageOfTree(child.pid);
    // The analysis process ends before its parent: the largest sum seen is the closest to the truth.
    last = { ...usage, cpuSeconds: Math.max(last.cpuSeconds, usage.cpuSeconds) };
    peak = Math.max(peak, usage.bytes);
  }, SAMPLE_MS);
  const code = await ended;
  clearInterval(sampler);
  if (code !== 0) throw new Error(`momentfx ended with code ${code}`);
  const seconds = (performance.now() - started) / 1000;
  const spent = JSON.parse(output) as { readonly duration: number; readonly spent: Spent };
  const { stdout: model } = await promisify(execFile)('uname', ['-m']);
  console.log(`${input}: ${spent.duration.toFixed(1)} s of media`);
  console.log(`machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'} (${model.trim()})`);
  console.log(
    `wall time ${seconds.toFixed(1)} s (${(spent.duration / seconds).toFixed(1)}× real time), bar ${LIMIT_SECONDS} s`,
  );
  console.log(`processor time ${last.cpuSeconds.toFixed(1)} s, all processes`);
  console.log(`memory at most ${(peak / 1e6).toFixed(0)} MB, all processes, bar ${LIMIT_BYTES / 1e6} MB`);
  const bars = Object.entries(spent.spent).map(([label, ms]) => ({ label, value: ms / 1000 }));
  for (const { label, value } of bars) console.log(`  ${label.padEnd(24)} ${value.toFixed(1)} s`);
  const title = `Decorating ${(spent.duration / 60).toFixed(0)} min of 720p30: ${seconds.toFixed(0)} s, ${(peak / 1e6).toFixed(0)} MB`;
  const chart = barChart(title, 's', [{ label: 'wall time', value: seconds }, ...bars], {
    value: LIMIT_SECONDS,
    label: 'bar',
  });
  await writeFile(join(import.meta.dirname, 'decorate.svg'), chart);
} finally {
  await rm(folder, { recursive: true });
}
