/** Sentences to vectors: Universal Sentence Encoder lite. */
import { Tensor } from '../onnxruntime.ts';
import type { Encoder } from './encoder.ts';
import { parseEncoderFile } from './manifest.ts';
import type { EncoderFolder, TextEntry } from './manifest.ts';
import { tokenizer, vocabularySchema } from './sentencepiece.ts';
import { openSession, rows } from './session.ts';

/** The network was published with this limit: later tokens of a sentence are ignored. */
const MAX_TOKENS = 128;
/**
 * Sentences are padded to a multiple of this, so that few shapes occur, and only sentences of one padded length share a
 * call, so that little is spent on padding. A subtitle has about 12 tokens.
 */
const TOKEN_STEP = 4;
/** More sentences a call gain nothing: measured 2.1, 1.2 and 1.0 ms a sentence for 1, 4 and 16 of 8 tokens, one thread. */
const MAX_ROWS = 16;
/** The empty text has no tokens, and the network no answer for it: it counts as one space. */
const BLANK = ' ';

interface Sentence {
  readonly place: number;
  readonly tokens: readonly number[];
}

/**
 * Opens the encoder. It takes any string; the empty text gets the embedding of one space, and of a very long text the
 * first 128 tokens count. Vectors have 512 values of unit length.
 */
export async function openTextEncoder(
  folder: EncoderFolder,
  entry: TextEntry,
  threads: number,
): Promise<Encoder<string>> {
  const text = (await folder.read(entry.vocabulary)).toString();
  const vocabulary = parseEncoderFile(folder.path, entry.vocabulary, text, vocabularySchema);
  const { encode } = tokenizer(vocabulary);
  const session = await openSession(entry.name, await folder.read(entry.model), threads);

  async function embedRows(batch: readonly Sentence[], length: number): Promise<Float32Array[]> {
    const tokens = new Int32Array(batch.length * length).fill(-1);
    batch.forEach((sentence, row) => tokens.set(sentence.tokens, row * length));
    const input = new Tensor('int32', tokens, [batch.length, length]);
    return rows(await session.run({ tokens: input }, 'embedding'), entry.width);
  }

  return {
    name: entry.name,
    width: entry.width,
    async embed(texts) {
      const sentences = texts.map((text, place) => ({
        place,
        tokens: encode(text === '' ? BLANK : text).slice(0, MAX_TOKENS),
      }));
      const answers = new Array<Float32Array>(texts.length);
      for (const [length, group] of byLength(sentences))
        for (let first = 0; first < group.length; first += MAX_ROWS) {
          const batch = group.slice(first, first + MAX_ROWS);
          const vectors = await embedRows(batch, length);
          batch.forEach(({ place }, row) => (answers[place] = vectors[row] as Float32Array));
        }
      return answers;
    },
    release: () => session.release(),
  };
}

function byLength(sentences: readonly Sentence[]): Map<number, Sentence[]> {
  return Map.groupBy(sentences, ({ tokens }) => Math.ceil(tokens.length / TOKEN_STEP) * TOKEN_STEP);
}
