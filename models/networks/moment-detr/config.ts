/** Sizes of a Moment-DETR, under the names of the authors' `config.json`. */
import { z } from 'zod';
import type { Scope } from '../network.ts';
import { HEADS_MESSAGE, headsFit, queryShape } from '../retrieval/config.ts';

/** Checks the sizes. */
export const momentDetrSchema = z.object(queryShape).refine(headsFit, HEADS_MESSAGE);

/** Sizes of a Moment-DETR. */
export type MomentDetrConfig = z.infer<typeof momentDetrSchema>;

/** Where Moment-DETR finds its sizes and parameters. */
export type MomentDetrScope = Scope<MomentDetrConfig>;
