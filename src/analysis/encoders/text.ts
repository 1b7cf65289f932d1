/** Sentences to vectors, whatever cuts them into tokens: batches by length, padding, one session. */
import { Tensor } from '../onnxruntime.ts';
import type { Encoder } from './encoder.ts';
import { openBertTokenizer } from './bert-tokens.ts';
import type { EncoderFolder, TextEntry } from './manifest.ts';
import { openMuseTokenizer } from './muse-tokens.ts';
import { openSession, rows } from './session.ts';
import { openUseTokenizer } from './use-tokens.ts';

/**
 * Sentences are padded to a multiple of this, so that few shapes occur, and only sentences of one padded length share a
 * call, so that little is spent on padding. A subtitle has about 12 tokens.
 */
const TOKEN_STEP = 4;
/** More sentences a call gain nothing: measured 2.1, 1.2 and 1.0 ms a sentence for 1, 4 and 16 of 8 tokens, one thread. */
const MAX_ROWS = 16;
/** The empty text has no tokens, and the network no answer for it: it counts as one space. */
const BLANK = ' ';

/** The kinds whose network was written here; what others exported is run by `chinese-clip/text.ts`. */
export type OwnTextEntry = Exclude<TextEntry, { kind: 'clip-bert-text' }>;

/** Token ids of a text: at least one, at most as many as the network reads. Any string but the empty one is allowed. */
type Tokens = (text: string) => readonly number[];

interface Sentence {
  readonly place: number;
  readonly tokens: readonly number[];
}

/**
 * Opens the encoder. It takes any string; the empty text gets the embedding of one space, and of a very long text
 * only the first tokens count (128 of a Universal Sentence Encoder's, 64 of BERT's). Vectors have 512 values: of
 * unit length from a Universal Sentence Encoder; from `bert-mean-pooled` 384 of length 6 and 128 within ±1 where it
 * was tuned, else 384 of unit length and 128 zeros.
 */
export async function openTextEncoder(
  folder: Pick<EncoderFolder, 'path' | 'read'>,
  entry: OwnTextEntry,
  threads: number,
): Promise<Encoder<string>> {
  const encode = await openTokens(folder, entry);
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
      const sentences = texts.map((text, place) => ({ place, tokens: encode(text === '' ? BLANK : text) }));
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

function openTokens(folder: Pick<EncoderFolder, 'path' | 'read'>, entry: OwnTextEntry): Promise<Tokens> {
  switch (entry.kind) {
    case 'universal-sentence-encoder-lite':
      return openUseTokenizer(folder, entry.vocabulary);
    case 'bert-mean-pooled':
      return openBertTokenizer(folder, entry.tokenizer);
    case 'universal-sentence-encoder-multilingual':
      return openMuseTokenizer(folder, entry.pieces);
  }
}

function byLength(sentences: readonly Sentence[]): Map<number, Sentence[]> {
  return Map.groupBy(sentences, ({ tokens }) => Math.ceil(tokens.length / TOKEN_STEP) * TOKEN_STEP);
}
