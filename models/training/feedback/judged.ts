/** People's feedback as judgements on what the checkpoint thinks of the same sentences now. */
import {
  add,
  earliest,
  FOREVER,
  fromSeconds,
  latest,
  subtract,
  toSeconds,
  ZERO,
  type Micros,
} from '../../../src/streams/time.ts';
import type { Frame, SpeechEvent, Span } from '../../../src/streams/values.ts';
import type { TalkModel } from '../../evaluation/talks/sight.ts';
import type { Judgement } from './fit.ts';
import { opinionsOn, type Opinion, type OpinionModel } from './opinions.ts';
import type { FeedbackKind, FeedbackTalk, SentenceFeedback, SpokenSentence, UnusedFeedback } from './talk.ts';

/** What feedback counts beside a veto. A pin may only mean that a moment must not be lost to another one nearby. */
const WEIGHTS: Readonly<Record<FeedbackKind, number>> = { veto: 1, swap: 1, pin: 0.5, 'by-hand': 1 };

/**
 * What of a show is shown to the network around a sentence: what was said in the minutes before tells the mood, what comes after
 * it is in the last windows that see it.
 */
const BEFORE = fromSeconds(240);
const AFTER = fromSeconds(20);
/** Sentences embedded in one call. */
const EMBED_AT_ONCE = 64;

/** A judgement and what it was made of. */
export interface JudgedFeedback extends Judgement {
  readonly kind: FeedbackKind;
  readonly sfx: string;
}

/** What a show teaches. */
export interface JudgedTalk {
  readonly judgements: readonly JudgedFeedback[];
  /** Opinions on the sentences near them that nobody said anything of. */
  readonly untouched: readonly Opinion[];
  readonly unused: readonly UnusedFeedback[];
}

/** A checkpoint that can be shown words alone. */
export type WordModel = Pick<TalkModel, 'embedTexts' | 'picture'> & OpinionModel;

/** Shows the stretches of a talk that people spoke of to the checkpoint. */
export async function judgedTalk(
  { sentences, feedback }: FeedbackTalk,
  model: WordModel,
): Promise<JudgedTalk> {
  const opinions = new Map<string, Opinion>();
  for (const stretch of stretchesOf(sentences, feedback))
    for (const [id, opinion] of await opinionsIn(stretch, sentences, model)) opinions.set(id, opinion);
  const judgements: JudgedFeedback[] = [];
  const unused: UnusedFeedback[] = [];
  for (const { kind, sentence, sfx } of feedback) {
    const effect = model.rows.get(sfx);
    const opinion = opinions.get(sentence);
    if (effect === undefined) unused.push({ kind, reason: `the library has no effect ${sfx}` });
    else if (opinion === undefined) unused.push({ kind, reason: 'the checkpoint sees no sentence there' });
    else judgements.push({ kind, sfx, opinion, wanted: kind !== 'veto', effect, weight: WEIGHTS[kind] });
  }
  const touched = new Set(feedback.map(({ sentence }) => sentence));
  const untouched = [...opinions].flatMap(([id, opinion]) => (touched.has(id) ? [] : [opinion]));
  return { judgements, untouched, unused };
}

/** The parts of a talk that lie around feedback, in order; none touches another. */
function stretchesOf(sentences: readonly SpokenSentence[], feedback: readonly SentenceFeedback[]): Span[] {
  const judged = new Set(feedback.map(({ sentence }) => sentence));
  const stretches: Span[] = [];
  for (const { id, start, end } of sentences) {
    if (!judged.has(id)) continue;
    const stretch = { start: latest(ZERO, subtract(start, BEFORE)), end: add(end, AFTER) };
    const last = stretches.at(-1);
    if (last === undefined || last.end < stretch.start) stretches.push(stretch);
    else stretches[stretches.length - 1] = { start: last.start, end: latest(last.end, stretch.end) };
  }
  return stretches;
}

async function opinionsIn(
  { start, end }: Span,
  sentences: readonly SpokenSentence[],
  model: WordModel,
): Promise<Map<string, Opinion>> {
  const spoken = sentences.filter((sentence) => sentence.end > start && sentence.start < end);
  const shifted = (time: Micros): Micros => latest(ZERO, subtract(time, start));
  const speech: SpeechEvent[] = [];
  for (let first = 0; first < spoken.length; first += EMBED_AT_ONCE) {
    const part = spoken.slice(first, first + EMBED_AT_ONCE);
    const vectors = await model.embedTexts(part.map(({ text }) => text));
    for (const [i, { id, text, ...span }] of part.entries()) {
      const embedding = vectors[i];
      if (embedding === undefined) throw new Error('internal: a sentence got no embedding');
      const times = { start: shifted(span.start), end: shifted(earliest(span.end, end)) };
      speech.push({ type: 'subtitle', subtitle: { id, text, ...times, embedding, final: true } });
    }
  }
  speech.push({ type: 'progress', upTo: FOREVER });
  const seconds = Math.ceil(toSeconds(subtract(end, start)));
  const frames = Array.from({ length: seconds }, (_, i): Frame => ({
    at: fromSeconds(i),
    embedding: model.picture,
  }));
  return opinionsOn({ frames, speech }, model);
}
