/**
 * What the networks of the paper's size (random weights) cost on each device: embedding (20 pictures, 40 sentences), decoding
 * (D&M), both, and videos a second, as in the paper's table of efficiency; beside PyTorch, eager and compiled, on the same
 * card in the same run, where python3 has torch; and how many streams a device serves at a hop of a second.
 *
 *   node scripts/run.mjs bench/gpu.ts [--devices cpu,webgpu,cuda,tensorrt] [--batches 1,2,4,8,16,32,64]
 *       [--precisions fp32,fp16] [--parts picture,text,decoder] [--size paper|small] [--seconds 2] [--threads N]
 *       [--torch python3|none] [--torch-modes eager,compile] [--check] [--out NAME]
 *
 * By default it takes the devices that are there. It writes the raw figures to bench/results/NAME.json and the table to
 * bench/results/NAME.md (NAME: gpu). `--check` compares our networks with PyTorch's instead, on the CPU. On a machine without
 * a graphics adapter, VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json gives webgpu Chromium's software Vulkan.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { ACTIVE_DEVICES, type ActiveDevice } from '../src/analysis/runtime/devices.ts';
import { isAdded } from '../src/analysis/runtime/binary.ts';
import { parameterShapes } from '../models/networks/dm/parameters.ts';
import { checkAgainstTorch } from './support/gpu-check.ts';
import type { Measured, MeasuredStreams, MeasureSpec, Part, Precision } from './support/gpu-measure.ts';
import { backboneShapes, SIZES, VIDEO } from './support/gpu-networks.ts';
import { gpuTable, type GpuFigures } from './support/gpu-table.ts';

const { values } = parseArgs({
  options: {
    devices: { type: 'string' },
    batches: { type: 'string', default: '1,2,4,8,16,32,64' },
    precisions: { type: 'string', default: 'fp32,fp16' },
    parts: { type: 'string', default: 'picture,text,decoder' },
    size: { type: 'string', default: 'paper' },
    seconds: { type: 'string', default: '2' },
    threads: { type: 'string', default: String(availableParallelism()) },
    torch: { type: 'string', default: 'python3' },
    'torch-modes': { type: 'string', default: 'eager,compile' },
    check: { type: 'boolean', default: false },
    out: { type: 'string', default: 'gpu' },
  },
});
const listed = (text: string): string[] => text.split(',');
if (values.size !== 'paper' && values.size !== 'small') throw new Error('--size takes paper or small');
const size: MeasureSpec['size'] = values.size;
const devices = (
  values.devices === undefined
    ? ACTIVE_DEVICES.filter((each) => each === 'cpu' || each === 'webgpu' || isAdded(each))
    : listed(values.devices)
) as ActiveDevice[];
const common = {
  size,
  threads: Number(values.threads),
  batches: listed(values.batches).map(Number),
  precisions: listed(values.precisions) as Precision[],
  parts: listed(values.parts) as Part[],
  seconds: Number(values.seconds),
  atOnce: 256,
};
const torchScript = join(import.meta.dirname, 'support', 'gpu_torch.py');
const folder = mkdtempSync(join(tmpdir(), 'momentfx-gpu-'));

/** The lines of JSON that a program prints, as they come; its errors go to ours. */
async function linesOf(
  program: string,
  args: readonly string[],
  told: (line: unknown) => void,
): Promise<void> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  for await (const line of createInterface({ input: child.stdout })) told(JSON.parse(line));
  const code = await ended;
  if (code !== 0) console.error(`${[program, ...args].join(' ')} ended with ${code ?? 'a signal'}`);
}

const specFile = (name: string, spec: object): string => {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(spec));
  return file;
};

/** Of other work on the machine. */
const loadBefore = Number(loadavg()[0]!.toFixed(1));
const rows: Measured[] = [];
const streams: MeasuredStreams[] = [];
const keep = (line: unknown): void => {
  console.log(JSON.stringify(line));
  if ('streams' in (line as object)) streams.push(line as MeasuredStreams);
  else rows.push(line as Measured);
  // Whatever happens later, what was measured is there.
  save();
};

function cardOf(): string | undefined {
  const { status, stdout } = spawnSync(
    'nvidia-smi',
    ['--query-gpu=name,driver_version', '--format=csv,noheader'],
    {
      encoding: 'utf8',
    },
  );
  return status === 0 ? stdout.trim() : undefined;
}

const card = cardOf();

const hasTorch = (): boolean =>
  values.torch !== 'none' &&
  spawnSync(values.torch, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0;

async function measureTorch(): Promise<void> {
  const hasCuda =
    spawnSync(values.torch, ['-c', 'import torch, sys; sys.exit(not torch.cuda.is_available())']).status ===
    0;
  const sizes = SIZES[size];
  const shapes = {
    decoder: Object.fromEntries(parameterShapes(sizes.decoder)),
    picture: Object.fromEntries(backboneShapes(sizes.picture)),
    text: Object.fromEntries(backboneShapes(sizes.text)),
  };
  for (const device of ['cpu', 'cuda']) {
    const wanted =
      device === 'cpu' ? devices.includes('cpu') : hasCuda && devices.some((each) => each !== 'cpu');
    if (!wanted) continue;
    // Half precision is for cards: the CPU would only pretend to it.
    const precisions = common.precisions.filter((each) => device === 'cuda' || each === 'fp32');
    const spec = {
      ...common,
      sizes,
      shapes,
      video: VIDEO,
      device,
      precisions,
      modes: listed(values['torch-modes']),
    };
    await linesOf(values.torch, [torchScript, specFile(`torch-${device}`, spec)], keep);
  }
}

const software = process.env['VK_ICD_FILENAMES']?.includes('swiftshader') === true;

/** Writes what has been measured so far, and returns the table. */
function save(): string {
  const machine = {
    ...{ threads: common.threads, software, size, when: new Date().toISOString(), load: loadBefore },
    ...(card === undefined ? {} : { card }),
    processor: cpus()[0]?.model ?? 'unknown processor',
  };
  const results = join(import.meta.dirname, 'results');
  mkdirSync(results, { recursive: true });
  const figures: GpuFigures = { machine, rows, streams };
  writeFileSync(
    join(results, `${values.out}.json`),
    `${JSON.stringify({ video: VIDEO, ...figures }, null, 1)}\n`,
  );
  const table = gpuTable(figures);
  writeFileSync(join(results, `${values.out}.md`), table);
  return table;
}

try {
  if (values.check) {
    await checkAgainstTorch(values.torch, torchScript, folder);
  } else {
    const measure = join(import.meta.dirname, 'support', 'gpu-measure.ts');
    for (const device of devices) {
      // What software takes for a picture nobody wants to know, and would wait for.
      const parts: readonly Part[] = device === 'webgpu' && software ? ['decoder'] : common.parts;
      const spec: MeasureSpec = { ...common, device, parts };
      await linesOf(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', measure, specFile(device, spec)],
        keep,
      );
    }
    if (hasTorch()) await measureTorch();
    else console.error(`PyTorch is not measured: ${values.torch} has no torch`);
    console.log(`\n${save()}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
