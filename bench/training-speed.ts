/**
 * How many windows a second training takes: forward pass, matching, losses, gradients and AdamW, on random data.
 *
 *     node scripts/run.mjs bench/training-speed.ts [full|full-msm|starter|starter-msm|all]
 *         [--threads N] [--steps N] [--asr N] [--sharded] [--device cpu|cuda|webgpu] [--profile PREFIX]
 *
 * It first measures what the processor gives: a 1024³ matrix product through the same library.
 */
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { CompiledGraph } from '../models/graph/compile.ts';
import { gemm } from '../models/graph/ops/matrix.ts';
import { input } from '../models/graph/tensor.ts';
import { FULL_CONFIG, type DmConfig } from '../models/networks/dm/config.ts';
import { initialParameters, parameterCount } from '../models/networks/dm/parameters.ts';
import { adamwStep, type AdamWState } from '../models/training/adamw.ts';
import { matchQueries } from '../models/training/matching.ts';
import { Random } from '../models/training/random.ts';
import { EndToEndStep, type Forward } from '../models/training/steps/end-to-end-step.ts';
import { MsmStep } from '../models/training/steps/msm-step.ts';
import { ShardedEndToEndStep, ShardedMsmStep } from '../models/training/steps/sharded-steps.ts';
import type { Candidates, StepOptions } from '../models/training/steps/types.ts';

const STARTER_CONFIG: DmConfig = {
  ...FULL_CONFIG,
  hidden_dim: 64,
  att_dim: 8,
  encoder_layer_num: 2,
  decoder_layer_num: 2,
  ffn_dim: 256,
};
const LIBRARY = 72;
const MOMENTS = 3;
const NEGATIVES = 50;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    threads: { type: 'string', default: String(availableParallelism()) },
    steps: { type: 'string' },
    device: { type: 'string', default: 'cpu' },
    profile: { type: 'string' },
    /** Worker threads with a part of the batch each, instead of threads inside each operation. */
    sharded: { type: 'boolean', default: false },
    asr: { type: 'string', default: '41' },
  },
});
const SHAPE = { frames: 12, tts: 1, asr: Number(values.asr) };
const threads = Number(values.threads);
const device = values.device as 'cpu' | 'cuda' | 'webgpu';

function floats(random: Random, length: number): Float32Array {
  return Float32Array.from({ length }, () => random.next() - 0.5);
}

/** A batch without padding, `MOMENTS` moments a window. */
function makeBatch(random: Random, size: number) {
  const { frames, tts, asr } = SHAPE;
  const positions = (tokens: number) =>
    Int32Array.from({ length: size * tokens }, () => random.below(frames));
  const batch = {
    size,
    shape: SHAPE,
    frame_batch: floats(random, size * frames * 512),
    tts_batch: floats(random, size * tts * 512),
    asr_batch: floats(random, size * asr * 512),
    frame_mask: new Float32Array(size * frames),
    tts_mask: new Float32Array(size * tts),
    asr_mask: new Float32Array(size * asr),
    tts_start_pos: positions(tts),
    tts_end_pos: positions(tts),
    asr_start_pos: positions(asr),
    asr_end_pos: positions(asr),
    frame_num: new Int32Array(size).fill(frames),
    tts_num: new Int32Array(size).fill(tts),
    asr_num: new Int32Array(size).fill(asr),
  };
  const count = size * MOMENTS;
  const moments = {
    moment_bbox_gt: Float32Array.from({ length: 2 * count }, (_, at) =>
      at % 2 ? 0.2 : 0.1 + 0.8 * random.next(),
    ),
    moment_start_frame: new Int32Array(count).fill(2),
    moment_end_frame: new Int32Array(count).fill(4),
    moment_sfx_index: Int32Array.from({ length: count }, () => random.below(LIBRARY)),
    moment_num: new Int32Array(size).fill(MOMENTS),
    back_num: new Int32Array(size).fill(FULL_CONFIG.query_num - MOMENTS),
  };
  const drawn = (items: number) =>
    Int32Array.from({ length: items * NEGATIVES }, () => random.below(LIBRARY));
  const endToEnd = { fore: drawn(count), back: drawn(size * (FULL_CONFIG.query_num - MOMENTS)) };
  return { batch, moments, endToEnd, msm: { fore: drawn(count), back: drawn(size) } };
}

function makeLibrary(random: Random) {
  return {
    audio: floats(random, LIBRARY * 1024),
    text: floats(random, LIBRARY * 512),
    tag: Int32Array.from({ length: LIBRARY }, (_, at) => at % 6),
  };
}

type Moments = ReturnType<typeof makeBatch>['moments'];

function assign(config: DmConfig, size: number, moments: Moments, { momentEmb, momentBox, sfxEmb }: Forward) {
  const { query_num: queries, hidden_dim: width } = config;
  return Array.from({ length: config.decoder_layer_num }, (_, layer) =>
    Array.from({ length: size }, (_, video) => {
      const at = (layer * size + video) * queries;
      const own = [...moments.moment_sfx_index.subarray(video * MOMENTS, (video + 1) * MOMENTS)];
      const positiveEmb = new Float32Array(MOMENTS * width);
      for (const [slot, effect] of own.entries())
        positiveEmb.set(sfxEmb.subarray(effect * width, (effect + 1) * width), slot * width);
      return matchQueries({
        queryEmb: momentEmb.subarray(at * width, (at + queries) * width),
        queryBox: momentBox.subarray(at * 2, (at + queries) * 2),
        positiveEmb,
        momentBox: moments.moment_bbox_gt.subarray(video * MOMENTS * 2, (video + 1) * MOMENTS * 2),
        queries,
        moments: MOMENTS,
      });
    }),
  );
}

