/** Text in capitals throughout, as television writes it, to what it would be elsewhere. */
import { isShouted } from './count.ts';

/** Short forms that have a vowel, and so look like words. */
const ACRONYMS: ReadonlySet<string> = new Set(
  'AI API ASAP ATM AC BBQ CEO DIY EU FAQ HDMI ID IQ LED LOL OK OMG RAM SUV UFO UK UN UPS USA USB UV UX VIP'.split(
    ' ',
  ),
);
/** Without a vowel, and no short forms. */
const WORDS: ReadonlySet<string> = new Set(
  'HM HMM MM MMM SH SHH SHHH PSST PFFT TSK BRR BRRR GRR GRRR NTH VS CM MM KM KG MG ML LB LBS FT MPH'.split(
    ' ',
  ),
);
const TITLES: ReadonlySet<string> = new Set(['MR', 'MRS', 'MS', 'DR', 'ST', 'JR', 'SR']);
const ORDINAL = /^\d+(?:ST|ND|RD|TH|S|X|AM|PM)$/u;
const WORD = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*/gu;
/** The first letter of the text, and of what follows an end mark. */
const SENTENCE_START = /(^|[.?!…]["'”’)]*\s+)([^\p{L}\p{N}]*)(\p{Ll})/gu;

/**
 * Text in capitals throughout in sentence case: the first letters of sentences, "I", titles and short forms ("USB", "TV",
 * "MP3") keep their capitals; names lose them, since nobody can tell. Text with a small letter in it stays as it is, with
 * what it shouts.
 */
export function sentenceCase(text: string): string {
  if (!isShouted(text)) return text;
  return text
    .replace(WORD, inSmallLetters)
    .replace(
      SENTENCE_START,
      (_whole, before: string, marks: string, letter: string) => `${before}${marks}${letter.toUpperCase()}`,
    );
}

function inSmallLetters(word: string): string {
  if (/^I(?:['’]|$)/u.test(word)) return `I${word.slice(1).toLowerCase()}`;
  if (TITLES.has(word)) return `${word.charAt(0)}${word.slice(1).toLowerCase()}`;
  return isShortForm(word) ? word : word.toLowerCase();
}

function isShortForm(word: string): boolean {
  if (ACRONYMS.has(word)) return true;
  if (ORDINAL.test(word) || WORDS.has(word)) return false;
  // Latin letters alone: other scripts have other vowels.
  return (
    /^[A-Z0-9]{2,5}$/u.test(word) && /[A-Z]/u.test(word) && (/\d/u.test(word) || !/[AEIOUY]/u.test(word))
  );
}
