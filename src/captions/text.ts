/** The words of a caption without what is no word: markup, names of speakers, sound descriptions. */
import { cleanLines } from '../streams/words/clean.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
  lrm: '',
  rlm: '',
};

const MARKUP = /<\/?[a-zA-Z0-9][^>]*>|\{\\[^}]*\}/g;

/** The words of a cue on one line; '' when there are none. */
export const plainText = (lines: readonly string[]): string =>
  cleanLines(
    lines.map((line) =>
      line.replace(MARKUP, '').replace(/&([a-z]+);/g, (entity, key: string) => ENTITIES[key] ?? entity),
    ),
  );

/** A stranger's text, cut to what fits in a message. */
export const short = (text = ''): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
