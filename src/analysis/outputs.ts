/** What a network's session answered, by name. */
import { TAGS, type Window } from '../streams/values.ts';
import { verdictOf, type SentenceVerdict } from './decision.ts';
import type { Tensor } from './onnxruntime.ts';

/** The output of networks that classify sentences, whose classes are "no effect" and then the tags. */
const SENTENCE_LOGITS = 'sentence_logits';
/** And of those that classify by context, too: a row for each sentence of the windows, one after the other. */
const CONTEXT_LOGITS = 'context_logits';

/**
 * What a network that classifies sentences says of each window's own, in the order of the subtitles;
 * undefined for one that does not. `places` is the padded length of the `asr` stream. Where it has two
 * classifiers, their logits are averaged.
 */
export function sentenceVerdicts(
  outputs: Readonly<Record<string, Tensor>>,
  windows: readonly Window[],
  places: number,
): SentenceVerdict[][] | undefined {
  if (!(SENTENCE_LOGITS in outputs)) return undefined;
  const logits = floats(outputs, SENTENCE_LOGITS);
  const classes = 1 + TAGS.length;
  const byContext = CONTEXT_LOGITS in outputs ? floats(outputs, CONTEXT_LOGITS) : undefined;
  let row = 0;
  return windows.map(({ subtitles }, w) =>
    subtitles.map((_, place) => {
      const from = (w * places + place) * classes;
      const own = logits.subarray(from, from + classes);
      const other = byContext?.subarray(row * classes, (row + 1) * classes);
      row += 1;
      return verdictOf(other === undefined ? own : own.map((logit, i) => (logit + other[i]!) / 2));
    }),
  );
}

/** The values of a float output. Throws where there is none of that name. */
export function floats(outputs: Readonly<Record<string, Tensor>>, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (!(data instanceof Float32Array)) throw new Error(`internal: the network gave no float output ${name}`);
  return data;
}
