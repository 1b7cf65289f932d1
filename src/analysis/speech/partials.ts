/** Sentences of a segment that still grows: when to recognise it again, and what of the result can be relied on. */
import { type Micros } from '../../streams/time.ts';
import { cleanWords } from '../../streams/words/clean.ts';
import { cutLong } from '../../streams/words/cut.ts';
import { sentenceCase } from '../../streams/words/sentence-case.ts';
import { frameTime, framesIn } from './format.ts';
import { type Extent, PADDING, type Segment } from './segmenter.ts';
import { splitSentences, timeSentences } from './sentences.ts';

/** A recognised sentence before it has an embedding. */
export interface Sentence {
  /** Prefix, segment and place in it: `s3.0` is the first sentence of segment 3. */
  readonly id: string;
  readonly start: Micros;
  readonly end: Micros;
  readonly text: string;
  /** Not final: the same id may come again with another text or span, or be retracted. */
  readonly final: boolean;
}

/** Why an open segment is recognised: nobody has spoken for a moment, or it has grown. */
export type Occasion = 'pause' | 'growth';

/**
 * How much an open segment grows in speech without a pause before it is recognised again: this much, and later this
 * share of its length, so that 12 s without a pause cost two hypotheses (at 5 and 10 s) of 15 s together. Pauses
 * are what matters. Talks whose sentences stand 0.25 to 0.4 s apart, with steps of 1 s (never growing | growing by
 * half) or with pauses alone: first emitted 0.47 | 0.47 | 0.48 s after a sentence's end (p50), for 0.40 | 0.18 |
 * 0.14 s of a core a second of speech. Without partial results it is 2.8 s and 0.07 (bench/speech.ts --live).
 */
const LEAST_STEP = framesIn(5);
const STEP_SHARE = 0.5;

/** Says when an open segment is worth recognising. Depends on the voice frames alone. */
export class PartialClock {
  #start = -1;
  /** Length of the segment when it was last due. */
  #last = 0;

  /** To be asked after each frame of an open segment. */
  due({ start, voiced, length }: Extent): Occasion | undefined {
    if (start !== this.#start) [this.#start, this.#last] = [start, 0];
    const silent = start + length - 1 - voiced;
    const grown = silent === 0 && length - this.#last >= Math.max(LEAST_STEP, STEP_SHARE * length);
    // Exactly here, because a segment that ends with this pause is recognised from these very samples.
    const occasion = silent === PADDING ? 'pause' : grown ? 'growth' : undefined;
    if (occasion) this.#last = length;
    return occasion;
  }
}

/**
 * The sentences of a segment, from the words heard in it, tidied as captions are: some recognisers write capitals
 * throughout, name noises, or give all of a long segment as one sentence.
 */
export function sentencesOf(segment: Segment, text: string, prefix: string, final: boolean): Sentence[] {
  // A person's exclamation mark says something; a recogniser's only that the voice was bright, and it sets many.
  const words = sentenceCase(cleanWords(text)).replaceAll('!', '.');
  return timeSentences(splitSentences(words), segment.frames)
    .map((sentence) => ({
      start: frameTime(segment.start + sentence.start),
      end: frameTime(segment.start + sentence.end),
      text: sentence.text,
    }))
    .flatMap(cutLong)
    .map((sentence, index) => ({ id: `${prefix}s${segment.index}.${index}`, ...sentence, final }));
}

/**
 * What successive hypotheses of one segment agree on (local agreement, Liu et al. 2020, of two hypotheses): a
 * sentence is emitted when the hypothesis before had the same words up to its end mark and this one goes on behind
 * it. The last sentence of a hypothesis is emitted only in a pause, as the best guess until more is heard.
 */
export class Hypotheses {
  #index = -1;
  #before = '';
  #told = new Map<string, Sentence>();

  /** Takes the newest hypothesis; returns those of its sentences to emit: relied on, and new or changed. */
  hear(segment: Segment, sentences: readonly Sentence[], occasion: Occasion): Sentence[] {
    if (segment.index !== this.#index) this.#begin(segment.index);
    let text = '';
    const agreed = sentences.filter((sentence, index) => {
      text = `${text}${sentence.text}\n`;
      if (index === sentences.length - 1) return occasion === 'pause';
      return this.#before.startsWith(text);
    });
    this.#before = text;
    const news = agreed.filter((sentence) => !same(sentence, this.#told.get(sentence.id)));
    for (const sentence of news) this.#told.set(sentence.id, sentence);
    return news;
  }

  /** The segment is over with these sentences: returns the ids emitted before that are not among them. */
  end(segment: Segment, sentences: readonly Sentence[]): string[] {
    if (segment.index !== this.#index) return [];
    const ids = [...this.#told.keys()];
    this.#begin(-1);
    return ids.filter((id) => !sentences.some((sentence) => sentence.id === id));
  }

  #begin(index: number): void {
    this.#index = index;
    this.#before = '';
    this.#told = new Map();
  }
}

const same = (a: Sentence, b: Sentence | undefined): boolean =>
  b !== undefined && a.text === b.text && a.start === b.start && a.end === b.end;
