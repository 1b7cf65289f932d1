/** Sizes of a QD-DETR, under the names of the authors' `config.json`. */
import { z } from 'zod';
import type { Scope } from '../network.ts';
import { HEADS_MESSAGE, headsFit, queryShape } from '../retrieval/config.ts';

/** Checks the sizes. */
export const qdDetrSchema = z
  .object(queryShape)
  .refine(headsFit, HEADS_MESSAGE)
  .refine(({ hidden_dim: width }) => width % 4 === 0, {
    error: 'must be a multiple of 4: half of the channels, in pairs, are for each number of a box',
    path: ['hidden_dim'],
  });

/** Sizes of a QD-DETR. */
export type QdDetrConfig = z.infer<typeof qdDetrSchema>;

/** Where QD-DETR finds its sizes and parameters. */
export type QdDetrScope = Scope<QdDetrConfig>;
