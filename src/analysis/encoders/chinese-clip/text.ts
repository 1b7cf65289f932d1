/** Sentences to vectors by the text tower of Chinese-CLIP: BERT's word pieces, at most as many as it was trained with. */
import { Tensor } from '../../onnxruntime.ts';
import { openBertTokenizer } from '../bert-tokens.ts';
import { EncoderFilesError, type Encoder } from '../encoder.ts';
import { describe, fits, isFixed, openForeignModel, vectorOf, type ForeignModel } from '../foreign-model.ts';
import type { EncoderFolder, TextEntry } from '../manifest.ts';
import type { SessionInput } from '../session.ts';

/** What is fed beside the tokens, by the names that all exporters give them: 1 for a token, and the sentence's number. */
const BESIDE: Readonly<Record<string, 'mask' | 'zeros'>> = {
  attention_mask: 'mask',
  token_type_ids: 'zeros',
};

/**
 * Opens the encoder. Its model takes token ids, int64 or int32 [n, length], filled up with 0 ([PAD]) where the length is
 * fixed, and maybe `attention_mask` and `token_type_ids` of the same shape; it gives one float32 [n, 512]. It takes any
 * string, of which the first `contextLength` − 2 word pieces count.
 */
export async function openClipTextEncoder(
  folder: Pick<EncoderFolder, 'path' | 'read'>,
  entry: Extract<TextEntry, { kind: 'clip-bert-text' }>,
  threads: number,
): Promise<Encoder<string>> {
  const { name, width, model, normalize, contextLength } = entry;
  const encode = await openBertTokenizer(folder, entry.tokenizer, contextLength);
  return openForeignModel({ folder, name, model, threads, width }, (opened) => {
    const { session, output } = opened;
    const length = lengthOf(opened, contextLength);
    if (length === undefined)
      throw new EncoderFilesError(
        folder.path,
        `${model} takes ${describe(session.inputs)}, not the ids of ${contextLength} tokens`,
      );
    return {
      name,
      width,
      async embed(texts) {
        const vectors: Float32Array[] = [];
        // One a call, at its own length where the model allows it: most sentences are far shorter than the longest.
        for (const text of texts) {
          const ids = encode(text);
          const size = length === 'any' ? ids.length : length;
          const feeds = session.inputs.map((input) => [input.name, feed(input, ids, size)] as const);
          vectors.push(vectorOf(await session.run(Object.fromEntries(feeds), output), width, normalize));
        }
        return vectors;
      },
      release: () => session.release(),
    };
  });
}

/** How many tokens the model takes: always so many, or any number; undefined where it is no such model. */
function lengthOf({ session: { inputs } }: ForeignModel, most: number): number | 'any' | undefined {
  const [ids, ...more] = inputs.filter(({ name }) => !Object.hasOwn(BESIDE, name));
  const lengths = new Set(inputs.map(({ shape }) => (isFixed(shape[1]) ? shape[1] : 'any')));
  const sound = inputs.every((input) => fits(input, [1, isFixed(input.shape[1]) ? input.shape[1] : most]));
  const [length] = lengths;
  if (ids === undefined || more.length > 0 || !sound || lengths.size !== 1) return undefined;
  if (!inputs.every(({ type }) => type === 'int64' || type === 'int32')) return undefined;
  return length === 'any' || (length !== undefined && length >= most) ? length : undefined;
}

/** What one input is fed: [1, size]. */
function feed({ name, type }: SessionInput, ids: readonly number[], size: number): Tensor {
  const what = BESIDE[name] ?? 'ids';
  const values = Array.from({ length: size }, (_, at) => {
    if (what === 'zeros' || at >= ids.length) return 0;
    return what === 'mask' ? 1 : (ids[at] ?? 0);
  });
  return type === 'int64'
    ? new Tensor('int64', BigInt64Array.from(values, BigInt), [1, size])
    : new Tensor('int32', Int32Array.from(values), [1, size]);
}
