/** Codes of languages (ISO 639) and what they are called in English. */

const NAMES = new Intl.DisplayNames(['en'], { type: 'language' });

/** Its English name, or the code itself where there is none. */
export const languageName = (code: string): string => NAMES.of(code) ?? code;

/** Whether there is a language with this code. */
export const isLanguage = (code: string): boolean => /^[a-z]{2,3}$/.test(code) && languageName(code) !== code;
