/** What the sizes of Moment-DETR, QD-DETR and UniVTG have in common, under the names of the authors' `config.json`. */
import { z } from 'zod';
import type { DmConfig } from '../dm/config.ts';

/** A size of a network: 1, 2, … */
export const size = z.int().positive();

/** Values of a frame's vector that say where it is; see `placedFrames`. */
export const PLACES = 2;

/**
 * The part that the three share. Options that their authors' code has, and that would change a formula here, are refused unless
 * they are off.
 */
export const retrievalShape = {
  hidden_dim: size.refine((width) => width % 2 === 0, 'must be even: a position is sine and cosine pairs'),
  /** Attention heads. */
  nheads: size,
  enc_layers: size,
  dim_feedforward: size,
  /** Width of a frame's vector, its two places included. */
  v_feat_dim: size.min(PLACES + 1),
  /** Width of a text token's vector. */
  t_feat_dim: size,
  /** Layers of the projections in front. */
  n_input_proj: size.default(2),
  layer_norm_eps: z.number().positive().default(1e-5),
  use_txt_pos: z.literal(false).default(false),
  pre_norm: z.literal(false).default(false),
  position_embedding: z.literal('sine').default('sine'),
  span_loss_type: z.literal('l1').default('l1'),
} as const;

/** The part that Moment-DETR and QD-DETR share. */
export const queryShape = {
  ...retrievalShape,
  dec_layers: size,
  /** Moments that the decoder looks for. */
  num_queries: size,
} as const;

/** Widths of the frames' and sentences' vectors of windows that a network of such sizes reads. */
export const vectorWidths = ({
  v_feat_dim,
  t_feat_dim,
}: {
  readonly v_feat_dim: number;
  readonly t_feat_dim: number;
}) => ({ frame: v_feat_dim - PLACES, text: t_feat_dim });

/** Encoder and decoder layers of the authors' networks. */
const LAYERS = 2;

/** The widths of a network beside a D&M of the sizes given: the same. */
export const widthsBeside = (dm: DmConfig) => ({
  hidden_dim: dm.hidden_dim,
  nheads: dm.head_num,
  dim_feedforward: dm.ffn_dim,
  v_feat_dim: dm.frame_dim + PLACES,
  t_feat_dim: dm.text_dim,
});

/** The sizes of a network with queries, beside a D&M of the sizes given: as wide, but as deep as its authors have it. */
export const queriesBeside = (dm: DmConfig) => ({
  ...widthsBeside(dm),
  enc_layers: LAYERS,
  dec_layers: LAYERS,
  num_queries: dm.query_num,
});

/** Fails where the heads do not share the width evenly. */
export const headsFit = ({ hidden_dim: width, nheads: heads }: { hidden_dim: number; nheads: number }) =>
  width % heads === 0;
/** What {@link headsFit} says where it fails. */
export const HEADS_MESSAGE = { error: 'must divide hidden_dim', path: ['nheads'] };
