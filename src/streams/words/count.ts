/** Words and sentence ends, in scripts with and without spaces. */

/** A letter of a script that writes no spaces between words: two of three Chinese words have two of them. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu;
const LETTERS_A_WORD = 1.5;
const WORD = /[\p{L}\p{M}\p{N}'’]+/gu;
const ENDS_UNSPACED =
  /[。！？，、；：」』）\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}][”’]*$/u;
const ENDS_SENTENCE = /[.?!…。！？]["'”’)»]*$/u;

/** Fewer words than this are no sentence of their own beside another one: they are spoken in one breath with it. */
export const LEAST_WORDS = 4;

/** How many words there are, about; a fraction where the script does not mark them. */
export function wordsIn(text: string): number {
  const unspaced = text.match(UNSPACED)?.length ?? 0;
  return unspaced / LETTERS_A_WORD + (text.replace(UNSPACED, ' ').match(WORD)?.length ?? 0);
}

/** Two pieces of text that follow each other; with a space, unless the script writes none. */
export function joinText(before: string, after: string): string {
  if (before === '') return after;
  return ENDS_UNSPACED.test(before) ? `${before}${after}` : `${before} ${after}`;
}

/** Whether it ends as a sentence does. */
export const isEnded = (text: string): boolean => ENDS_SENTENCE.test(text);

/** Whether it is in capitals throughout; a single capital ("I") is not. */
export const isShouted = (text: string): boolean => /\p{Lu}.*\p{Lu}/u.test(text) && !/\p{Ll}/u.test(text);
