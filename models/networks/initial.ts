/** How parameters begin where a network does not say otherwise. */
import { Random } from '../training/random.ts';
import type { ParameterShapes } from './network.ts';

/** Draws one value after the other of a parameter. */
export type Draw = (random: Random) => number;

/**
 * Seeded initial values: Xavier-uniform for everything with two axes (tables and stream vectors too), PyTorch's
 * uniform ±1/√inputs for linear biases and for convolutions, 1 and 0 for norms (`….lnN`, `….normN`, `….LayerNorm`). Parameters of one axis or none that
 * are no bias are named in `special`.
 */
export function initialValues(
  shapes: ParameterShapes,
  seed: number,
  special: Readonly<Record<string, Draw>> = {},
): Map<string, Float32Array> {
  const random = new Random(seed);
  const values = new Map<string, Float32Array>();
  for (const [name, shape] of shapes) {
    const draw = special[name] ?? usual(name, shape, shapes);
    values.set(
      name,
      Float32Array.from({ length: size(shape) }, () => draw(random)),
    );
  }
  return values;
}

function usual(name: string, shape: readonly number[], shapes: ParameterShapes): Draw {
  const uniform =
    (bound: number): Draw =>
    (random) =>
      (2 * random.next() - 1) * bound;
  const [rows = 1, columns = 1] = shape;
  if (shape.length === 2) return uniform(Math.sqrt(6 / (rows + columns)));
  const norm = /\.(?:ln\d+|norm\d*|LayerNorm)\.(weight|bias)$/.exec(name);
  if (norm !== null) return () => (norm[1] === 'weight' ? 1 : 0);
  // What one output sees: the inputs of a product, those of all places of a convolution.
  const inputs = size((shapes.get(name.replace(/bias$/, 'weight')) ?? []).slice(1));
  return uniform(1 / Math.sqrt(inputs));
}

const size = (shape: readonly number[]): number => shape.reduce((total, extent) => total * extent, 1);

/** How many numbers parameters of these shapes hold. */
export const parameterTotal = (shapes: ParameterShapes): number =>
  [...shapes.values()].reduce((sum, shape) => sum + size(shape), 0);
