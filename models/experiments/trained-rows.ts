/** Rows whose figures are those of a trained network. */
import { parameterTotal } from '../networks/initial.ts';
import { networkOf } from '../networks/registry.ts';
import type { Measurement, Row, Workbench } from './experiment.ts';
import { figuresOf } from './figures.ts';
import { trainRow, type TrainingPlan } from './training.ts';

/** Experiments of this kind share their results. */
export const TRAINED_ROWS = 'trained networks';

/** Of the way of measuring: raised when old results no longer count. */
export const TRAINED_ROWS_VERSION = 1;

/** Trains the network of a row and measures it on the test windows. */
export async function measureTrained(
  { config }: Row<TrainingPlan>,
  seed: number,
  bench: Workbench,
): Promise<Measurement> {
  const trained = await trainRow(config, seed, bench);
  const { network, curve, cpuSeconds, pretrainingCpuSeconds } = trained;
  const figures = await figuresOf(trained, bench.data, config.without, bench.threads);
  const parameters = parameterTotal(networkOf(network).parameterShapes(network));
  return { figures, cost: { cpuSeconds, pretrainingCpuSeconds, parameters }, curve };
}
