import type { BertConfig } from '../../models/encoders/minilm/config.ts';
import { bertShapes, taskShapes } from '../../models/encoders/minilm/parameters.ts';
import { pseudoRandom } from './finite-differences.ts';

/** Small enough for finite differences of every parameter. */
export const TINY: BertConfig = {
  vocab_size: 7,
  max_position_embeddings: 6,
  type_vocab_size: 2,
  hidden_size: 4,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 5,
  layer_norm_eps: 1e-12,
  task_size: 3,
};

/** Fixed values for every parameter, task layer included; norms scale by about 1. */
export function tinyParameters(config: BertConfig = TINY): Map<string, Float32Array> {
  const shapes = [...bertShapes(config), ...taskShapes(config)];
  return new Map(
    shapes.map(([name, shape], seed) => {
      const values = pseudoRandom(
        shape.reduce((product, size) => product * size, 1),
        seed + 1,
      );
      const around = name.endsWith('LayerNorm.weight') ? 1 : 0;
      return [name, Float32Array.from(values, (value) => around + 0.5 * value)];
    }),
  );
}
