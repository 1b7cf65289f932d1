/**
 * The network's forward pass as it is served, on one thread: milliseconds a window and its floating-point rate beside that of a
 * 1024³ matrix product through the same library in the same process, for full windows (12 frames, 40 sentences).
 *
 *   node scripts/run.mjs bench/forward.ts [full|starter|all] [--batches 1,8,64] [--threads 1] [--rounds 15]
 *       [--device cpu|webgpu|cuda] [--profile PREFIX] [--json]
 *
 * Both are measured in turns, so that a machine whose speed changes changes both; figures are medians over the rounds, the
 * share is the median of each round's own. Rates on the CPU are by processor time, which other work does not stretch. Bars: 80 %
 * of the product's rate, 10 ms a window at batch 1.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { readModelManifest } from '../src/analysis/manifest.ts';
import type { PackShape } from '../src/analysis/pack.ts';
import type { ActiveDevice } from '../src/analysis/runtime/devices.ts';
import { starterFolders } from '../src/plugin/paths.ts';
import { MatrixProduct } from '../models/experiments/efficiency/matrix-product.ts';
import { median } from '../models/experiments/efficiency/measure.ts';
import { serveNetwork, type ServedNetwork } from '../models/experiments/efficiency/served-network.ts';
import { FULL_CONFIG } from '../models/networks/dm/config.ts';
import type { NetworkConfig } from '../models/networks/network.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    batches: { type: 'string', default: '1,8,64' },
    threads: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '15' },
    device: { type: 'string', default: 'cpu' },
    profile: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const threads = Number(values.threads);
const device = values.device as ActiveDevice;
/** Calls of a round last at least this long, in milliseconds. */
const ROUND_MS = 60;
/** Matrix products of a round. */
const PRODUCTS = 3;

interface Subject {
  readonly name: string;
  readonly config: NetworkConfig;
  readonly shape: PackShape;
}

async function subjects(): Promise<Subject[]> {
  const { network, window, maxSubtitles, earlier } = await readModelManifest(starterFolders.minilm);
  return [
    { name: 'full', config: FULL_CONFIG, shape: { frames: 12, tts: 1, asr: 41 } },
    {
      name: 'starter',
      config: network,
      shape: { frames: window, tts: earlier + 1, asr: maxSubtitles + 1 },
    },
  ];
}

/** What one call took, in milliseconds: by the clock, and of processor time, which other work on the machine does not stretch. */
interface Took {
  readonly wall: number;
  readonly cpu: number;
}

/** One of so many calls in a row. */
async function timed(run: () => Promise<unknown>, calls: number): Promise<Took> {
  const [began, busy] = [performance.now(), process.cpuUsage()];
  for (let call = 0; call < calls; call++) await run();
  const { user, system } = process.cpuUsage(busy);
  return { wall: (performance.now() - began) / calls, cpu: (user + system) / 1000 / calls };
}

interface Result {
  readonly network: string;
  readonly batch: number;
  readonly gigaOperations: number;
  readonly msPerWindow: number;
  readonly cpuMsPerWindow: number;
  readonly gflops: number;
  readonly productGflops: number;
  readonly share: number;
}

async function measure(
  { name }: Subject,
  batch: number,
  served: ServedNetwork,
  product: MatrixProduct,
): Promise<Result> {
  const forward = (): Promise<void> => served.forward();
  await timed(forward, 2);
  const calls = Math.max(1, Math.ceil(ROUND_MS / (await timed(forward, 3)).cpu));
  const rounds: { own: Took; product: Took }[] = [];
  for (let round = 0; round < Number(values.rounds); round++)
    rounds.push({
      product: await timed(() => product.run(), PRODUCTS),
      own: await timed(forward, calls),
    });
  /** GFLOP in a second of processor time; a device has its own clock. */
  const rate = (operations: number, { wall, cpu }: Took): number =>
    operations / (device === 'cpu' ? cpu : wall) / 1e6;
  return {
    network: name,
    batch,
    gigaOperations: served.operations / 1e9,
    msPerWindow: median(rounds.map(({ own }) => own.wall)) / batch,
    cpuMsPerWindow: median(rounds.map(({ own }) => own.cpu)) / batch,
    gflops: median(rounds.map(({ own }) => rate(served.operations, own))),
    productGflops: median(rounds.map((round) => rate(product.operations, round.product))),
    share: median(
      rounds.map((round) => rate(served.operations, round.own) / rate(product.operations, round.product)),
    ),
  };
}

await using product = await MatrixProduct.create({ threads, device });
const wanted = positionals[0] ?? 'all';
const results: Result[] = [];
if (!values.json) console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${threads} threads, ${device}`);
for (const subject of await subjects()) {
  if (wanted !== 'all' && wanted !== subject.name) continue;
  for (const batch of values.batches.split(',').map(Number)) {
    const profile =
      values.profile === undefined ? {} : { profile: `${values.profile}-${subject.name}-${batch}` };
    await using served = await serveNetwork(subject.config, {
      shape: subject.shape,
      batch,
      threads,
      device,
      ...profile,
    });
    const result = await measure(subject, batch, served, product);
    results.push(result);
    if (values.json) continue;
    console.log(
      `${subject.name.padEnd(8)} batch ${String(batch).padStart(2)}: ${result.msPerWindow.toFixed(2)} ms a window ` +
        `(${result.cpuMsPerWindow.toFixed(2)} of CPU), ${result.gflops.toFixed(1)} GFLOP/s ` +
        `(${result.gigaOperations.toFixed(3)} GFLOP a call), matrix product ` +
        `${result.productGflops.toFixed(1)}: ${(100 * result.share).toFixed(0)} %`,
    );
  }
}
if (values.json)
  console.log(JSON.stringify({ processor: cpus()[0]?.model, threads, device, results }, null, 2));
