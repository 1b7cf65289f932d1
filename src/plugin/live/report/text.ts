/** Text from outside, made fit to be shown: no keys in it, no wider than its place. */
import { Address } from '../../../core/stream-url.ts';

/** No scheme has more than 20 characters; without a limit `a.a.a.…` would be looked through from each letter on. */
const ADDRESS = /\b[a-z][a-z0-9+.-]{0,31}:\/\/[^\s"'<>|]+/gi;

/** The text with every address in it as `Address` shows it; messages of FFmpeg and of servers quote whole ones. */
export const redactText = (text: string): string =>
  text.replace(ADDRESS, (address) => new Address(address).shown);

/** `redactText` on every string inside a plain value. */
export function redactValue<T>(value: T): T {
  if (typeof value === 'string') return redactText(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => redactValue(item)) as T;
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redactValue(inner)])) as T;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** East Asian wide and full-width characters, and pictures. */
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;

/** Columns that the text takes on a terminal. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) columns += WIDE.test(segment) ? 2 : 1;
  return columns;
}

/** The text, cut to at most so many columns; what is cut ends in `…`. */
export function fit(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let cut = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const width = WIDE.test(segment) ? 2 : 1;
    if (used + width > columns - 1) break;
    cut += segment;
    used += width;
  }
  return columns < 1 ? '' : `${cut}…`;
}
