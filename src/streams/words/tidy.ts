/** Turns captions as they were written into sentences like those that the network was trained on. */
import type { TimedText } from '../values.ts';
import { cleanWords } from './clean.ts';
import { cutLong } from './cut.ts';
import { joinSentences } from './join.ts';

/** One caption: a sentence, or the text of one caption cue. */
export type Caption = TimedText;

/**
 * The sentences of captions, in order of start: without speakers' names, sound descriptions and music marks, not in
 * capitals throughout, put together where they were cut or are very short (`joinSentences`), and parted where they are
 * very long (`cutLong`). Captions without words are left out. What is tidy already stays as it is, but for very long
 * sentences. `src/captions/sentences/join-live.ts` gives the same while captions arrive.
 */
export function tidyCaptions(captions: readonly Caption[]): Caption[] {
  const clean = captions
    .map(({ start, end, text }) => ({ start, end, text: cleanWords(text) }))
    .filter(({ text }) => text !== '')
    .sort((a, b) => a.start - b.start || a.end - b.end);
  return joinSentences(clean, true).flatMap(({ start, end, text }) => cutLong({ start, end, text }));
}
