/** The parameters of a network as inputs of its graph. */
import { input, type Tensor } from '../graph/tensor.ts';
import type { ParameterShapes } from './network.ts';

/** Parameters as graph inputs under their own names. */
export interface ParameterInputs {
  /** The parameters asked for so far, by name. */
  readonly used: ReadonlyMap<string, Tensor>;
  /** The parameter of that name. Throws where the network has none. */
  parameter(name: string): Tensor;
}

/** Inputs for the parameters of `shapes`, made when first asked for; `network` is for the error. */
export function parameterInputs(network: string, shapes: ParameterShapes): ParameterInputs {
  const used = new Map<string, Tensor>();
  return {
    used,
    parameter(name) {
      const known = used.get(name);
      if (known !== undefined) return known;
      const shape = shapes.get(name);
      if (shape === undefined) throw new Error(`internal: ${network} has no parameter ${name}`);
      const tensor = input(name, 'float', shape);
      used.set(name, tensor);
      return tensor;
    },
  };
}
