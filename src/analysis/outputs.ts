/** What a network's session answered, by name. */
import { TAGS, type Window } from '../streams/values.ts';
import { verdictOf, type SentenceVerdict } from './decision.ts';
import type { Tensor } from './onnxruntime.ts';

/** The output of networks that classify sentences, whose classes are none and then the tags. */
const SENTENCE_LOGITS = 'sentence_logits';
/** What a network that classifies sentences says of each window's own; undefined for one that does not. */
export function sentenceVerdicts(
  outputs: Readonly<Record<string, Tensor>>,
  windows: readonly Window[],
  places: number,
): SentenceVerdict[][] | undefined {
  if (!(SENTENCE_LOGITS in outputs)) return undefined;
  const logits = floats(outputs, SENTENCE_LOGITS);
  const classes = 1 + TAGS.length;
  return windows.map(({ subtitles }, w) =>
    subtitles.map((_, place) => {
      const from = (w * places + place) * classes;
      return verdictOf(logits.subarray(from, from + classes));
    }),
  );
}

/** The values of a float output. Throws where there is none of that name. */
export function floats(outputs: Readonly<Record<string, Tensor>>, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (!(data instanceof Float32Array)) throw new Error(`internal: the network gave no float output ${name}`);
  return data;
}
