/**
 * `device-parity.ts DEVICE [NAME…]`: every forward pass (or those whose names begin so) of the fixtures on the device and on the CPU. A process of its own, since a
 * driver may take it along. Prints a line of JSON for each pass: how far the answers are apart, and how many operations ran
 * on the device and on the CPU beside it.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActiveDevice } from '../../src/analysis/runtime/devices.ts';
import { CompiledGraph } from '../../models/graph/compile.ts';
import { add } from '../../models/graph/ops/elementwise.ts';
import { input } from '../../models/graph/tensor.ts';
import { forwardPasses, type ForwardPass } from './forward-passes.ts';

/** A line that it prints. */
export interface PassParity {
  readonly name: string;
  /** Largest difference between the answers: absolute below 1, relative above; null: not a number. */
  readonly apart: number | null;
  readonly onDevice: number;
  readonly onCpu: number;
  readonly ms: number;
}

const folder = mkdtempSync(join(tmpdir(), 'momentfx-parity-'));

async function run(
  pass: ForwardPass,
  device: ActiveDevice,
  profile?: string,
): Promise<Map<string, number[]>> {
  await using graph = await CompiledGraph.create(pass.outputs, {
    device,
    ...(profile === undefined ? {} : { profile }),
  });
  const values = await graph.run(pass.feeds);
  return new Map(Object.entries(values).map(([name, data]) => [name, Array.from(data)]));
}

/** How many operations ran where, by onnxruntime's own profile. */
function providersIn(profile: string): Map<string, number> {
  const file = readdirSync(folder).find((name) => name.startsWith(profile));
  if (file === undefined) throw new Error('onnxruntime wrote no profile');
  const events = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { args?: { provider?: string } }[];
  const counts = new Map<string, number>();
  for (const { args } of events)
    if (args?.provider !== undefined) counts.set(args.provider, (counts.get(args.provider) ?? 0) + 1);
  return counts;
}

function apart(found: Map<string, number[]>, expected: Map<string, number[]>): number | null {
  let worst = 0;
  for (const [name, values] of expected)
    for (const [at, value] of values.entries()) {
      const difference = Math.abs((found.get(name)?.[at] ?? NaN) - value) / Math.max(1, Math.abs(value));
      if (Number.isNaN(difference)) return null;
      worst = Math.max(worst, difference);
    }
  return worst;
}

const [device = '', ...names] = process.argv.slice(2);
try {
  // Held all the while: what a device has compiled is forgotten with its last session.
  const x = input('x', 'float', [1]);
  await using _held = await CompiledGraph.create({ y: add(x, x) }, { device: device as ActiveDevice });
  let index = 0;
  for await (const pass of forwardPasses()) {
    if (names.length > 0 && !names.some((name) => pass.name.startsWith(name))) continue;
    const profile = `pass-${index++}-`;
    const began = performance.now();
    const found = await run(pass, device as ActiveDevice, join(folder, profile));
    const ms = Math.round(performance.now() - began);
    const counts = providersIn(profile);
    const onCpu = counts.get('CPUExecutionProvider') ?? 0;
    const onDevice = [...counts.values()].reduce((sum, count) => sum + count, 0) - onCpu;
    const line: PassParity = {
      name: pass.name,
      apart: apart(found, await run(pass, 'cpu')),
      onDevice,
      onCpu,
      ms,
    };
    console.log(JSON.stringify(line));
  }
} finally {
  rmSync(folder, { recursive: true });
}
