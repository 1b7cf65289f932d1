/**
 * What smaller weights give and cost on the CPU: size of the file, processor time of a window alone and in a batch of 8 on one thread, and
 * how far answers are from those of 32 bits; of the bundled networks, and of one of the paper's size with random weights.
 *
 *   node scripts/run.mjs bench/precision.ts [--seconds 10] [--write FOLDER]
 *
 * `--write` leaves the bundled checkpoint with the network of each precision in FOLDER/fp32, FOLDER/fp16 and FOLDER/int8, for
 * `momentfx evaluate --talks … --model FOLDER/int8`.
 */
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { networkFeeds } from '../src/analysis/feeds.ts';
import { MODEL_FILES, readModelManifest } from '../src/analysis/manifest.ts';
import { InferenceSession, type Tensor } from '../src/analysis/onnxruntime.ts';
import { packBatch, type PackItem } from '../src/analysis/pack.ts';
import { sessionOptions } from '../src/analysis/runtime/providers.ts';
import { clockOf } from '../models/experiments/efficiency/clock.ts';
import { FULL_CONFIG } from '../models/networks/dm/config.ts';
import { initialParameters } from '../models/networks/dm/parameters.ts';
import { exportNetwork } from '../models/networks/export.ts';
import type { NetworkConfig } from '../models/networks/network.ts';
import { NETWORK_PRECISIONS } from '../models/networks/precision.ts';
import { networkConfigSchema } from '../models/networks/registry.ts';
import { readWeights } from '../models/training/safetensors.ts';
import { starterFolders } from '../src/plugin/paths.ts';
import { randomVector } from '../test/analysis/support/windows.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '10' }, write: { type: 'string' } },
});

const blank = randomVector(512);
const items = (count: number, earlier: number): PackItem[] =>
  Array.from({ length: count }, () => ({
    frames: Array.from({ length: 12 }, () => randomVector(512)),
    tts: Array.from({ length: earlier }, () => ({ embedding: randomVector(512), start: 0, end: 0 })),
    asr: Array.from({ length: 6 }, (_, at) => ({ embedding: randomVector(512), start: at, end: at + 2 })),
  }));

type Answers = Readonly<Record<string, Tensor>>;

/** The processor's time: other work on the machine does not stretch it much. */
const now = clockOf('cpu');

interface Tried {
  readonly precision: string;
  readonly bytes: number;
  readonly session: InferenceSession;
  alone: number;
  batch: number;
}

const timed = async (session: InferenceSession, feeds: Readonly<Record<string, Tensor>>): Promise<number> => {
  const began = now();
  for (const output of Object.values(await session.run(feeds))) output.dispose();
  return now() - began;
};

function apart(found: Answers, expected: Answers): string {
  return ['moment_emb', 'moment_bbox', 'sentence_logits', 'context_logits']
    .filter((name) => name in expected)
    .map((name) => {
      const [own, exact] = [found[name]!.data as Float32Array, expected[name]!.data as Float32Array];
      const most = exact.reduce((worst, value, at) => Math.max(worst, Math.abs(value - own[at]!)), 0);
      return `${name} ${most.toPrecision(2)}`;
    })
    .join(', ');
}

/** The bundled checkpoint with a network of that precision. */
async function writeCheckpoint(folder: string, model: Uint8Array): Promise<void> {
  await cp(starterFolders.minilm, folder, { recursive: true });
  await writeFile(join(folder, MODEL_FILES.network), model);
}

async function measure(
  name: string,
  config: NetworkConfig,
  weights: Map<string, Float32Array>,
  earlier: number,
) {
  const shape = { frames: 12, tts: earlier + 1, asr: 41 };
  const tried: Tried[] = [];
  for (const precision of NETWORK_PRECISIONS) {
    const model = exportNetwork(config, weights, shape, precision);
    if (name === 'minilm' && values.write !== undefined)
      await writeCheckpoint(join(values.write, precision), model);
    const session = await InferenceSession.create(model, sessionOptions({ threads: 1 }));
    tried.push({ precision, bytes: model.length, session, alone: Infinity, batch: Infinity });
  }
  const names = tried[0]!.session.inputNames;
  const feedsOf = (count: number): Record<string, Tensor> => {
    const given = items(count, earlier);
    return networkFeeds(packBatch(given, blank, shape), given, names);
  };
  const [one, eight] = [feedsOf(1), feedsOf(8)];
  // In turn, and the fastest of each: other work on the machine takes the caches of all alike.
  const until = performance.now() + 1000 * Number(values.seconds);
  while (performance.now() < until)
    for (const each of tried) {
      each.alone = Math.min(each.alone, await timed(each.session, one));
      each.batch = Math.min(each.batch, await timed(each.session, eight));
    }
  const exact = await tried[0]!.session.run(eight);
  for (const { precision, bytes, session, alone, batch } of tried) {
    const answers = await session.run(eight);
    console.log(
      `| ${name} | ${precision} | ${(bytes / 1e6).toFixed(1)} | ${alone.toFixed(2)} | ${(batch / 8).toFixed(2)} | ${apart(answers, exact)} |`,
    );
    await session.release();
  }
}

console.log(
  '| network | precision | MB | ms, alone | ms, of 8 | apart from 32 bits, at most |\n|---|---|---|---|---|---|',
);
for (const [name, folder] of Object.entries(starterFolders)) {
  const { network, earlier } = await readModelManifest(folder);
  const stored = await readWeights(join(folder, 'weights.safetensors'));
  const weights = new Map([...stored].map(([each, { data }]) => [each, data]));
  await measure(name, networkConfigSchema.parse(network), weights, earlier);
}
await measure("the paper's size, random", FULL_CONFIG, initialParameters(FULL_CONFIG, 1), 0);
