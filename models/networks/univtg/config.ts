/** Sizes of a UniVTG, under the names of the authors' `config.json`. */
import { z } from 'zod';
import type { Scope } from '../network.ts';
import { HEADS_MESSAGE, headsFit, retrievalShape } from '../retrieval/config.ts';

/** Checks the sizes. */
export const univtgSchema = z.object(retrievalShape).refine(headsFit, HEADS_MESSAGE);

/** Sizes of a UniVTG. */
export type UnivtgConfig = z.infer<typeof univtgSchema>;

/** Where UniVTG finds its sizes and parameters. */
export type UnivtgScope = Scope<UnivtgConfig>;
