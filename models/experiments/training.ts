/**
 * Trained networks for experiments. What rows have in common is trained once and kept below the run folder under a hash of all that
 * it follows from: the pre-trained encoder (`pretrained/KEY`), which is also what matches moments beside networks that only find
 * them, and the whole network (`trained/KEY`). Whatever is broken off goes on from its checkpoint.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { takeLock } from '../../src/core/process-lock.ts';
import { isMissing } from '../corpus/csv.ts';
import type { NetworkConfig } from '../networks/network.ts';
import { WINDOW } from '../corpus/windows.ts';
import type { DmConfig } from '../networks/dm/config.ts';
import { matchingShapes } from '../networks/dm/parameters.ts';
import { configOfType, networkOf } from '../networks/registry.ts';
import { loadCheckpoint, replaceFile } from '../training/checkpoint.ts';
import { authorsRecipe, type RunConfig } from '../training/config.ts';
import { readCurves } from '../training/curves.ts';
import { DataError } from '../training/data-error.ts';
import type { PretrainingTask } from '../training/pretraining-task.ts';
import { RUN_FILES, train } from '../training/trainer.ts';
import { mostTexts, trainingWindows, type Modality } from './data.ts';
import type { CurvePoints, Json, Workbench } from './experiment.ts';
import { slidingOver } from './sliding.ts';
import { keyOf } from './store.ts';

/** A way to train: what the rows of Tables 4 to 6 differ in. */
export interface TrainingPlan {
  /** Type of the network. */
  readonly network: string;
  readonly pretraining: PretrainingTask | 'ssp-then-msm' | 'none';
  /** Weight of moment-SFX matching beside end-to-end training. */
  readonly auxiliaryMsm: number;
  readonly negatives: RunConfig['negatives']['mode'];
  /** What is taken away, in training and test. */
  readonly without: readonly Modality[];
  readonly [key: string]: Json;
}

/** D&M as the paper has it: pre-trained by moment-SFX matching, negatives drawn tag-aware. */
export const DM_PLAN: TrainingPlan = {
  network: 'dm',
  pretraining: 'msm',
  auxiliaryMsm: 0,
  negatives: 'tag-aware',
  without: [],
};

/** A trained network, and what it took. */
export interface TrainedRow {
  readonly network: NetworkConfig;
  readonly parameters: ReadonlyMap<string, Float32Array>;
  /** CPU seconds of its own end-to-end steps, and of the pre-training that it shares with others. */
  readonly cpuSeconds: number;
  readonly pretrainingCpuSeconds: number;
  readonly curve: CurvePoints;
}

/** Trains a network, or takes it from the folder. Throws the signal's reason where it was interrupted; then it goes on later. */
export async function trainRow(plan: TrainingPlan, seed: number, bench: Workbench): Promise<TrainedRow> {
  const { data, preset } = bench;
  const isFixed = plan.network === 'sliding-window';
  const network = isFixed ? slidingOver(data, preset.network) : configOfType(plan.network, preset.network);
  const base = recipe(plan, seed, bench);
  const first = plan.pretraining === 'none' ? undefined : await pretrained(plan, base, bench);
  const config = { ...base, network, msm: NO_STEPS };
  const start = first && matchingOf(first.parameters, network, preset.network);
  if (isFixed) {
    const parameters = new Map([...networkOf(network).initialParameters(network, seed), ...(start ?? [])]);
    return { network, parameters, cpuSeconds: 0, pretrainingCpuSeconds: first?.cpuSeconds ?? 0, curve: [] };
  }
  const own = await unit(
    'trained',
    { ...essence(config, bench, plan), start: first?.key ?? null },
    config,
    start,
    bench,
    plan,
  );
  const curve = (await readCurves(join(own.folder, RUN_FILES.curves)))
    .filter(({ overlap }) => Number.isFinite(overlap))
    .map(({ step, overlap }) => ({ x: step, y: Math.max(overlap, 0) }));
  return {
    network,
    parameters: own.parameters,
    cpuSeconds: own.cpuSeconds,
    pretrainingCpuSeconds: first?.cpuSeconds ?? 0,
    curve: thinned(curve, CURVE_POINTS),
  };
}

/** Points of a curve that are kept. */
const CURVE_POINTS = 50;

function thinned(points: CurvePoints, most: number): CurvePoints {
  const every = Math.max(1, Math.ceil(points.length / most));
  return points.filter((_, at) => (at + 1) % every === 0);
}

/** A stage that is not run: what it would have been makes no other run of it. */
const NO_STEPS = { steps: 0, batch: 1, lr: 1, warmup: 0 };

/** The configuration of a run by a plan, D&M's sizes where another network has a part that matches. */
function recipe(plan: TrainingPlan, seed: number, { data, preset, threads, device }: Workbench): RunConfig {
  const base = authorsRecipe({ msm: 0, endToEnd: 0 });
  const { tts, asr } = mostTexts(data, preset.maxTexts);
  return {
    ...base,
    seed,
    network: preset.network,
    shape: { frames: WINDOW, tts: tts + 1, asr: asr + 1 },
    msm: preset.msm,
    endToEnd: preset.endToEnd,
    negatives: { ...base.negatives, mode: plan.negatives, count: preset.negatives },
    loss: preset.loss,
    auxiliaryMsm: plan.auxiliaryMsm,
    weightDecay: preset.weightDecay,
    threads,
    device,
    checkpointSeconds: 30,
  };
}

