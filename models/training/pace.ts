import type { RunConfig } from './config.ts';
import { networkOf } from '../networks/registry.ts';
import { stepRandom } from './seeds.ts';
import type { TrainingSource } from './source.ts';
import { endToEndStage, msmStage } from './stages.ts';

/** Steps that are run to get warm, and steps that are timed. */
const WARM = 2;
const TIMED = 5;

/** Share of a run's time for pre-training; a trial got 94,000 windows in it and moved on at once. */
const MSM_SHARE = 0.12;
/** The same where nothing else trains the part that matches. */
const MATCHING_SHARE = 0.35;

/** Milliseconds a step of each stage takes, and the share of a run's time that pre-training gets. */
export interface Pace {
  readonly msm: number;
  readonly endToEnd: number;
  readonly msmShare: number;
}

/**
 * Milliseconds a step of each stage takes here and now; infinitely many where the network has no such stage. Its forward
 * passes are thrown away.
 */
async function measurePace(config: RunConfig, source: TrainingSource): Promise<Pace> {
  const network = networkOf(config.network);
  const parameters = network.initialParameters(config.network, config.seed);
  const time = async (open: typeof msmStage): Promise<number> => {
    await using stage = await open(config, source);
    let started = 0;
    for (let step = 0; step < WARM + TIMED; step++) {
      if (step === WARM) started = performance.now();
      await stage.run(step, parameters, stepRandom(config.seed, 9, step));
    }
    return (performance.now() - started) / TIMED;
  };
  return {
    msm: network.encode === undefined ? Infinity : await time(msmStage),
    endToEnd: await time(endToEndStage),
    msmShare: network.encode === undefined ? 0 : network.kind === 'joint' ? MSM_SHARE : MATCHING_SHARE,
  };
}

/**
 * The steps that fit into some minutes at a pace; none of pre-training where its result is there already.
 * @internal Tests give it a pace.
 */
export function stepsIn(
  minutes: number,
  pace: Pace,
  isPretrained = false,
): { msm: number; endToEnd: number } {
  const ms = minutes * 60_000;
  const share = isPretrained ? 0 : pace.msmShare;
  return {
    msm: share === 0 ? 0 : Math.max(1, Math.floor((ms * share) / pace.msm)),
    endToEnd: Math.max(1, Math.floor((ms * (1 - share)) / pace.endToEnd)),
  };
}

/** How long a run is to be. */
export interface RunLength {
  /** For the steps, where their numbers are not given. */
  readonly minutes: number;
  readonly steps?: { readonly msm: number; readonly endToEnd: number };
  /** Whose matching part takes the place of pre-training. */
  readonly matching?: string;
}

/** The run with its steps; `sourceOf` gives what is trained on where its pace must be measured. */
export async function withSteps(
  run: RunConfig,
  { minutes, steps, matching }: RunLength,
  sourceOf: () => TrainingSource,
): Promise<RunConfig> {
  const isPretrained = matching !== undefined;
  const found = steps ?? stepsIn(minutes, await measurePace(run, sourceOf()), isPretrained);
  return {
    ...run,
    msm: { ...run.msm, steps: isPretrained ? 0 : found.msm },
    endToEnd: { ...run.endToEnd, steps: found.endToEnd },
  };
}
