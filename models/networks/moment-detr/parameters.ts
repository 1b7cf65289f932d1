/** The parameters of Moment-DETR: names and shapes as in the authors' checkpoints, but for text positions, which nothing reads. */
import type { ParameterShapes } from '../network.ts';
import {
  attentionShapes,
  encoderShapes,
  layerShapes,
  linearShapes,
  mlpShapes,
  normShapes,
  projectionShapes,
  type Shapes,
} from '../retrieval/shapes.ts';
import type { MomentDetrConfig } from './config.ts';

function* allShapes(config: MomentDetrConfig): Shapes {
  const { hidden_dim: width } = config;
  yield* projectionShapes(config);
  yield* encoderShapes('transformer.encoder', config);
  for (let layer = 0; layer < config.dec_layers; layer++) {
    const name = `transformer.decoder.layers.${layer}`;
    yield* attentionShapes(`${name}.self_attn`, width);
    yield* attentionShapes(`${name}.multihead_attn`, width);
    yield* layerShapes(name, config, 3);
  }
  yield* normShapes('transformer.decoder.norm', width);
  yield ['query_embed.weight', [config.num_queries, width]];
  yield* linearShapes('class_embed', width, 2);
  yield* mlpShapes('span_embed', [width, width, width, 2]);
  yield* linearShapes('saliency_proj', width, 1);
}

/** Every parameter's shape by name; a linear weight is [out, in]. */
export const parameterShapes = (config: MomentDetrConfig): ParameterShapes => new Map(allShapes(config));