class Clock {
  readonly sums = new Map<string, number>();
  async time<T>(what: string, work: () => Promise<T> | T): Promise<T> {
    const start = performance.now();
    const result = await work();
    this.sums.set(what, (this.sums.get(what) ?? 0) + performance.now() - start);
    return result;
  }
}

async function measure(
  name: string,
  config: DmConfig,
  size: number,
  steps: number,
  once: (clock: Clock) => Promise<void>,
): Promise<void> {
  await once(new Clock());
  const clock = new Clock();
  const times: number[] = [];
  const busy = process.cpuUsage();
  for (let step = 0; step < steps; step++) {
    const start = performance.now();
    await once(clock);
    times.push(performance.now() - start);
  }
  const used = process.cpuUsage(busy);
  const cpu = (used.user + used.system) / 1e6 / steps;
  times.sort((a, b) => a - b);
  const median = times[times.length >> 1]!;
  const parts = [...clock.sums].map(([what, ms]) => `${what} ${(ms / steps).toFixed(0)}`).join(', ');
  console.log(
    `${name}: ${((1000 * size) / median).toFixed(1)} samples/s (best ${((1000 * size) / times[0]!).toFixed(1)}); ` +
      `${parameterCount(config)} parameters, batch ${size}, ${median.toFixed(0)} ms a step (${parts}; ` +
      `${cpu.toFixed(2)} CPU-seconds, ${(used.system / 1e6 / steps).toFixed(2)} of them in the kernel: ` +
      `a sample costs as much processor time as ${((cpu * productRate) / size).toFixed(2)} GFLOP of the product)`,
  );
}

function stepOptions(name: string, config: DmConfig, batch: number): StepOptions {
  const profile = values.profile === undefined ? {} : { profile: `${values.profile}-${name}` };
  return { config, batch, shape: SHAPE, librarySize: LIBRARY, threads, device, ...profile };
}

async function endToEnd(name: string, config: DmConfig, size: number, steps: number): Promise<void> {
  const random = new Random(1);
  const parameters = initialParameters(config, 1);
  const { batch, moments, endToEnd: candidates } = makeBatch(random, size);
  const library = makeLibrary(random);
  const state: AdamWState = new Map();
  const kind = values.sharded ? ShardedEndToEndStep : EndToEndStep;
  await using step = await kind.create(stepOptions(name, config, size));

  await measure(name, config, size, steps, async (clock) => {
    const forward = await clock.time('forward', () => step.forward(parameters, batch, library));
    const assignment = await clock.time('matching', () => assign(config, size, moments, forward));
    const targets = { moments, candidates: candidates as Candidates, assignment };
    const { gradients } = await clock.time('backward', () => step.backward(targets));
    await clock.time('AdamW', () => adamwStep(parameters, gradients, state, 1e-4));
  });
}

async function msm(name: string, config: DmConfig, size: number, steps: number): Promise<void> {
  const random = new Random(1);
  const parameters = initialParameters(config, 1);
  const { batch, moments, msm: candidates } = makeBatch(random, size);
  const library = makeLibrary(random);
  const state: AdamWState = new Map();
  const kind = values.sharded ? ShardedMsmStep : MsmStep;
  await using step = await kind.create(stepOptions(name, config, size));

  await measure(name, config, size, steps, async (clock) => {
    const run = () => step.run(parameters, batch, library, { moments, candidates });
    const { gradients } = await clock.time('forward and backward', run);
    await clock.time('AdamW', () => adamwStep(parameters, gradients, state, 1e-4));
  });
}

/** GFLOP of a matrix product in a CPU-second. */
let productRate = Number.NaN;

async function matrixProduct(): Promise<void> {
  const size = 1024;
  const random = new Random(1);
  const product = gemm(input('a', 'float', [size, size]), input('b', 'float', [size, size]));
  await using graph = await CompiledGraph.create({ y: product }, { threads, device });
  const feeds = { a: floats(random, size * size), b: floats(random, size * size) };
  await graph.run(feeds);
  let best = Infinity;
  const [rounds, busy] = [20, process.cpuUsage()];
  for (let at = 0; at < rounds; at++) {
    const start = performance.now();
    await graph.run(feeds);
    best = Math.min(best, performance.now() - start);
  }
  const used = process.cpuUsage(busy);
  const perCpu = (2 * size ** 3 * rounds) / (used.user + used.system) / 1e3;
  productRate = perCpu;
  const speed = (2 * size ** 3) / best / 1e6;
  console.log(
    `matrix product ${size}³: ${speed.toFixed(0)} GFLOP/s; ${perCpu.toFixed(0)} GFLOP in a CPU-second`,
  );
}

console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${threads} threads, ${device}`);
await matrixProduct();
const wanted = positionals[0] ?? 'all';
const is = (name: string): boolean => wanted === name || wanted === 'all';
const steps = (usual: number): number => Number(values.steps ?? usual);
if (is('full')) await endToEnd('full, end to end', FULL_CONFIG, 64, steps(8));
if (is('full-msm')) await msm('full, MSM', FULL_CONFIG, 64, steps(8));
if (is('starter')) await endToEnd('starter, end to end', STARTER_CONFIG, 256, steps(12));
if (is('starter-msm')) await msm('starter, MSM', STARTER_CONFIG, 256, steps(12));
