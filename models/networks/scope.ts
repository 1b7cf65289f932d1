/** The parameters of a network as inputs of its graph. */
import { input, type Tensor } from '../graph/tensor.ts';
import type { DmConfig } from './dm-config.ts';
import { parameterShapes } from './dm-parameters.ts';
import type { Scope } from './layers.ts';

export interface ParameterScope extends Scope {
  /** The parameters asked for so far, by name. */
  readonly used: ReadonlyMap<string, Tensor>;
}

/** A scope whose parameters are graph inputs under their own names; without `drop` nothing is dropped. */
export function parameterScope(config: DmConfig, drop: Scope['drop'] = (_kind, x) => x): ParameterScope {
  const shapes = parameterShapes(config);
  const used = new Map<string, Tensor>();
  return {
    config,
    used,
    drop,
    parameter(name) {
      const known = used.get(name);
      if (known !== undefined) return known;
      const shape = shapes.get(name);
      if (shape === undefined) throw new Error(`internal: D&M has no parameter ${name}`);
      const tensor = input(name, 'float', shape);
      used.set(name, tensor);
      return tensor;
    },
  };
}