/** The encoder and the effects' side as the plan's tasks pre-train them; the same for every plan with these tasks and data. */
async function pretrained(plan: TrainingPlan, base: RunConfig, bench: Workbench) {
  if (plan.pretraining === 'ssp-then-msm') {
    const first = await pretrainedBy('ssp', plan, base, bench);
    const second = await pretrainedBy('msm', plan, base, bench, first);
    return { ...second, cpuSeconds: first.cpuSeconds + second.cpuSeconds };
  }
  if (plan.pretraining === 'none') throw new Error('internal: there is no pre-training in this plan');
  return pretrainedBy(plan.pretraining, plan, base, bench);
}

/** By one task, from the start or from where another task has brought it. */
async function pretrainedBy(
  pretraining: PretrainingTask,
  plan: TrainingPlan,
  base: RunConfig,
  bench: Workbench,
  before?: Awaited<ReturnType<typeof unit>>,
) {
  const { network } = bench.preset;
  const config: RunConfig = {
    ...base,
    network,
    pretraining,
    // As in the authors' code, whatever end-to-end training does.
    negatives: { ...base.negatives, mode: 'uniform' },
    endToEnd: NO_STEPS,
    auxiliaryMsm: 0,
  };
  const own = essence(config, bench, plan);
  if (before === undefined) return unit('pretrained', own, config, undefined, bench, plan);
  const start = matchingOf(before.parameters, network, network);
  return unit('pretrained', { ...own, start: before.key }, config, start, bench, plan);
}

/** What a pre-trained encoder gives a network: by D&M's own names, or those of a matching part. */
function matchingOf(
  parameters: ReadonlyMap<string, Float32Array>,
  network: NetworkConfig,
  sizes: DmConfig,
): Map<string, Float32Array> {
  const prefix = networkOf(network).kind === 'two-part' ? 'matching.' : '';
  return new Map(
    [...matchingShapes(sizes).keys()].map((name) => [prefix + name, parameters.get(name)!.slice()]),
  );
}

/** What a run follows from; how it is computed does not belong to it. */
function essence(config: RunConfig, { data }: Workbench, { without }: TrainingPlan): Record<string, Json> {
  const { threads: _threads, device: _device, checkpointSeconds: _seconds, ...own } = config;
  return { data: data.id, without: [...without].sort(), config: JSON.parse(JSON.stringify(own)) as Json };
}

const spentSchema = z.object({ cpuSeconds: z.number() });
/** CPU seconds of the parts of a run so far; a part that was killed outright is not in it. */
const SPENT_FILE = 'cpu.json';

/** One run, from its start, its checkpoint or its end. */
async function unit(
  kind: 'pretrained' | 'trained',
  of: Json,
  config: RunConfig,
  start: ReadonlyMap<string, Float32Array> | undefined,
  { data, folder, preset, signal, onStep }: Workbench,
  { without }: TrainingPlan,
) {
  const key = keyOf(of);
  const own = join(folder, kind, key);
  await mkdir(own, { recursive: true });
  const finished = await finishedIn(own);
  if (finished !== undefined) return { key, folder: own, ...finished };
  const taken = await takeLock(own, 'run');
  if ('takenBy' in taken)
    throw new DataError(
      'run-busy',
      `Another command is at the run in ${own}`,
      `Wait for that one, or choose other rows (--rows); where none runs, remove ${taken.takenBy}`,
    );
  using _lock = taken.lock;
  const before = await spentIn(own);
  const source = trainingWindows(data, without, preset.maxTexts);
  const began = process.cpuUsage();
  const result = await train({
    folder: own,
    config,
    source,
    resume: true,
    signal,
    onStep,
    ...(start && { start }),
  });
  const { user, system } = process.cpuUsage(began);
  const cpuSeconds = before + (user + system) / 1e6;
  await replaceFile(join(own, SPENT_FILE), `${JSON.stringify({ cpuSeconds })}\n`);
  if (result.outcome === 'interrupted') signal.throwIfAborted();
  return { key, folder: own, parameters: result.parameters, cpuSeconds };
}

/** Stages of a run; the checkpoint of a finished one has gone through all of them. */
const STAGES = 2;

/** What a finished run learned, and what it took; undefined where it is not finished. */
async function finishedIn(folder: string) {
  const known = await loadCheckpoint(folder);
  if (known?.stage !== STAGES) return undefined;
  return { parameters: known.parameters, cpuSeconds: await spentIn(folder) };
}

async function spentIn(folder: string): Promise<number> {
  try {
    return spentSchema.parse(JSON.parse(await readFile(join(folder, SPENT_FILE), 'utf8'))).cpuSeconds;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}
