/** The parameters of QD-DETR: names and shapes as in the authors' checkpoints, but for text positions, which nothing reads. */
import { initialValues } from '../initial.ts';
import type { ParameterShapes } from '../network.ts';
import {
  encoderShapes,
  layerShapes,
  linearShapes,
  mlpShapes,
  normShapes,
  projectionShapes,
  type Shapes,
} from '../retrieval/shapes.ts';
import type { QdDetrConfig } from './config.ts';

/** PReLU's slope at the start, as PyTorch's. */
const INITIAL_SLOPE = 0.25;

const decoderLayer = (layer: number): string => `transformer.decoder.layers.${layer}`;

function* activations(name: string, layers: number): Shapes {
  for (let layer = 0; layer < layers; layer++) yield [`${name}.layers.${layer}.activation.weight`, [1]];
}

function* decoderShapes(config: QdDetrConfig): Shapes {
  const { hidden_dim: width } = config;
  for (let layer = 0; layer < config.dec_layers; layer++) {
    const name = decoderLayer(layer);
    const projections = ['sa_qcontent', 'sa_qpos', 'sa_kcontent', 'sa_kpos', 'sa_v', 'ca_qcontent'];
    // Only the first layer adds the place of a query to its content where it looks at the frames.
    if (layer === 0) projections.push('ca_qpos');
    for (const part of [...projections, 'ca_kcontent', 'ca_kpos', 'ca_v', 'ca_qpos_sine'])
      yield* linearShapes(`${name}.${part}_proj`, width, width);
    yield* linearShapes(`${name}.self_attn.out_proj`, width, width);
    yield* linearShapes(`${name}.cross_attn.out_proj`, width, width);
    yield* layerShapes(name, config, 3);
  }
  yield* activations('transformer.decoder', config.dec_layers);
  yield* normShapes('transformer.decoder.norm', width);
  yield* mlpShapes('transformer.decoder.query_scale', [width, width, width]);
  yield* mlpShapes('transformer.decoder.ref_point_head', [width, width, width]);
  yield* mlpShapes('transformer.decoder.ref_anchor_head', [width, width, 1]);
  yield* mlpShapes('transformer.decoder.bbox_embed', [width, width, width, 2]);
}

function* allShapes(config: QdDetrConfig): Shapes {
  const { hidden_dim: width } = config;
  yield* projectionShapes(config);
  yield ['global_rep_token', [width]];
  yield ['global_rep_pos', [width]];
  for (const name of ['transformer.t2v_encoder', 'transformer.encoder']) {
    yield* encoderShapes(name, config);
    yield* activations(name, config.enc_layers);
  }
  yield* decoderShapes(config);
  yield ['query_embed.weight', [config.num_queries, 2]];
  yield* linearShapes('class_embed', width, 2);
  yield* mlpShapes('span_embed', [width, width, width, 2]);
  yield* linearShapes('saliency_proj1', width, width);
  yield* linearShapes('saliency_proj2', width, width);
}

/** Every parameter's shape by name; a linear weight is [out, in]. */
export const parameterShapes = (config: QdDetrConfig): ParameterShapes => new Map(allShapes(config));

/** Seeded initial values as in `initialValues`; the global token and its place are unit normal. */
export function initialParameters(config: QdDetrConfig, seed: number): Map<string, Float32Array> {
  const shapes = parameterShapes(config);
  const slopes = [...shapes.keys()].filter((name) => name.endsWith('.activation.weight'));
  return initialValues(shapes, seed, {
    global_rep_token: (random) => random.normal(),
    global_rep_pos: (random) => random.normal(),
    ...Object.fromEntries(slopes.map((name) => [name, () => INITIAL_SLOPE])),
  });
}
