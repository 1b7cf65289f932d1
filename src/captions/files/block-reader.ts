/** Text that arrives in pieces, as blocks of lines between blank lines. */
import type { Block } from './cue.ts';

/** A cue of a captions file takes some 200 characters; what is longer than this is none. */
const LONGEST_BLOCK = 16_384;

/** Cuts a growing text into blocks; holds the open block alone, and of that at most 32 768 characters. */
export interface BlockReader {
  /** Takes the next piece and gives the blocks that a blank line has closed. Lines end in LF, CR LF or CR. */
  push(text: string): Block[];
  /** The block that is still open, its last line perhaps half; undefined when there is none. */
  readonly tail: Block | undefined;
  /** Blocks left out because they were too long. */
  readonly dropped: number;
}

/** A reader at the beginning of a text; a byte order mark there is left out. */
export function blockReader(): BlockReader {
  let rest = '';
  let count = 0;
  let open: { line: number; lines: string[]; length: number } | undefined;
  let dropped = 0;

  const close = (closed: Block[]): void => {
    if (open !== undefined && open.length <= LONGEST_BLOCK)
      closed.push({ line: open.line, lines: open.lines });
    else if (open !== undefined) dropped += 1;
    open = undefined;
  };

  const take = (line: string, closed: Block[]): void => {
    count += 1;
    if (line.trim() === '') return close(closed);
    open ??= { line: count, lines: [], length: 0 };
    open.length += line.length;
    if (open.length <= LONGEST_BLOCK) open.lines.push(line);
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
      if (rest.length > 2 * LONGEST_BLOCK) rest = rest.slice(0, LONGEST_BLOCK + 1);
      return closed;
    },
    get tail() {
      const half = rest.replace(/\r$/, '');
      const lines = [...(open?.lines ?? []), ...(half.trim() === '' ? [] : [half])];
      const length = (open?.length ?? 0) + half.length;
      return lines.length === 0 || length > LONGEST_BLOCK
        ? undefined
        : { line: open?.line ?? count + 1, lines };
    },
    get dropped() {
      return dropped;
    },
  };
}
