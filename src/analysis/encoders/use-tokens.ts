/** Universal Sentence Encoder lite's tokens, from the vocabulary beside its model. */
import { parseEncoderFile } from './manifest.ts';
import type { EncoderFolder } from './manifest.ts';
import { tokenizer, vocabularySchema } from './sentencepiece.ts';

/** The network was published with this limit: later tokens of a sentence are ignored. */
const MAX_TOKENS = 128;

/** Reads the vocabulary `file` of `folder`. Rejects with an `EncoderFilesError` when it is none. */
export async function openUseTokenizer(
  folder: Pick<EncoderFolder, 'path' | 'read'>,
  file: string,
): Promise<(text: string) => readonly number[]> {
  const text = (await folder.read(file)).toString();
  const { encode } = tokenizer(parseEncoderFile(folder.path, file, text, vocabularySchema));
  return (sentence) => encode(sentence).slice(0, MAX_TOKENS);
}
