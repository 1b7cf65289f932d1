/** Sizes of a D&M network, as the `config.json` next to its weights states them. */
import { z } from 'zod';
import type { NetworkConfig, Scope } from '../network.ts';

const size = z.int().positive();
const rate = z.number().min(0).lt(1);

/**
 * Checks a `config.json`. Names are those of the authors' configuration; a `_dim` is the width of a vector.
 */
export const dmConfigSchema = z.object({
  /** As for every network; a configuration without a type means D&M. */
  type: z.exactOptional(z.literal('dm')),
  frame_dim: size,
  text_dim: size,
  /** Width of an effect's audio feature. */
  ast_dim: size,
  /** Moments that the decoder looks for in a window. */
  query_num: size,
  hidden_dim: size.refine((width) => width % 2 === 0, 'must be even: a position is sine and cosine pairs'),
  head_num: size,
  /** Width of one attention head. */
  att_dim: size,
  encoder_layer_num: size,
  decoder_layer_num: size,
  ffn_dim: size,
  /** Tags of effects, each with a learned vector. */
  tag_num: size,
  layer_norm_eps: z.number().positive().default(1e-5),
  att_dropout: rate.default(0),
  ffn_dropout: rate.default(0),
  /**
   * Classes of a head that classifies each sentence from the encoder's output (no effect, then the tags); 0: the
   * paper's network, without that head. It is trained along with the rest, and its verdict on a moment's sentence
   * is combined with the query's (src/analysis/decision.ts).
   */
  sentence_classes: z.int().nonnegative().default(0),
  /**
   * Hidden values of a second classifier of the same classes, which takes a sentence's vector with its neighbours' and the
   * mean of what surrounds it; 0: none. It is fitted separately, and its logits are averaged with those of the first.
   */
  context_hidden: z.int().nonnegative().default(0),
  /** What the second classifier counts in that mean; the first has the rest. */
  context_share: z.number().min(0).max(1).default(0.5),
  /**
   * Whether it holds what it learned from people's vetoes and swaps: a linear layer on each sentence's vector, whose values are
   * added to the decision. Needs `sentence_classes`.
   */
  feedback: z.boolean().default(false),
});

/** Sizes and rates of a D&M network. */
export type DmConfig = z.infer<typeof dmConfigSchema>;

/** Where D&M finds its sizes and parameters. */
export type DmScope = Scope<DmConfig>;

/** The sizes of a network that is D&M; undefined for one of another type. Throws zod's error where they are none. */
export const dmConfigOf = (config: NetworkConfig): DmConfig | undefined =>
  (config.type ?? 'dm') === 'dm' ? dmConfigSchema.parse(config) : undefined;

/** The paper's network: 12,049,411 parameters. */
export const FULL_CONFIG: DmConfig = {
  frame_dim: 512,
  text_dim: 512,
  ast_dim: 1024,
  query_num: 10,
  hidden_dim: 256,
  head_num: 8,
  att_dim: 32,
  encoder_layer_num: 6,
  decoder_layer_num: 6,
  ffn_dim: 1024,
  tag_num: 6,
  layer_norm_eps: 1e-5,
  att_dropout: 0,
  ffn_dropout: 0,
  sentence_classes: 0,
  context_hidden: 0,
  context_share: 0.5,
  feedback: false,
};
