/** Labelled sentences as batches of one padded length, with what the frozen layers make of them. */
import { InferenceSession, Tensor } from '../../../src/analysis/onnxruntime.ts';
import type { LabelledSentence } from '../../corpus/talks/labelled.ts';
import type { Random } from '../random.ts';

/** Token ids of one sentence, its target shares of the kinds and what it counts. */
export interface Example {
  readonly ids: readonly number[];
  readonly kinds: readonly number[];
  readonly weight: number;
}

/** Examples of about one length; `tokens` is the length that each is padded to. */
export interface Bucket {
  readonly tokens: number;
  readonly examples: readonly Example[];
}

/** A graph is compiled for each length; the encoder itself takes at most the last. */
const LENGTHS: readonly number[] = [12, 20, 32, 48, 64];

/** Sentences as examples; `encode` gives token ids with both marks, at most 64. */
export function examplesOf(
  sentences: Iterable<LabelledSentence>,
  encode: (text: string) => readonly number[],
): Example[] {
  return Array.from(sentences, ({ text, kinds, weight }) => ({ ids: encode(text), kinds, weight }));
}

/** Batches of at most `size`, each of one padded length, in random order; every example once. */
export function buckets(examples: readonly Example[], size: number, random: Random): Bucket[] {
  const lengthOf = ({ ids }: Example): number =>
    LENGTHS.find((length) => length >= ids.length) ?? Math.max(...LENGTHS);
  const shuffled = random.sample(examples, Infinity);
  const batches: Bucket[] = [];
  for (const [tokens, group] of Map.groupBy(shuffled, lengthOf))
    for (let first = 0; first < group.length; first += size)
      batches.push({ tokens, examples: group.slice(first, first + size) });
  return random.sample(batches, Infinity);
}

/** Token ids [rows, tokens] padded with −1. */
export function tokensOf({ tokens, examples }: Bucket): Int32Array {
  const ids = new Int32Array(examples.length * tokens).fill(-1);
  examples.forEach((example, row) => {
    ids.set(example.ids.slice(0, tokens), row * tokens);
  });
  return ids;
}

/** Target shares [rows, kinds] and weights [rows]. */
export function labelsOf({ examples }: Bucket): { target: Float32Array; weight: Float32Array } {
  return {
    target: Float32Array.from(examples.flatMap(({ kinds }) => kinds)),
    weight: Float32Array.from(examples, ({ weight }) => weight),
  };
}

/** The frozen layers as a session with one owner. */
export class LowerLayers implements AsyncDisposable {
  readonly #session: InferenceSession;

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  /** `model` is what `lowerLayersGraph` wrote. */
  static async open(model: Uint8Array, threads: number): Promise<LowerLayers> {
    return new LowerLayers(
      await InferenceSession.create(model, { intraOpNumThreads: threads, logSeverityLevel: 3 }),
    );
  }

  /** [rows, tokens, width] of a bucket; values at padded places mean nothing. Blocks the calling thread. */
  async hidden(bucket: Bucket): Promise<Float32Array> {
    const tokens = new Tensor('int32', tokensOf(bucket), [bucket.examples.length, bucket.tokens]);
    const { hidden } = await this.#session.run({ tokens });
    if (!(hidden?.data instanceof Float32Array))
      throw new Error('internal: the frozen layers gave no floats');
    return hidden.data;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session.release();
  }
}

/** The mean over each row's own tokens: [rows, tokens, width] → [rows, width]. */
export function meansOf(hidden: Float32Array, { tokens, examples }: Bucket, width: number): Float32Array {
  const means = new Float32Array(examples.length * width);
  examples.forEach(({ ids }, row) => {
    const own = Math.min(ids.length, tokens);
    for (let token = 0; token < own; token++)
      for (let k = 0; k < width; k++)
        means[row * width + k]! += hidden[(row * tokens + token) * width + k]! / own;
  });
  return means;
}
