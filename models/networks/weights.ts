/** Weights that must fit the network they are given to. */
import { MomentfxError } from '../../src/core/errors.ts';
import type { ParameterShapes } from './network.ts';

/** The weights do not belong to the network that the configuration describes. */
export class WeightsError extends MomentfxError<'network-weights'> {
  constructor(problem: string) {
    super(
      'network-weights',
      `${problem}.`,
      'Use the weights and the configuration of one and the same network.',
    );
  }
}

/** Throws a {@link WeightsError} unless every parameter is there with the right number of values, and no other. */
export function checkShapes(shapes: ParameterShapes, weights: ReadonlyMap<string, Float32Array>): void {
  for (const [name, shape] of shapes) {
    const values = weights.get(name);
    const size = shape.reduce((total, extent) => total * extent, 1);
    if (values === undefined) throw new WeightsError(`Parameter ${name} is missing`);
    if (values.length !== size)
      throw new WeightsError(
        `Parameter ${name} has ${values.length} values instead of [${shape.join(', ')}]`,
      );
  }
  for (const name of weights.keys())
    if (!shapes.has(name)) throw new WeightsError(`Unknown parameter ${name}`);
}
