/** Captions that roll: each shows again what the one before showed, and adds a line or some words to it. */

/** A line that rolled up stays as long as nobody speaks; in microseconds. */
const LINE_STAYS = 60_000_000;
/** Words that grow, and a caption that is only shown again, follow at once; in microseconds. */
const FOLLOWS = 500_000;

interface Shown {
  readonly id: string;
  readonly lines: readonly string[];
  readonly fresh: readonly string[];
  readonly start: number;
  readonly end: number;
}

/**
 * Tells what is new in each caption of one source, so that words that are shown for long count once, at the time when
 * they appeared. Remembers the last two captions.
 */
export class RollingLines {
  #before: Shown | undefined;
  #current: Shown | undefined;

  /**
   * The lines that this caption adds to the one before it. The same `id` as in the call before is a revision. Of what is
   * merely shown once more, the lines are those that were new when it came. Times in microseconds of any one clock.
   */
  fresh(id: string, lines: readonly string[], start: number, end: number): readonly string[] {
    if (this.#current?.id !== id) this.#before = this.#current;
    const before = this.#before;
    const fresh =
      before === undefined || start < before.start ? lines : added(before, lines, start - before.end);
    this.#current = { id, lines, fresh, start, end };
    return fresh;
  }
}

function added(before: Shown, lines: readonly string[], pause: number): readonly string[] {
  if (pause > LINE_STAYS || lines.length === 0) return lines;
  for (let count = Math.min(before.lines.length, lines.length - 1); count > 0; count--)
    if (isSame(before.lines.slice(-count), lines.slice(0, count))) return lines.slice(count);
  if (pause > FOLLOWS) return lines;
  if (isSame(before.lines.slice(-lines.length), lines)) return before.fresh;
  const [last = '', grown = ''] = [before.lines.at(-1), lines.at(-1)];
  const grows =
    lines.length === before.lines.length &&
    isSame(before.lines.slice(0, -1), lines.slice(0, -1)) &&
    grown.startsWith(`${last} `);
  return grows ? [grown.slice(last.length + 1)] : lines;
}

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((line, index) => line === b[index]);
