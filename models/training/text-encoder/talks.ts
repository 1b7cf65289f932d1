/** Tunes the sentence encoder on the project's own talks, with the grammar's sentences and plain talk among them. */
import { labelledSentences } from '../../corpus/talks/labelled.ts';
import { plainTalkFrom } from '../../corpus/talks/speeches.ts';
import { defaultCacheFolder } from '../../encoders/cache.ts';
import { MINILM } from '../../weights/registry.ts';
import { requireWeights } from '../../weights/store.ts';
import { Random } from '../random.ts';
import { mixSeed } from '../seeds.ts';
import { tuneTextEncoder, writeTuned, type Tuned } from './tune.ts';

/** What the encoder is tuned on, and where the result goes. */
export interface TuneOnTalksOptions {
  /** Where the tuned part is written. */
  readonly file: string;
  /** Real plain talk; without it speeches in the public domain, where they are installed. */
  readonly plain?: string;
  readonly seed: number;
  readonly threads: number;
  readonly signal?: AbortSignal;
  readonly say?: (line: string) => void;
}

/**
 * Tunes and writes the file. Resolves to undefined, and writes nothing, when it was interrupted. Rejects with a
 * `WeightsFilesError` when the published weights are not on this machine.
 */
export async function tuneOnTalks(options: TuneOnTalksOptions): Promise<Tuned | undefined> {
  const { file, seed, threads, signal, say } = options;
  const weights = await requireWeights(MINILM, defaultCacheFolder());
  const plain = await plainTalkFrom(options.plain);
  const drawn = new Random(mixSeed(seed, 11));
  const tuned = await tuneTextEncoder({
    weights,
    sentences: () => labelledSentences({ split: 'train', language: 'en', plain, random: drawn }),
    validation: [
      ...labelledSentences({
        split: 'val',
        language: 'en',
        plain: undefined,
        random: new Random(mixSeed(seed, 12)),
      }),
    ],
    seed,
    threads,
    ...(signal === undefined ? {} : { signal }),
    ...(say === undefined ? {} : { say }),
  });
  if (tuned !== undefined) await writeTuned(file, tuned);
  return tuned;
}
