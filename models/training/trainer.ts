/** The training loop: stages, steps, optimiser, checkpoints, curves. What a step computes is in `stages.ts`. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { networkOf } from '../networks/registry.ts';
import { adamwStep, ADAMW_DEFAULTS, gradientNorm } from './adamw.ts';
import { loadCheckpoint, replaceFile, saveCheckpoint, type RunState } from './checkpoint.ts';
import { runConfigSchema, type RunConfig } from './config.ts';
import { appendCurve, startCurves, writeCurves } from './curves.ts';
import { DataError, TrainingDivergedError } from './data-error.ts';
import type { StepReport } from './progress.ts';
import { learningRate } from './schedule.ts';
import { stepRandom } from './seeds.ts';
import type { TrainingSource } from './source.ts';
import type { Stage, StepResult } from './stage.ts';
import { endToEndStage, msmStage } from './stages.ts';

/** Files of a run folder. */
export const RUN_FILES = { config: 'config.json', curves: 'curves.csv', picture: 'curves.svg' } as const;

/** Steps between two points of the curves: about a thousand points for a starter run. */
const CURVE_EVERY = 10;
/** Share of the newest step in the running means that people see. */
const SMOOTHING = 0.05;

/** What `train` trains, on what, and where it keeps the run. */
export interface TrainOptions {
  /** Where configuration, curves and checkpoint are kept. */
  readonly folder: string;
  readonly config: RunConfig;
  readonly source: TrainingSource;
  /** Parameters to begin with in place of their initial values, by name; a run that goes on has its own. */
  readonly start?: ReadonlyMap<string, Float32Array>;
  /** Goes on from the folder's checkpoint, if it has one. */
  readonly resume?: boolean;
  /** Stops after the step in progress, with a checkpoint. */
  readonly signal?: AbortSignal;
  readonly onStep?: (report: StepReport) => void;
  /** Milliseconds, from any start. */
  readonly now?: () => number;
}

/** The parameters at the end of a run, or where it was interrupted. */
export interface TrainResult {
  readonly outcome: 'finished' | 'interrupted';
  readonly parameters: Map<string, Float32Array>;
  /** Seconds spent in steps, earlier parts of the run included. */
  readonly seconds: number;
}

const STAGES = [
  { open: msmStage, steps: ({ msm }: RunConfig) => msm.steps },
  { open: endToEndStage, steps: ({ endToEnd }: RunConfig) => endToEnd.steps },
] as const;

/**
 * Trains from the start, or from where the folder's checkpoint stopped: a run in several parts gives the numbers of
 * one without a break. @throws DataError when the folder holds another run; TrainingDivergedError.
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const { config, source } = options;
  await mkdir(options.folder, { recursive: true });
  const state = (options.resume === true ? await resumed(options) : undefined) ?? (await fresh(options));
  const run = new Run(options, state);
  await startCurves(join(options.folder, RUN_FILES.curves), run.doneOverall);
  while (state.stage < STAGES.length) {
    const { open, steps } = STAGES[state.stage]!;
    // Not every network has every stage: one without steps is not even opened.
    if (steps(config) > 0) {
      await using stage = await open(config, source);
      if ((await run.stage(stage)) === 'interrupted') return run.result('interrupted');
    }
    state.stage += 1;
    state.step = 0;
    state.means = { ...NO_MEANS };
    state.optimiser.clear();
    await run.save();
  }
  return run.result('finished');
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

async function fresh({ folder, config, start = new Map() }: TrainOptions): Promise<Mutable<RunState>> {
  await replaceFile(join(folder, RUN_FILES.config), `${JSON.stringify(config, null, 2)}\n`);
  return {
    stage: 0,
    step: 0,
    seconds: 0,
    means: { ...NO_MEANS },
    parameters: new Map([
      ...networkOf(config.network).initialParameters(config.network, config.seed),
      ...start,
    ]),
    optimiser: new Map(),
  };
}

async function resumed({ folder, config }: TrainOptions): Promise<Mutable<RunState> | undefined> {
  const state = await loadCheckpoint(folder);
  if (state === undefined) return undefined;
  const known = await readRunConfig(folder);
  // How often to save, and where to compute, do not belong to what a run is.
  const essence = (own: RunConfig): string =>
    JSON.stringify({ ...own, threads: 0, device: '', checkpointSeconds: 0 });
  if (essence(known) !== essence(config))
    throw new DataError(
      'run-differs',
      `${folder} holds a run with another configuration`,
      'Choose another folder',
    );
  return state;
}

/** The configuration that a run folder holds. @throws DataError */
export async function readRunConfig(folder: string): Promise<RunConfig> {
  const file = join(folder, RUN_FILES.config);
  try {
    return runConfigSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new DataError('run-config', `${file} is no usable configuration`, 'Start a new run', { cause });
  }
}

