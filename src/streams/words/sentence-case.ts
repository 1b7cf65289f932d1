/** Text in capitals throughout, as television writes it, or with one at each word, to what it would be elsewhere. */
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
/** What stands between two words where the second begins a sentence. */
const SENTENCE_END = /[.?!…]["'”’)]*\s/u;

/** Words that titles write small. */
const SMALL_IN_TITLES: ReadonlySet<string> = new Set(
  'a an the and but or nor for of in on at to by with from as into over per via vs'.split(' '),
);
/** Nobody writes these with a capital inside a sentence, unless everything has one. */
const NEVER_NAMES: ReadonlySet<string> = new Set(
  (
    'a an the and but or so if for of in on at to by with from as is are was were be been it its this that these those ' +
    'you your we our they them their he him his she her my me who what when where why how not no can will would could ' +
    'should do does did have has had just now then there here all get got very too more us am because than which while ' +
    'every some any many much both other another also only again being going doing done know think really itself'
  ).split(' '),
);
/** A verb follows these, which has no capital, unless everything has one. */
const SUBJECT = /^(?:It|You|We|They|He|She) \p{Lu}/u;
/** Fewer words with capitals behind a subject may all be one name, such as that of a film. */
const LEAST_TITLE = 4;
/** A word with a capital inside a sentence: behind a full stop, a colon or a quotation mark another one may begin. */
const INSIDE = /(?<=[\p{L}\p{M}\p{N}],? )\p{Lu}\p{Ll}[\p{L}\p{M}]*(?:['’]\p{L}+)?/gu;
/** "Won't" and "You'll" are no names; "Samsung's" may be. */
const SHORTENED = /['’](?:t|re|ve|ll|d|m)$/iu;
/** A whole text in quotation marks is quoted as it was written. */
const QUOTED = /^["“„«'‘]/u;
/**
 * Text in capitals throughout, or with a capital at each word, in sentence case: the first letters of sentences, "I",
 * titles and short forms ("USB", "TV", "MP3") keep their capitals; names lose them, since nobody can tell. Other text
 * stays as it is, with what it shouts.
 */
export function sentenceCase(text: string): string {
  if (isShouted(text)) return recased(text, inSmallLetters);
  return isTitled(text) ? recased(text, inSmallWords) : text;
}

/**
 * Whether each word has a capital but for those that titles write small, and one of them has it although no name does;
 * others may well be a name ("Samsung Galaxy Watch Ultra").
 */
export function isTitled(text: string): boolean {
  const words = text.match(WORD)?.filter((word) => /^\p{L}/u.test(word)) ?? [];
  const [, ...later] = words;
  const capitals = later.filter((word) => /^\p{Lu}/u.test(word));
  if (!later.every((word) => /^\p{Lu}/u.test(word) || SMALL_IN_TITLES.has(word))) return false;
  if (!/^\p{Lu}/u.test(words[0] ?? '') || !capitals.some((word) => /^\p{Lu}\p{Ll}/u.test(word))) return false;
  if (QUOTED.test(text)) return false;
  if (SUBJECT.test(text) && capitals.length + 1 >= LEAST_TITLE) return true;
  return (text.match(INSIDE) ?? []).some(isNeverName);
}

const isNeverName = (word: string): boolean =>
  SHORTENED.test(word) || NEVER_NAMES.has(word.replace(/['’].*$/u, '').toLowerCase());

function recased(text: string, change: (word: string) => string): string {
  const parts: string[] = [];
  let from = 0;
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const between = text.slice(from, index);
    const small = change(word);
    const begins = parts.length === 0 || SENTENCE_END.test(between);
    parts.push(between, begins ? small.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase()) : small);
    from = index + word.length;
  }
  return parts.join('') + text.slice(from);
}

/** What is in capitals throughout stays, since here it is a short form or shouted. */
function inSmallWords(word: string): string {
  if (word === 'A') return 'a';
  if (!/^\p{Lu}\p{Ll}/u.test(word) || TITLES.has(word.toUpperCase())) return word;
  return word.toLowerCase();
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
