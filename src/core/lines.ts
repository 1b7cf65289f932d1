/** Lines of a text that comes in pieces, each looked through once. */

/** Cuts a text into lines; what is too long to be one is dropped while it comes. */
export interface LineSplitter {
  /** Takes the next piece; gives the lines that end in it, without their ends, `undefined` for one that was too long. */
  push(text: string): (string | undefined)[];
  /** Nothing follows: gives the last line where it has no end. */
  end(): (string | undefined)[];
}

/** A splitter at the beginning of a text whose lines have at most `longest` characters. */
export function lineSplitter(longest: number): LineSplitter {
  let pieces: string[] = [];
  let length = 0;

  const keep = (piece: string): void => {
    length += piece.length;
    if (length <= longest) pieces.push(piece);
    else pieces = [];
  };
  const take = (): string | undefined => {
    const line = length <= longest ? pieces.join('') : undefined;
    [pieces, length] = [[], 0];
    return line;
  };

  return {
    push(text) {
      const lines: (string | undefined)[] = [];
      let from = 0;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
        keep(text.slice(from, end));
        lines.push(take());
        from = end + 1;
      }
      keep(text.slice(from));
      return lines;
    },
    end: () => (length === 0 ? [] : [take()]),
  };
}
