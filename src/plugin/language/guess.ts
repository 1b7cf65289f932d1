/** tinyld behind the port of the language gate. It takes 8 MB and a tenth of a second to load: import this file late. */
import { detectAll } from 'tinyld';
import type { LanguageGuess } from '../../streams/language.ts';

/** Languages of books and games that nobody speaks in a show; short texts and names are often taken for them. */
const UNSPOKEN: ReadonlySet<string> = new Set(['la', 'eo', 'vo', 'tlh']);

/** Which languages a sentence may be in, the likeliest first; none where it cannot tell. */
export const guessLanguages = (text: string): LanguageGuess[] =>
  detectAll(text)
    .filter(({ lang }) => !UNSPOKEN.has(lang))
    .map(({ lang, accuracy }) => ({ language: lang, share: accuracy }));
