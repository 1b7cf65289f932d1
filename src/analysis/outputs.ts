/** What a network's session answered, by name. */
import type { Tag, Window } from '../streams/values.ts';
import { verdictOf, type Feedback, type SentenceVerdict } from './decision.ts';
import type { Tensor } from './onnxruntime.ts';
import { SENTENCES_AHEAD } from './sentence-context.ts';

/** The output of networks that tell by themselves how probable a moment is, before any effect is looked at. */
const FOREGROUND = 'moment_foreground';
/** The output of networks that classify sentences, whose classes are "no effect" and then the manifest's tags. */
const SENTENCE_LOGITS = 'sentence_logits';
/** And of those that classify by context, too: a row for each sentence of the windows, one after the other. */
const CONTEXT_LOGITS = 'context_logits';
/** With it, for the same rows: the logit of solemn talk. */
const MOOD_LOGITS = 'mood_logits';
/** Of networks that learned from people, for the same rows: what is added to a sentence's log-odds, and its vector for effects. */
const FEEDBACK_KEY = 'feedback_key';
const FEEDBACK_EFFECTS = 'feedback_effects';
/**
 * How sharply solemn talk is parted from other moods. Dark humour lies at logits of −3 to 0, the hardest solemn talks at 0 to 1:
 * a flatter gate takes from shows what it keeps from these.
 */
const MOOD_SHARPNESS = 3;
/**
 * So much is taken from the logit, divided by the sentences that tell it and one: a greeting sounds alike at a show and at a
 * memorial. It is 1.2 after four sentences, 0.3 after nineteen. With 4 instead of 6 a price right after a greeting was not played.
 */
const FEW_TOLD = 6;

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
  const feedback = feedbackIn(outputs);
  let row = 0;
  return windows.map(({ subtitles, before }, w) =>
    subtitles.map((_, place) => {
      const from = (w * places + place) * classes;
      const own = logits.subarray(from, from + classes);
      const other = byContext?.subarray(row * classes, (row + 1) * classes);
      const told = (before?.count ?? 0) + Math.min(place + 1 + SENTENCES_AHEAD, subtitles.length);
      const open = moods === undefined ? 1 : moodGate(moods[row]!, told);
      const learned = feedback?.(row);
      row += 1;
      const verdict = verdictOf(
        other === undefined ? own : own.map((logit, i) => (logit + other[i]!) / 2),
        tags,
      );
      // Squared, since the moment's probability will be the geometric mean of this and of the query's.
      const gated = { ...verdict, key: verdict.key * open ** 2 };
      return learned === undefined ? gated : { ...gated, feedback: learned };
    }),
  );
}

/** What a network learned from people, by the row of a sentence; undefined for one that did not. Copied: outputs are disposed. */
function feedbackIn(outputs: Readonly<Record<string, Tensor>>): ((row: number) => Feedback) | undefined {
  if (!(FEEDBACK_KEY in outputs)) return undefined;
  const keys = floats(outputs, FEEDBACK_KEY);
  const effects = floats(outputs, FEEDBACK_EFFECTS);
  const width = effects.length / keys.length;
  return (row) => ({ key: keys[row]!, effects: effects.slice(row * width, (row + 1) * width) });
}

/**
 * What is left of a moment's probability, by the logit of solemn talk and the number of sentences that tell it: all of it far
 * below 0, ½ there, hardly any above. At the beginning of a show little is believed.
 */
const moodGate = (logit: number, told: number): number =>
  1 / (1 + Math.exp(MOOD_SHARPNESS * (logit - FEW_TOLD / (told + 1))));

/** How probable a moment is where each query lies, for `rows` queries in order; 1 where SFX0 alone decides that. */
export function foregrounds(outputs: Readonly<Record<string, Tensor>>, rows: number): Float32Array {
  return FOREGROUND in outputs ? floats(outputs, FOREGROUND) : new Float32Array(rows).fill(1);
}

/** The values of a float output. Throws where there is none of that name. */
export function floats(outputs: Readonly<Record<string, Tensor>>, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (!(data instanceof Float32Array)) throw new Error(`internal: the network gave no float output ${name}`);
  return data;
}
