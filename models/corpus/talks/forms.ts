/** The forms in which the same words are written: as they are said, and in small letters without any marks. */
import { cleanWords } from '../../../src/streams/words/clean.ts';
import { sentenceCase } from '../../../src/streams/words/sentence-case.ts';

/** Marks that part words where no space does. */
const DASHES = /[—–…]|\.{2,}/g;
/** Marks of Chinese: no space stands beside them, and none is left in their place. */
const WIDE_MARKS = /[，。！？；：、“”‘’《》（）·]/g;
/** Marks at the edge of a word or alone; those inside (it's, 19.99, T-shirt) stay, and so do percent and the like. */
const EDGE_MARKS = /(?<![\p{L}\p{N}])[\p{P}--[\%\&\@\#]]+|[\p{P}--[\%\&\@\#]]+(?![\p{L}\p{N}])/gv;

/** As automatic captions write: small letters, no marks. Words that consist of marks vanish. */
export const withoutMarks = (text: string): string =>
  text
    .toLowerCase()
    .replace(WIDE_MARKS, '')
    .replace(DASHES, ' ')
    .replace(EDGE_MARKS, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** The name of a speaker that captions keep, since it may be a word of the sentence. */
const NAME = /^\p{Lu}[\p{L}'’]+: +/u;

/** What a recogniser or automatic captions can get: the words without who says them, and not in capitals throughout. */
export const saidWords = (text: string): string => sentenceCase(cleanWords(text).replace(NAME, ''));