/** One part of a run, from its start or a checkpoint to its end or an interruption. */
class Run {
  readonly #options: TrainOptions;
  readonly #state: Mutable<RunState>;
  readonly #now: () => number;
  readonly #stepsBefore: readonly number[];
  readonly #stepsOverall: number;
  /** Milliseconds: when steps of this part began, and the last save. */
  readonly #started: number;
  readonly #secondsBefore: number;
  #saved: number;

  constructor(options: TrainOptions, state: Mutable<RunState>) {
    const { config } = options;
    this.#options = options;
    this.#state = state;
    this.#now = options.now ?? performance.now.bind(performance);
    this.#stepsBefore = [0, config.msm.steps, config.msm.steps + config.endToEnd.steps];
    this.#stepsOverall = config.msm.steps + config.endToEnd.steps;
    this.#started = this.#now();
    this.#saved = this.#started;
    this.#secondsBefore = state.seconds;
  }

  get doneOverall(): number {
    return this.#stepsBefore[this.#state.stage]! + this.#state.step;
  }

  /** Runs what is left of a stage. */
  async stage(stage: Stage): Promise<'finished' | 'interrupted'> {
    const { config, signal } = this.#options;
    const network = networkOf(config.network);
    const state = this.#state;
    const first = { step: state.step, at: this.#now() };
    while (state.step < stage.settings.steps) {
      if (signal?.aborted === true) {
        await this.save();
        return 'interrupted';
      }
      const lr = learningRate(state.step, {
        base: stage.settings.lr,
        ...stage.settings,
        total: stage.settings.steps,
      });
      const random = stepRandom(config.seed, state.stage, state.step);
      const result = await stage.run(state.step, state.parameters, random);
      if (!Number.isFinite(gradientNorm(result.gradients)))
        throw new TrainingDivergedError(stage.name, state.step);
      adamwStep(state.parameters, result.gradients, state.optimiser, lr, {
        ...ADAMW_DEFAULTS,
        weightDecay: config.weightDecay,
      });
      network.constrain?.(state.parameters);
      state.step += 1;
      state.seconds = this.#secondsBefore + (this.#now() - this.#started) / 1000;
      addToMeans(state.means, result);
      await this.#tell(stage, lr, (this.#now() - first.at) / (state.step - first.step));
      if (this.#now() - this.#saved > 1000 * config.checkpointSeconds) await this.save();
    }
    return 'finished';
  }

  async save(): Promise<void> {
    const { folder, config } = this.#options;
    const shapes = networkOf(config.network).parameterShapes(config.network);
    await saveCheckpoint(folder, this.#state, shapes);
    await writeCurves(join(folder, RUN_FILES.curves), join(folder, RUN_FILES.picture));
    this.#saved = this.#now();
  }

  result(outcome: TrainResult['outcome']): TrainResult {
    return { outcome, parameters: this.#state.parameters, seconds: this.#state.seconds };
  }

  async #tell(stage: Stage, lr: number, msPerStep: number): Promise<void> {
    const { folder, onStep } = this.#options;
    const { step, seconds, means } = this.#state;
    const [loss, accuracy, overlap] = [means.loss ?? NaN, means.accuracy ?? NaN, means.overlap ?? NaN];
    const point = { step: this.doneOverall, stage: stage.name, loss, accuracy, overlap, lr, seconds };
    if (step % CURVE_EVERY === 0 || step === stage.settings.steps)
      await appendCurve(join(folder, RUN_FILES.curves), point);
    onStep?.({
      stage: stage.name,
      step,
      steps: stage.settings.steps,
      doneOverall: this.doneOverall,
      stepsOverall: this.#stepsOverall,
      loss,
      accuracy,
      classified: stage.classified,
      ...(Number.isNaN(overlap) ? {} : { overlap }),
      lr,
      samplesPerSecond: (1000 * stage.settings.batch) / msPerStep,
      secondsLeft: ((this.#stepsOverall - this.doneOverall) * msPerStep) / 1000,
    });
  }
}

type Means = RunState['means'];

const NO_MEANS: Means = { loss: null, accuracy: null, overlap: null };

/** Exponential running means; a value that a batch does not have (NaN) leaves its mean as it is. */
function addToMeans(means: Means, result: StepResult): void {
  for (const key of ['loss', 'accuracy', 'overlap'] as const) {
    const [old, value] = [means[key], result[key]];
    if (!Number.isNaN(value)) means[key] = old === null ? value : old + SMOOTHING * (value - old);
  }
}
