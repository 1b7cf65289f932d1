/** The paper's Table 7: what a video of 20 frames and 40 subtitles costs with each method, by batch size and device. */
import { cpus } from 'node:os';
import { FULL_CONFIG } from '../../networks/dm/config.ts';
import { parameterTotal } from '../../networks/initial.ts';
import type { NetworkConfig } from '../../networks/network.ts';
import { configOfType, networkOf } from '../../networks/registry.ts';
import type { Experiment, Figures, Measurement, Row, TableOutline, Workbench } from '../experiment.ts';
import { METHODS } from '../methods.ts';
import { slidingOver } from '../sliding.ts';
import { MatrixProduct } from './matrix-product.ts';
import { decodingCost, EFFECTS, embeddingCost, median, VIDEO } from './measure.ts';
import { PAPER_ROWS } from './paper-rows.ts';

/** Videos of one call. */
const BATCHES = [1, 8, 64];
/** Of each batch size and each encoder. */
const ENOUGH_MS = 1500;
/** Matrix products before and after a row. */
const PRODUCTS = 9;

type Config = { readonly network: string } | { readonly paper: string };

const PAPER_LABELS = [...new Set(PAPER_ROWS.map(({ label }) => label))];
const ROWS: readonly Row<Config>[] = [
  ...METHODS.map(({ id, label, config }) => ({ id, label, config: { network: config.network } })),
  ...PAPER_LABELS.map((label) => ({
    id: `paper: ${label}`,
    label,
    group: "the paper's own",
    config: { paper: label },
  })),
];

/** `momentfx experiment efficiency`. */
export const efficiency: Experiment<Config> = {
  name: 'efficiency',
  description: "The paper's Table 7: what a video costs, by method, batch size and device.",
  kind: 'efficiency',
  version: 1,
  mostSeeds: 1,
  place: ({ device, threads }) => ({ device, threads, processor: cpus()[0]?.model ?? '' }),
  rows: () => ROWS,
  measure,
  tables: [...BATCHES.map(tableOf), machineTable()],
};

function prefixOf(batch: number): string {
  return `batch${batch}_`;
}

function tableOf(batch: number): TableOutline {
  const column = (key: string, label: string, digits: number) => ({
    key: prefixOf(batch) + key,
    label,
    digits,
  });
  return {
    title: `Table 7, ${batch === 1 ? 'one video' : `${batch} videos`} a call`,
    columns: [
      column('embeddingMs', 'embedding, ms a video', 0),
      { ...column('decodingMs', 'decoding, ms a video', 2), better: 'less' },
      { ...column('overallMs', 'overall, ms a video', 0) },
      { ...column('videosASecond', 'videos a second', 2) },
      { ...column('decodedASecond', 'decoded a second', 1), better: 'more' },
    ],
    notes:
      batch === BATCHES.at(-1)
        ? [
            `A video has ${VIDEO.frames} frames and ${VIDEO.subtitles} subtitles. Embedding: its pictures through a ViT-B/16, its subtitles through a RoBERTa base of 52 tokens each, the sizes of the paper's encoders; the same for all methods. Decoding: packing, the network with what matches its moments, ${EFFECTS} effects, removal of overlaps. Weights are random, which changes no time. On a CPU the time is that of the processor, all threads together.`,
            ...(PAPER_ROWS.length === 0
              ? [
                  "The paper's own rows are not known here; `models/experiments/efficiency/paper-rows.ts` takes them.",
                ]
              : []),
          ]
        : [],
  };
}

function machineTable(): TableOutline {
  return {
    title: 'What was measured',
    columns: [
      { key: 'gigaOperations', label: 'GFLOP a video, decoding', digits: 3 },
      { key: 'parameters', label: 'parameters, millions', scale: 1e-6, digits: 2 },
      { key: 'matrixProduct', label: 'GFLOP/s of a 1024³ matrix product by the same clock', digits: 0 },
    ],
    notes: [],
  };
}

async function measure({ config }: Row<Config>, _seed: number, bench: Workbench): Promise<Measurement> {
  if ('paper' in config) return { figures: fromPaper(config.paper), cost: {} };
  const { device, threads, preset, signal, say } = bench;
  const tiny = preset.name === 'smoke';
  const place = { device, threads, enoughMs: tiny ? 0 : ENOUGH_MS };
  const network = networkFor(config.network, bench, tiny);
  await using product = await MatrixProduct.create(place);
  const rate = async (): Promise<number> =>
    median(await Array.fromAsync({ length: PRODUCTS }, () => product.rate()));
  const before = await rate();
  const figures: Record<string, number> = {};
  let operations = 0;
  for (const batch of BATCHES) {
    signal.throwIfAborted();
    const decoding = await decodingCost(network, batch, place);
    operations = decoding.operationsPerVideo;
    // What embeds has one size only, and takes seconds.
    const embedding = tiny ? undefined : await embeddingCost(batch, place);
    Object.assign(figures, named(batch, embedding, decoding.msPerVideo));
    say(`  ${batch} a call: ${decoding.msPerVideo.toFixed(2)} ms a video`);
  }
  return {
    figures,
    cost: {
      gigaOperations: operations / 1e9,
      parameters: parameterTotal(networkOf(network).parameterShapes(network)),
      matrixProduct: (before + (await rate())) / 2,
    },
  };
}

/** A network of the paper's size that looks at the paper's video. */
function networkFor(type: string, { data, preset }: Workbench, tiny: boolean): NetworkConfig {
  const sizes = tiny ? preset.network : FULL_CONFIG;
  if (type === 'sliding-window') return { ...slidingOver(data, sizes), frames: VIDEO.frames };
  return configOfType(type, sizes);
}

function named(batch: number, embeddingMs: number | undefined, decodingMs: number): Figures {
  const prefix = prefixOf(batch);
  const decoding = {
    [`${prefix}decodingMs`]: decodingMs,
    [`${prefix}decodedASecond`]: 1000 / decodingMs,
  };
  if (embeddingMs === undefined) return decoding;
  const overall = embeddingMs + decodingMs;
  return {
    ...decoding,
    [`${prefix}embeddingMs`]: embeddingMs,
    [`${prefix}overallMs`]: overall,
    [`${prefix}videosASecond`]: 1000 / overall,
  };
}

const fromPaper = (label: string): Figures =>
  Object.fromEntries(
    PAPER_ROWS.filter((row) => row.label === label).flatMap(({ batch, label: _label, ...figures }) =>
      Object.entries(figures).map(([name, value]) => [prefixOf(batch) + name, value] as const),
    ),
  );
