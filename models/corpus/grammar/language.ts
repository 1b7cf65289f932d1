/** Small rules of English that slots need: articles, third person, plurals. */

const SIBILANT = /(s|x|z|ch|sh|o)$/;

const thirdPersonVerb = (verb: string): string => {
  if (verb === 'have') return 'has';
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ies`;
  return SIBILANT.test(verb) ? `${verb}es` : `${verb}s`;
};

/** "boil water" → "boils water"; "never need ironing" → "never needs ironing". */
export function thirdPerson(phrase: string): string {
  const words = phrase.split(' ');
  const at = words[0] === 'never' || words[0] === 'even' ? 1 : 0;
  words[at] = thirdPersonVerb(words[at] ?? '');
  return words.join(' ');
}

const pluralWord = (word: string): string => {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  if (word.endsWith('shelf') || word.endsWith('knife')) return `${word.replace(/fe?$/, '')}ves`;
  if (word.endsWith('mouse') || word.endsWith('scissors') || word.endsWith('shears')) return word;
  return /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
};

/** "pair of jeans" → "pairs of jeans"; "coffee mug" → "coffee mugs". */
export function plural(noun: string): string {
  const [head, ...rest] = noun.split(/( of | for | and | with )/);
  return `${pluralWord(head ?? '')}${rest.join('')}`;
}

// Written with a vowel, spoken with a consonant, or the other way round.
const CONSONANT_SOUND = /^(one|once|uni|use|usu|eu|uku|usb)/i;
const VOWEL_SOUND = /^([aeio]|u|hour|honest|x-|eight|eleven)/i;

/**
 * Turns "a" into "an" where the next word asks for it.
 * @internal Its rules are tested word by word.
 */
export const fixArticles = (text: string): string =>
  text.replace(/\b([Aa]) (?=([\w-]+))/g, (whole, article: string, next: string) =>
    VOWEL_SOUND.test(next) && !CONSONANT_SOUND.test(next) ? `${article}n ` : whole,
  );

/** Closes gaps, begins with a capital and ends with a mark. */
export function tidy(text: string): string {
  const closed = fixArticles(text)
    .replace(/\s+/g, ' ')
    .replace(/ ([,.!?])/g, '$1')
    .replace(/,(?=[,.!?])/g, '')
    .trim();
  const marked = /[.!?]$/.test(closed) ? closed : `${closed}.`;
  return marked.replace(
    /(^|[.!?] )([a-z])/g,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
}
