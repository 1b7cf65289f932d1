/** MiniLM's sentence encoder with all weights in 32 bits, to measure the smaller one by. */
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { defaultCacheFolder } from '../../models/encoders/cache.ts';
import { MINILM_CONFIG, TUNED_FILE } from '../../models/encoders/minilm/config.ts';
import { bertGraph, EXACT } from '../../models/encoders/minilm/export.ts';
import { readMinilm } from '../../models/encoders/minilm/weights.ts';
import { MINILM } from '../../models/weights/registry.ts';
import { requireWeights } from '../../models/weights/store.ts';
import type { Encoder } from '../../src/analysis/encoders/index.ts';
import { openTextEncoder } from '../../src/analysis/encoders/text.ts';

/** Opens it from the weights in the user's cache. */
export async function exactMinilm(threads: number): Promise<Encoder<string>> {
  const weights = await requireWeights(MINILM, defaultCacheFolder());
  const parameters = await readMinilm(join(weights, 'model.safetensors'), TUNED_FILE);
  const model = Buffer.from(bertGraph(parameters, MINILM_CONFIG, EXACT));
  const entry = {
    kind: 'bert-mean-pooled',
    name: 'minilm in 32 bits',
    width: 512,
    model: 'text.onnx',
    tokenizer: 'tokenizer.json',
  } as const;
  const read = (file: string): Promise<Buffer> =>
    file === entry.model ? Promise.resolve(model) : readFile(join(weights, file));
  return openTextEncoder({ path: weights, read }, entry, threads);
}
