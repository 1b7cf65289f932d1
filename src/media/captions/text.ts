/** The words of a caption without what is no word: markup, speaker marks, sound descriptions. */

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
export function plainText(lines: readonly string[]): string {
  return lines
    .map((line) => line.replace(MARKUP, '').replace(/^\s*(?:[-–—]|>>+)\s*/, ''))
    .join(' ')
    .replace(/&([a-z]+);/g, (entity, key: string) => ENTITIES[key] ?? entity)
    .replace(/\[[^\]]*\]|[♪♫]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** A stranger's text, cut to what fits in a message. */
export const short = (text = ''): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
