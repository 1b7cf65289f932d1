/** The tokens of Universal Sentence Encoder multilingual: pieces between the start and the end of a sentence. */
import { EncoderFilesError } from './encoder.ts';
import type { EncoderFolder } from './manifest.ts';
import { readPieceModel } from './muse/model-file.ts';
import { unigram } from './muse/unigram.ts';

/** Ids of the symbols around a sentence. */
const [START, END] = [1, 2] as const;
/** With both symbols. The network has no limit; a spoken sentence has about 20 tokens, and its time grows with each. */
const MAX_TOKENS = 128;

/** Reads SentencePiece's model `file` of `folder`. Rejects with an `EncoderFilesError` when it is none. */
export async function openMuseTokenizer(
  folder: Pick<EncoderFolder, 'path' | 'read'>,
  file: string,
): Promise<(text: string) => readonly number[]> {
  const bytes = await folder.read(file);
  const encode = open(folder.path, file, bytes);
  return (sentence) => [START, ...encode(sentence).slice(0, MAX_TOKENS - 2), END];
}

function open(folder: string, file: string, bytes: Buffer): (text: string) => number[] {
  try {
    return unigram(readPieceModel(bytes));
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new EncoderFilesError(folder, `${file} is no SentencePiece model (${cause.message})`, { cause });
  }
}
