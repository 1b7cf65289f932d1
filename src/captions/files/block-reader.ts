/** Text that arrives in pieces, as the blocks of lines that captions are written in. */
import { LONGEST_CAPTION, short } from '../text.ts';
import { isNumber, isTimes, beginsTimes } from './times.ts';

/** The lines of one caption, or of what is none, with the number of the first one. */
export interface Block {
  readonly line: number;
  readonly lines: readonly string[];
  /** Which of them is the line of times; undefined where there is none. */
  readonly times: number | undefined;
  /** It had more characters than a caption can have, and most of its lines are missing. */
  readonly tooLong?: true;
}

/** The block at the end of what has been read. */
export interface Tail extends Block {
  /** An empty line stands behind its words; more of them may follow all the same. */
  readonly ended: boolean;
}

/** Cuts a growing text into blocks; holds the open block alone, and of that at most 32 768 characters. */
export interface BlockReader {
  /** Takes the next piece and gives the blocks that nothing can join any more. Lines end in LF, CR LF or CR. */
  push(text: string): Block[];
  /** Gives what is still open; nothing follows. */
  end(): Block[];
  /** The block that is still open, its last line perhaps half; undefined when there is none. */
  readonly tail: Tail | undefined;
  /** Whether the text is WebVTT; undefined before its first words. */
  readonly web: boolean | undefined;
}

interface OpenBlock {
  line: number;
  readonly lines: string[];
  length: number;
  times: number | undefined;
  /** There is a word behind the times. */
  worded: boolean;
  /** WebVTT's header and comments, which may hold what looks like a caption. */
  readonly comment: boolean;
  /** How many lines came behind the last blank one, and whether there was one. */
  sinceBlank: number;
  blank: boolean;
}

/** Whether the first line of a file says that it is WebVTT. */
const isWebHeader = (line = ''): boolean => /^WEBVTT(?:[ \t]|$)/.test(line);

const COMMENT = /^(?:NOTE|STYLE|REGION)(?:[ \t]|$)/;

/** WebVTT's header, notes, styles and regions carry no words. */
export const isWebAside = ({ lines: [first = ''], times }: Block): boolean =>
  times === undefined && (isWebHeader(first) || COMMENT.test(first));

/**
 * A reader at the beginning of a text; a byte order mark there is left out. A line of times begins a caption, with the
 * number or name before it, whatever empty lines there are or are not. In WebVTT an empty line ends a caption that has
 * words. In SRT, where blanks count as an empty line, words behind one still belong to the caption, unless a number
 * stands before them.
 */
