/** What a network's session answered, by name. */
import type { Tag, Window } from '../streams/values.ts';
import { verdictOf, type SentenceVerdict } from './decision.ts';
import type { Tensor } from './onnxruntime.ts';

/** The output of networks that classify sentences, whose classes are "no effect" and then the manifest's tags. */
const SENTENCE_LOGITS = 'sentence_logits';
/** And of those that classify by context, too: a row for each sentence of the windows, one after the other. */
const CONTEXT_LOGITS = 'context_logits';
/** With it, for the same rows: whether the talk around is of another mood or solemn. */
const MOOD_LOGITS = 'mood_logits';
const MOODS = 2;

/**
 * What a network that classifies sentences says of each window's own, in the order of the subtitles;
 * undefined for one that does not. `places` is the padded length of the `asr` stream, `tags` the order of the classes
 * behind the first, which is that of the manifest. Where it has two
 * classifiers, their logits are averaged; where it tells moods, sentences in solemn talk are
 * improbable.
 */
export function sentenceVerdicts(
  outputs: Readonly<Record<string, Tensor>>,
  windows: readonly Window[],
  places: number,
  tags: readonly Tag[],
): SentenceVerdict[][] | undefined {
  if (!(SENTENCE_LOGITS in outputs)) return undefined;
  const logits = floats(outputs, SENTENCE_LOGITS);
  const classes = 1 + tags.length;
  const byContext = CONTEXT_LOGITS in outputs ? floats(outputs, CONTEXT_LOGITS) : undefined;
  const moods = MOOD_LOGITS in outputs ? floats(outputs, MOOD_LOGITS) : undefined;
  let row = 0;
  return windows.map(({ subtitles }, w) =>
    subtitles.map((_, place) => {
      const from = (w * places + place) * classes;
      const own = logits.subarray(from, from + classes);
      const other = byContext?.subarray(row * classes, (row + 1) * classes);
      const solemn = moods === undefined ? 0 : solemnity(moods.subarray(row * MOODS, (row + 1) * MOODS));
      row += 1;
      const verdict = verdictOf(
        other === undefined ? own : own.map((logit, i) => (logit + other[i]!) / 2),
        tags,
      );
      // By its square, in a probability that is the geometric mean of this and of the query's: solemn talk must stay silent
      // even where a sentence alone would be a sure moment, and shows are hardly ever taken for it.
      return { ...verdict, key: verdict.key * (1 - solemn) ** 4 };
    }),
  );
}

/** The probability of a solemn mood, from logits of any other and of it. */
const solemnity = ([other = 0, solemn = 0]: Float32Array): number => 1 / (1 + Math.exp(other - solemn));

/** The values of a float output. Throws where there is none of that name. */
export function floats(outputs: Readonly<Record<string, Tensor>>, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (!(data instanceof Float32Array)) throw new Error(`internal: the network gave no float output ${name}`);
  return data;
}
