/** Text between an opening mark and the next closing one, found in one pass: a stranger's text must not cost more. */

/** What opens a span and what closes it. */
export interface SpanMarks {
  readonly open: string;
  readonly close: string;
  /** Sticky; whether what follows the opening mark makes it one. Every opening mark counts without it. */
  readonly begins?: RegExp;
}

/**
 * The text with `by` in place of each span, marks included; an opening mark that nothing closes stays. Takes time in
 * proportion to the text, where the pattern `<[^>]*>` takes its square on a text of `<` alone.
 */
export function withoutSpans(text: string, { open, close, begins }: SpanMarks, by = ''): string {
  const kept: string[] = [];
  let from = 0;
  for (let at = text.indexOf(open); at >= 0;) {
    const inner = at + open.length;
    if (begins !== undefined && !matchesAt(begins, text, inner)) {
      at = text.indexOf(open, inner);
      continue;
    }
    const end = text.indexOf(close, inner);
    if (end < 0) break;
    kept.push(text.slice(from, at), by);
    from = end + close.length;
    at = text.indexOf(open, from);
  }
  return from === 0 ? text : kept.join('') + text.slice(from);
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}
