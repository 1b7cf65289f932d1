/** The words of a caption without what is no word: markup, names of speakers, sound descriptions. */
import { withoutMarkup } from '../core/subtitle-packet.ts';
import { cleanLines } from '../streams/words/clean.ts';

/** Characters of one caption, markup included; what is longer is cut. A screenful of karaoke tags has 2 000. */
export const LONGEST_CAPTION = 16_384;

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  lrm: '',
  rlm: '',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
};

/** The longest are `&#1114111;` and `&hellip;`. */
const ENTITY = /&(?:([a-z]{2,6})|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi;

/** A caption's lines without markup, as they are shown; empty ones are left out. */
export const shownLines = (lines: readonly string[]): string[] =>
  withoutMarkup(lines.join('\n').slice(0, LONGEST_CAPTION))
    .replace(ENTITY, (entity, name?: string, decimal?: string, hexadecimal?: string) =>
      name === undefined
        ? letterOf(Number.parseInt(decimal ?? hexadecimal ?? '', decimal === undefined ? 16 : 10), entity)
        : (ENTITIES[name.toLowerCase()] ?? entity),
    )
    .split('\n')
    .map((line) => line.replace(/\s+/gu, ' ').trim())
    .filter((line) => line !== '');

/** A number that names no letter stays as it was written. */
const letterOf = (code: number, entity: string): string =>
  code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : entity;

/** The words of a cue on one line; '' when there are none. */
export const plainText = (lines: readonly string[]): string => cleanLines(shownLines(lines));

/** A stranger's text, cut to what fits in a message. */
export const short = (text = ''): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
