/** Sentences of whole talks with their context, drawn at random: what the classifiers of sentences and of moods are fitted on. */
import { FEATURE_WIDTH } from '../../src/analysis/pack.ts';
import { sentenceContext } from '../../src/analysis/sentence-context.ts';
import { beforeIn, earlierIn, sentenceClassesIn, textsIn, type Spoken } from '../corpus/generated-source.ts';
import { WINDOW } from '../corpus/windows.ts';
import type { Random } from './random.ts';

/** A talk to draw from. */
export interface RowTalk extends Spoken {
  readonly solemn: boolean;
}

/** A sentence as a window shows it. */
export interface TalkRow {
  /** Its row of `sentenceContexts` [CONTEXT_PARTS · 512]. */
  readonly context: Float32Array;
  /** 0 for none, 1 + tag of its moment, −1 where an effect is a matter of taste. */
  readonly sentenceClass: number;
  readonly solemn: boolean;
}

/** What rows are drawn from. */
export interface TalkRowsOptions {
  readonly talks: readonly RowTalk[];
  /** Tag of each effect of the library, by row. */
  readonly tags: Int32Array;
  /** Most sentences of a window, the blank not counted, and from before it. */
  readonly maxTexts: number;
  readonly earlier: number;
}

/** Draws one sentence after the other: any sentence of any talk is as likely, in any window that shows its middle. */
export type DrawRow = (random: Random) => TalkRow;

/** @throws RangeError where no talk has a sentence */
export function talkRows({ talks, tags, maxTexts, earlier }: TalkRowsOptions): DrawRow {
  const places = talks.flatMap((talk) => talk.asr.map((_, place) => ({ talk, place })));
  if (places.length === 0) throw new RangeError('no talk has a sentence to draw');
  return (random) => {
    const { talk, place } = random.pick(places);
    const { start, end } = talk.asr[place]!;
    const middle = (start + end) / 2;
    const earliest = Math.max(0, Math.ceil(middle - WINDOW));
    const latest = Math.max(earliest, Math.floor(start));
    const first = earliest + random.below(latest - earliest + 1);
    const asr = textsIn(talk, first, WINDOW, maxTexts);
    const shown = asr.findIndex(({ embedding }) => embedding === talk.asr[place]!.embedding);
    const before = beforeIn(talk, first);
    const item = {
      tts: earlierIn(talk, first, WINDOW, earlier),
      asr,
      ...(before === undefined ? {} : { before }),
    };
    const at = Math.max(shown, 0);
    return {
      context: sentenceContext(item, at, FEATURE_WIDTH),
      sentenceClass: sentenceClassesIn(talk, first, WINDOW, maxTexts, tags)[at] ?? 0,
      solemn: talk.solemn,
    };
  };
}
