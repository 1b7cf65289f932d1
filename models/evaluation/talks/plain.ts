/** Makes a talk of plain sentences, with times, so that it can be shown to the network (`sightTalk`). */
import { captionsOf, type Talk, type TalkSentence } from './talk.ts';

/** As fast as people talk, and how long they pause between sentences, in seconds. */
const WORDS_PER_SECOND = 2.6;
const PAUSE = 0.15;
/** Chinese and the like, which part no words: characters a second. */
const CHARACTERS_PER_SECOND = 4.5;

const secondsOf = (text: string): number =>
  /\p{Script=Han}/u.test(text)
    ? text.length / CHARACTERS_PER_SECOND
    : text.trim().split(/\s+/).length / WORDS_PER_SECOND;

/** Consecutive sentences said at an even pace, none of them key: what `fitSensitivity` takes as plain talk. */
export function plainTalk(id: string, texts: readonly string[]): Talk {
  const sentences: TalkSentence[] = [];
  let at = PAUSE;
  for (const text of texts) {
    const end = at + secondsOf(text);
    sentences.push({ start: at, end, text, kind: null });
    at = end + PAUSE;
  }
  return { id, genre: 'plain talk', mood: 'quiet', duration: at, sentences, captions: captionsOf(sentences) };
}
