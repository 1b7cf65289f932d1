/** What the points of the pyramid say. */
import { concat, reshape, slice } from '../../graph/ops/arrange.ts';
import { conv1d } from '../../graph/ops/convolution.ts';
import { exp, mul, relu, sub } from '../../graph/ops/elementwise.ts';
import { reduceMax } from '../../graph/ops/reduce.ts';
import { scalar, type Tensor } from '../../graph/tensor.ts';
import { norm } from '../layers.ts';
import type { R2TuningScope } from './config.ts';
import { HALVING } from './parameters.ts';
import { levelsOf } from './points.ts';

/** The points of one level. */
export interface LevelAnswers {
  readonly stride: number;
  /** [batch, points]: how much a moment is there, before the logistic function. */
  readonly logits: Tensor;
  /** Distances to start and end in strides [batch, points, 2]. */
  readonly distances: Tensor;
  /** 1 for points all of whose frames are real [batch, points]; undefined where padding is seen. */
  readonly mask?: Tensor;
}

const convolution = (scope: R2TuningScope, name: string, x: Tensor, options: Parameters<typeof conv1d>[3]) =>
  conv1d(x, scope.parameter(`${name}.weight`), scope.parameter(`${name}.bias`), options);

/** Two convolutions over three points each. Where there is a mask, what is beyond a video's end is silence for both. */
function head(scope: R2TuningScope, name: string, x: Tensor, mask: Tensor | undefined): Tensor {
  const inner = relu(convolution(scope, `${name}.module.1`, x, { padding: 1 }));
  return convolution(scope, `${name}.module.3`, mask ? mul(inner, column(mask)) : inner, { padding: 1 });
}

const column = (mask: Tensor): Tensor => reshape(mask, [...mask.shape, 1]);

/** 1 where all frames of a group are real: [batch, frames] → [batch, points]. */
function allReal(mask: Tensor, stride: number, points: number): Tensor {
  const [batch = 1] = mask.shape;
  const groups = reshape(slice(mask, 1, 0, points * stride), [batch, points, stride]);
  return reshape(sub(scalar(1), reduceMax(sub(scalar(1), groups), [2])), [batch, points]);
}

/**
 * All levels of frames z [batch, frames, d], level by level. With a mask [batch, frames] each video is answered as if it were
 * alone.
 */
export function pyramid(scope: R2TuningScope, z: Tensor, mask: Tensor | undefined): LevelAnswers[] {
  const { strides } = scope.config;
  const coefficients = scope.parameter('coef');
  return levelsOf(strides, Number(z.shape[1])).map(({ stride, points }, level) => {
    let x = mask ? mul(z, column(mask)) : z;
    for (let halving = 0; halving < Math.log2(stride); halving++) {
      const at = (module: number) => `pyramid.blocks.${level}.${HALVING.modules * halving + module}`;
      const half = convolution(scope, at(HALVING.convolution), x, { stride: 2 });
      x = relu(norm(scope, at(HALVING.norm), half));
    }
    const real = mask && allReal(mask, stride, points);
    if (real) x = mul(x, column(real));
    const [batch = 1] = x.shape;
    const coordinates = head(scope, 'coord_head', x, real);
    return {
      stride,
      logits: reshape(head(scope, 'class_head', x, real), [batch, points]),
      distances: mul(exp(coordinates), slice(coefficients, 0, level, level + 1)),
      ...(real && { mask: real }),
    };
  });
}

/** One of the answers of all levels, one level after the other. */
export const joined = (levels: readonly LevelAnswers[], what: 'logits' | 'distances'): Tensor =>
  concat(
    levels.map((level) => level[what]),
    1,
  );