export function blockReader(): BlockReader {
  let rest = '';
  let count = 0;
  let open: OpenBlock | undefined;
  let web: boolean | undefined;

  const close = (closed: Block[]): void => {
    if (open !== undefined) closed.push(blockOf(open));
    open = undefined;
  };

  const begin = (lines: readonly string[], line: number, times: number | undefined): void => {
    const [first = ''] = lines;
    open = {
      line,
      lines: [...lines],
      length: first.length,
      times,
      worded: false,
      comment: web === true && times === undefined && COMMENT.test(first),
      sinceBlank: 1,
      blank: false,
    };
  };

  const beginCaption = (line: string, closed: Block[], readable: boolean): void => {
    const label = open === undefined ? undefined : takeLabel(open);
    const labelLine = label === undefined ? count : open?.lines.length === 0 ? open.line : count - 1;
    if (open?.lines.length === 0) open = undefined;
    close(closed);
    const times = label === undefined ? 0 : 1;
    begin(label === undefined ? [line] : [label, line], labelLine, readable ? times : undefined);
  };

  const takeBlank = (closed: Block[]): void => {
    if (open === undefined) return;
    const waits = open.times === undefined ? isLoneNumber(open) : web !== true || !open.worded;
    if (!waits) return close(closed);
    open.blank = true;
    open.sinceBlank = 0;
  };

  const take = (line: string, closed: Block[]): void => {
    count += 1;
    const isBlank = line.trim() === '';
    if (!isBlank) web ??= isWebHeader(line);
    if (web === true ? line === '' : isBlank) return takeBlank(closed);
    if (open?.comment !== true && isTimes(line)) return beginCaption(line, closed, true);
    if (open?.times !== undefined && open.worded && isBrokenTimes(open, line))
      return beginCaption(line, closed, false);
    if (open?.blank === true && !goesOn(open, line)) close(closed);
    if (open === undefined) return begin([line], count, undefined);
    open.length += line.length;
    open.sinceBlank += 1;
    if (open.length <= LONGEST_CAPTION) open.lines.push(line);
    if (!isBlank) open.worded = true;
  };

  /** Whether a line behind an empty one belongs to what is open. */
  const goesOn = (block: OpenBlock, line: string): boolean => {
    // A number without times behind it.
    if (block.times === undefined) return false;
    if (web === true) return !COMMENT.test(line);
    return !block.worded || block.sinceBlank > 0 || !isNumber(line);
  };

  return {
    push(text) {
      const closed: Block[] = [];
      // A CR at the very end may be the first half of a CR LF.
      const lines = (count === 0 && rest === '' ? text.replace(/^\uFEFF/, '') : rest + text).split(
        /\r\n|\n|\r(?!$)/,
      );
      rest = lines.pop() ?? '';
      for (const line of lines) take(line, closed);
      // Kept just long enough to be recognised as too long when its end comes.
      if (rest.length > 2 * LONGEST_CAPTION) rest = rest.slice(0, LONGEST_CAPTION + 1);
      return closed;
    },
    end() {
      const closed: Block[] = [];
      const last = rest.replace(/\r$/, '');
      rest = '';
      if (last !== '') take(last, closed);
      close(closed);
      return closed;
    },
    get tail() {
      const half = rest.replace(/\r$/, '');
      const behindBlank = open?.worded === true && isBehindBlank(open);
      const apart = half.trim() === '' || (behindBlank && mayBegin(half));
      const lines = [...(open?.lines ?? []), ...(apart ? [] : [half])];
      const length = (open?.length ?? 0) + (apart ? 0 : half.length);
      if (lines.length === 0 || length > LONGEST_CAPTION) return undefined;
      const times = open?.times ?? (isTimes(half) ? lines.length - 1 : undefined);
      const words = withoutNext(lines, times);
      return { line: open?.line ?? count + 1, lines: words, times, ended: behindBlank && apart };
    },
    get web() {
      return web;
    },
  };
}

const blockOf = ({ line, lines, times, length }: OpenBlock): Block =>
  length <= LONGEST_CAPTION
    ? { line, lines, times }
    : { line, lines: lines.slice(0, (times ?? 0) + 1).map(short), times, tooLong: true };

const isBehindBlank = ({ blank, sinceBlank }: OpenBlock): boolean => blank && sinceBlank === 0;

/** What may become the number or the times of the next caption. */
const mayBegin = (half: string): boolean => isNumber(half) || beginsTimes(half) || half.includes(ARROW);

const ARROW = '-->';

/** Whether it is where the times of another caption belong, and holds their arrow, so that it is none of the words. */
function isBrokenTimes(open: OpenBlock, line: string): boolean {
  const behind = open.blank && open.sinceBlank <= 1;
  return line.includes(ARROW) && (behind || isNumber(open.lines.at(-1) ?? ''));
}

const isLoneNumber = ({ lines }: OpenBlock): boolean => lines.length === 1 && isNumber(lines[0] ?? '');

/** Takes the number or name of the next caption from the end of what is open. */
function takeLabel(open: OpenBlock): string | undefined {
  const last = open.lines.at(-1);
  const behindTimes = open.times === undefined || open.lines.length - 1 > open.times;
  if (last === undefined || !behindTimes || isWebHeader(last)) return undefined;
  const alone = open.times === undefined ? open.lines.length === 1 : open.blank && open.sinceBlank === 1;
  if (!alone && !isNumber(last)) return undefined;
  return open.lines.pop();
}

/** What may be the number and times of the next caption, half written, is not yet among the words of this one. */
function withoutNext(lines: readonly string[], times: number | undefined): readonly string[] {
  if (times === undefined) return lines;
  let words = lines.length;
  const timesFollow = words - 1 > times && beginsTimes(lines[words - 1] ?? '');
  if (timesFollow) words -= 1;
  const last = lines[words - 1] ?? '';
  const next = Number(lines[0]) + 1;
  if (words - 1 > times && isNumber(last) && (timesFollow || (times === 1 && Number(last) === next)))
    words -= 1;
  return lines.slice(0, words);
}
