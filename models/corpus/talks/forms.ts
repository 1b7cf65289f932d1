/** The forms in which the same words are written: as they are said, in small letters without any marks, louder or calmer. */
import { cleanWords } from '../../../src/streams/words/clean.ts';
import { sentenceCase } from '../../../src/streams/words/sentence-case.ts';
import type { Random } from '../../training/random.ts';

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

/** Shares of stretches that are written with more exclamation marks than their writer gave them, and without any. */
const LOUDER = 0.2;
const CALMER = 0.2;

/**
 * A stretch as another captioner would have written it. Those of solemn speeches put exclamation marks behind whole
 * paragraphs, most put none anywhere: a mark alone must not make a moment.
 */
export function inSomeVoice<Line extends { readonly text: string }>(
  lines: readonly Line[],
  random: Random,
): readonly Line[] {
  const voice = random.next();
  if (voice < CALMER) return lines.map((line) => ({ ...line, text: line.text.replace(/!+/g, '.') }));
  if (voice >= CALMER + LOUDER) return lines;
  const share = random.next();
  return lines.map((line) =>
    random.next() < share ? { ...line, text: line.text.replace(/\.$/, '!') } : line,
  );
}
