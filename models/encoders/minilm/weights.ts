/** Where MiniLM's parameters come from: the published weights, and the part that was tuned on talks. */
import { existsSync } from 'node:fs';
import { readWeights } from '../../training/safetensors.ts';
import { MINILM_CONFIG } from './config.ts';
import { bertShapes, mergeParameters, type BertParameters } from './parameters.ts';

/**
 * The parameters from the published file `base`, each replaced where the file `tuned` has one of its name; where there is no such
 * file those as published, without a task layer. Rejects with a `DataError` or a `WeightsError` that names the fault.
 */
export async function readMinilm(base: string, tuned: string): Promise<BertParameters> {
  const shapes = bertShapes(MINILM_CONFIG);
  const published = await readWeights(base, (name) => shapes.has(name));
  return mergeParameters(MINILM_CONFIG, published, existsSync(tuned) ? await readWeights(tuned) : new Map());
}
