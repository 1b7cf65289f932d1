/** The parameters of UniVTG: names and shapes as in the authors' checkpoints, but for text positions, which nothing reads. */
import { initialValues } from '../initial.ts';
import type { ParameterShapes } from '../network.ts';
import { convolutionShapes, encoderShapes, projectionShapes, type Shapes } from '../retrieval/shapes.ts';
import type { UnivtgConfig } from './config.ts';

/** Places that a convolution of the heads sees. */
const KERNEL = 3;
/** Spread of the vectors that tell frames from text, at first. */
const TYPE_SPREAD = 0.02;

/** Of the three convolutions of a head. */
function* headShapes(name: string, width: number, outputs: number): Shapes {
  for (const [layer, own] of [width, width, outputs].entries())
    yield* convolutionShapes(`${name}.layers.${layer}`, width, own, KERNEL);
}

function* allShapes(config: UnivtgConfig): Shapes {
  const { hidden_dim: width } = config;
  yield* projectionShapes(config);
  yield ['token_type_embeddings.weight', [2, width]];
  yield* encoderShapes('transformer.encoder', config);
  yield* headShapes('class_embed', width, 1);
  yield* headShapes('span_embed', width, 2);
  yield ['weightedpool.weight', [width, 1]];
}

/** Every parameter's shape by name; a linear weight is [out, in], a convolution's [out, in, kernel]. */
export const parameterShapes = (config: UnivtgConfig): ParameterShapes => new Map(allShapes(config));

/** Seeded initial values as in `initialValues`; the vectors that tell frames from text are small. */
export const initialParameters = (config: UnivtgConfig, seed: number): Map<string, Float32Array> =>
  initialValues(parameterShapes(config), seed, {
    'token_type_embeddings.weight': (random) => TYPE_SPREAD * random.normal(),
  });
