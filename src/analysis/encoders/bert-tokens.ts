/** BERT's tokens: word pieces between [CLS] and [SEP], by the tokenizer file that the network was published with. */
import { z } from 'zod';
import { EncoderFilesError } from './encoder.ts';
import { parseEncoderFile } from './manifest.ts';
import type { EncoderFolder } from './manifest.ts';

/** Of MiniLM, with [CLS] and [SEP]. A spoken sentence has about 19; the time for a sentence grows with each. */
const MAX_TOKENS = 64;
/**
 * Text beyond this many UTF-16 units is ignored: 62 pieces of spoken words have some 300. It keeps a pasted book from
 * costing seconds.
 */
const MAX_UNITS = 8192;

/**
 * The library checks nothing itself. These are the parts of the file without which it fails with a puzzling error.
 */
const tokenizerSchema = z.looseObject({
  model: z.looseObject({ type: z.literal('WordPiece'), vocab: z.record(z.string(), z.int().nonnegative()) }),
  normalizer: z.looseObject({ type: z.string() }).nullable(),
  pre_tokenizer: z.looseObject({ type: z.string() }).nullable(),
  added_tokens: z.array(z.looseObject({ id: z.int().nonnegative(), content: z.string() })),
});

/** What is used of the library, whose own types do not resolve by Node's rules (imports without extension). */
interface Library {
  readonly Tokenizer: new (
    contents: object,
    config: object,
  ) => {
    encode(text: string, options: { readonly add_special_tokens: boolean }): { readonly ids: number[] };
    token_to_id(token: string): number | undefined;
  };
}

/**
 * Reads the `tokenizer.json` named `file` of `folder`; a text has at most `most` tokens, [CLS] and [SEP] included. Rejects with an
 * `EncoderFilesError` when it is none.
 */
export async function openBertTokenizer(
  folder: Pick<EncoderFolder, 'path' | 'read'>,
  file: string,
  most: number = MAX_TOKENS,
): Promise<(text: string) => readonly number[]> {
  const text = (await folder.read(file)).toString();
  const contents = parseEncoderFile(folder.path, file, text, tokenizerSchema);
  const { Tokenizer } = (await import('@huggingface/tokenizers')) as unknown as Library;
  const tokenizer = new Tokenizer(contents, {});
  const special = (token: string): number => {
    const id = tokenizer.token_to_id(token);
    if (id === undefined) throw new EncoderFilesError(folder.path, `${file} has no ${token}`);
    return id;
  };
  const [first, last] = [special('[CLS]'), special('[SEP]')];
  return (sentence) => {
    const { ids } = tokenizer.encode(sentence.slice(0, MAX_UNITS), { add_special_tokens: false });
    return [first, ...ids.slice(0, most - 2), last];
  };
}
