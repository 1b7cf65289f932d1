/**
 * Vectors that are remembered while the process lives: all sessions that share it bring the same library, whose hundred
 * effects took four seconds of processor time each time that a session began.
 */
import { createHash } from 'node:crypto';
import type { Encoder } from './encoder.ts';
import { soundBytes } from './kept-vectors.ts';

/**
 * The same encoder, but that it remembers the last `most` vectors by `keyOf` their inputs. Its owner releases the encoder;
 * whoever gets a vector must not change it.
 */
export function rememberingVectors<Input>(
  encoder: Pick<Encoder<Input>, 'name' | 'embed'>,
  keyOf: (input: Input) => string,
  most: number,
): Pick<Encoder<Input>, 'embed'> {
  // In the order in which they were wanted last. Promises, so that sessions that begin at once compute each once.
  const known = new Map<string, Promise<Float32Array>>();

  function remember(key: string, vector: Promise<Float32Array>): void {
    known.delete(key);
    known.set(key, vector);
    for (const oldest of known.keys()) {
      if (known.size <= most) break;
      known.delete(oldest);
    }
  }

  function compute(inputs: readonly Input[], keys: readonly string[]): void {
    const all = encoder.embed(inputs);
    for (const [at, key] of keys.entries()) {
      const vector = all.then((vectors) => {
        const own = vectors[at];
        if (own === undefined) throw new Error(`internal: ${encoder.name} gave no vector`);
        return own;
      });
      remember(key, vector);
      // What failed is tried again by whoever asks next.
      vector.catch(() => {
        if (known.get(key) === vector) known.delete(key);
      });
    }
  }

  return {
    async embed(batch) {
      const keys = batch.map(keyOf);
      const wanted = new Map(keys.map((key, at) => [key, batch[at] as Input]));
      const fresh = [...wanted].filter(([key]) => !known.has(key));
      if (fresh.length > 0)
        compute(
          fresh.map(([, input]) => input),
          fresh.map(([key]) => key),
        );
      const vectors = keys.map((key) => known.get(key));
      for (const [at, key] of keys.entries()) {
        const vector = vectors[at];
        if (vector !== undefined) remember(key, vector);
      }
      return Promise.all(vectors.map((vector, at) => vector ?? only(encoder.embed([batch[at] as Input]))));
    },
  };
}

async function only(answer: Promise<readonly Float32Array[]>): Promise<Float32Array> {
  const [vector] = await answer;
  if (vector === undefined) throw new Error('internal: an encoder gave no vector');
  return vector;
}

/** Tells sounds apart by their samples. */
export const soundKey = (samples: Float32Array): string =>
  createHash('sha256').update(soundBytes(samples)).digest('base64');
