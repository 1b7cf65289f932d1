/** Sizes of an R2-Tuning, under the names of the authors' `config.json`. */
import { z } from 'zod';
import type { Scope } from '../network.ts';
import { PLACES, size } from '../retrieval/config.ts';

const powerOfTwo = size.refine((stride) => Number.isInteger(Math.log2(stride)), 'must be a power of two');

/** Checks the sizes. Options of the authors' code that would change a formula here are refused unless they are off. */
export const r2TuningSchema = z
  .object({
    /** Widths of a frame token's and a text token's vector. */
    video_dim: size,
    query_dim: size,
    /** Layers of the frozen encoders that are read, the deepest first. */
    layers_k: size,
    dims: size.refine((width) => width % 2 === 0, 'must be even: a position is sine and cosine pairs'),
    /** Attention heads. */
    heads: size,
    /** Inner width of the feed-forward layers, in widths. */
    ffn_ratio: size,
    /** Frames to a point of each level of the pyramid. */
    strides: z
      .array(powerOfTwo)
      .min(1)
      .refine((all) => all.every((stride, at) => stride > (all[at - 1] ?? 0)), 'must rise'),
    /** Whether frames carry their places in the video. */
    use_tef: z.boolean().default(true),
    /** Most moments of a video that are reported. */
    max_num_moment: size.default(50),
    merge_cls_sal: z.literal(true).default(true),
    layer_norm_eps: z.number().positive().default(1e-5),
  })
  .refine(({ dims, heads }) => dims % heads === 0, { error: 'must divide dims', path: ['heads'] });

/** Sizes of an R2-Tuning. */
export type R2TuningConfig = z.infer<typeof r2TuningSchema>;

/** Where R2-Tuning finds its sizes and parameters. */
export type R2TuningScope = Scope<R2TuningConfig>;

/** Width of a frame token with its places. */
export const placedWidth = ({ video_dim, use_tef }: R2TuningConfig): number =>
  video_dim + (use_tef ? PLACES : 0);
