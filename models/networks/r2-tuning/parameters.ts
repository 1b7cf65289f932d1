/** The parameters of R2-Tuning: names and shapes as in the authors' checkpoints. */
import { initialValues, type Draw } from '../initial.ts';
import type { ParameterShapes } from '../network.ts';
import { convolutionShapes, linearShapes, normShapes, type Shapes } from '../retrieval/shapes.ts';
import { placedWidth, type R2TuningConfig } from './config.ts';

/** Places of a level's modules in the authors' lists: convolution, norm, and how many modules a halving has. */
export const HALVING = { convolution: 1, norm: 3, modules: 5 } as const;

function* mapShapes(name: string, inputs: number, width: number): Shapes {
  yield* normShapes(`${name}.0`, inputs);
  yield* linearShapes(`${name}.2`, inputs, width);
  yield* normShapes(`${name}.4`, width);
  yield* linearShapes(`${name}.6`, width, width);
}

function* blockShapes({ dims, ffn_ratio: ratio }: R2TuningConfig): Shapes {
  const name = 'adapter.tem';
  for (const kind of ['cross_att', 'self_att']) {
    for (const part of ['q', 'k', 'v', 'm']) yield* linearShapes(`${name}.${kind}.${part}`, dims, dims);
    yield* normShapes(`${name}.${kind}_norm`, dims);
  }
  yield* linearShapes(`${name}.ffn.mapping.0`, dims, ratio * dims);
  yield* linearShapes(`${name}.ffn.mapping.2`, ratio * dims, dims);
  yield* normShapes(`${name}.ffn_norm`, dims);
}

function* pyramidShapes({ dims, strides }: R2TuningConfig): Shapes {
  for (const [level, stride] of strides.entries())
    for (let halving = 0; halving < Math.log2(stride); halving++) {
      const at = (module: number) => `pyramid.blocks.${level}.${HALVING.modules * halving + module}`;
      yield* convolutionShapes(at(HALVING.convolution), dims, dims, 2);
      yield* normShapes(at(HALVING.norm), dims);
    }
}

function* headShapes(name: string, width: number, outputs: number): Shapes {
  yield* convolutionShapes(`${name}.module.1`, width, width, 3);
  yield* convolutionShapes(`${name}.module.3`, width, outputs, 3);
}

function* allShapes(config: R2TuningConfig): Shapes {
  const { dims, layers_k: layers } = config;
  yield ['coef', [config.strides.length]];
  // With one layer there is nothing to weigh it against.
  if (layers > 1) yield ['adapter.gate', [layers - 1]];
  yield ['adapter.scale', [layers]];
  yield* mapShapes('adapter.video_map', placedWidth(config), dims);
  yield* mapShapes('adapter.query_map', config.query_dim, dims);
  for (const name of ['v_map', 'q_map']) yield* linearShapes(`adapter.${name}`, dims, dims);
  yield* blockShapes(config);
  yield* pyramidShapes(config);
  yield ['pooling.att.weight', [1, dims]];
  yield* headShapes('class_head', dims, 1);
  yield* headShapes('coord_head', dims, 2);
}

/** Every parameter's shape by name; a linear weight is [out, in], a convolution's [out, in, kernel]. */
export const parameterShapes = (config: R2TuningConfig): ParameterShapes => new Map(allShapes(config));

/** Layer norms of this network have no name of their own kind: they are what has one axis and is no bias of a product. */
function isNorm(name: string, shapes: ParameterShapes): boolean {
  return name.endsWith('.bias') || name.endsWith('.weight')
    ? shapes.get(name.replace(/bias$/, 'weight'))?.length === 1
    : false;
}

/** Seeded initial values as in `initialValues`; gates are half open, and text does not reach the frames yet. */
export function initialParameters(config: R2TuningConfig, seed: number): Map<string, Float32Array> {
  const shapes = parameterShapes(config);
  const special: Record<string, Draw> = {
    coef: () => 1,
    'adapter.gate': () => 0,
    'adapter.scale': () => 0,
  };
  for (const name of shapes.keys())
    if (isNorm(name, shapes)) special[name] = () => (name.endsWith('.weight') ? 1 : 0);
  return initialValues(shapes, seed, special);
}
