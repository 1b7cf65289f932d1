import type { Tensor } from '../../graph/tensor.ts';
import type { DetectionLosses } from '../network.ts';

/** Losses by their names, each with the weight that has its name. */
export const weighedLosses = <Name extends string>(
  weights: Readonly<Record<Name, number>>,
  values: Readonly<Record<Name, Tensor>>,
): DetectionLosses['losses'] =>
  Object.fromEntries(
    (Object.keys(values) as Name[]).map((name) => [name, { value: values[name], weight: weights[name] }]),
  );
