import type { Micros } from './time.ts';
import type { Span, Subtitle } from './values.ts';

/** The subtitles that coming windows may need. */
export interface SubtitleStore {
  /** Takes a subtitle; one with the same id is replaced, and returned. */
  put(subtitle: Subtitle): Subtitle | undefined;
  /** Forgets the subtitle with this id, and returns it, if it is there. */
  remove(id: string): Subtitle | undefined;
  /** The newest `most` subtitles that overlap the span, in order of start. */
  overlapping(span: Span, most: number): Subtitle[];
  /** The newest `most` subtitles that ended by `end`, but not before `since`, in order of start. */
  before(end: Micros, since: Micros, most: number): Subtitle[];
  /** Drops every subtitle that has ended by `before`. */
  forget(before: Micros): void;
  /** How many subtitles are held. */
  readonly size: number;
}

const byStart = (a: Subtitle, b: Subtitle): number =>
  a.start - b.start || a.end - b.end || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Kept sorted, since a caption file may bring an hour of subtitles at once and each window asks for a few. */
export function subtitleStore(): SubtitleStore {
  const sorted: Subtitle[] = [];
  const known = new Map<string, Subtitle>();

  const remove = (id: string): Subtitle | undefined => {
    const earlier = known.get(id);
    if (earlier === undefined) return undefined;
    sorted.splice(sorted.lastIndexOf(earlier), 1);
    known.delete(id);
    return earlier;
  };

  const put = (subtitle: Subtitle): Subtitle | undefined => {
    const earlier = remove(subtitle.id);
    known.set(subtitle.id, subtitle);
    let at = sorted.length;
    for (let before = sorted[at - 1]; before !== undefined && byStart(before, subtitle) > 0;) {
      at -= 1;
      before = sorted[at - 1];
    }
    sorted.splice(at, 0, subtitle);
    return earlier;
  };

  const overlapping = (span: Span, most: number) => {
    const found: Subtitle[] = [];
    for (const subtitle of sorted) {
      if (subtitle.start >= span.end) break;
      // A subtitle without length counts where it stands.
      if (subtitle.end > span.start || subtitle.start >= span.start) found.push(subtitle);
    }
    return found.slice(-most);
  };

  const before = (end: Micros, since: Micros, most: number) => {
    const found: Subtitle[] = [];
    for (const subtitle of sorted) {
      if (subtitle.start >= end) break;
      // One without length at the window's start is shown in it.
      if (subtitle.end <= end && subtitle.end >= since) found.push(subtitle);
    }
    return most === 0 ? [] : found.slice(-most);
  };

  const forget = (before: Micros) => {
    let kept = 0;
    let seen = 0;
    for (const subtitle of sorted) {
      if (subtitle.start >= before) break;
      seen += 1;
      if (subtitle.end > before) sorted[kept++] = subtitle;
      else known.delete(subtitle.id);
    }
    sorted.splice(kept, seen - kept);
  };

  return {
    put,
    remove,
    overlapping,
    before,
    forget,
    get size() {
      return known.size;
    },
  };
}
