/** What a caption program shows in one place, look by look, to captions: words that grow, are corrected, roll on, or give way. */
import { likelyEnd, wallTime, type CaptionEvent } from './source.ts';
import { plainText } from './text.ts';
import { micros, ZERO } from '../streams/time.ts';

/** Words of an unfinished sentence that must stay for what follows to be the same sentence, corrected. */
const KEPT_PART = 0.5;
/** Words that both ends of a rolling text must share. */
const LEAST_OVERLAP = 2;
/** Words are shown once they were spoken, at 15 characters a second; programs wait no longer than this for a sentence. ms. */
const LONGEST_BEFORE_MS = 4_000;
/** Words of a text that is looked at: no caption is longer, and a text source may hold a book. */
const MOST_WORDS = 400;
const ENDS = /[.?!…。！？]["'”’)]*$/u;

interface Open {
  readonly id: string;
  readonly start: number;
  words: readonly string[];
  told: string;
}

/**
 * Captions from what is shown. Each look gives what begins, grows, is corrected or is over by it; `name` begins the captions'
 * ids. Times are wall-clock time, ms since 1970: a caption's start is before it was first shown, by the time it took to
 * speak it, but not before the end of the one before.
 */
export class ShownText {
  readonly #name: string;
  /** Words that are shown before those of the open caption. */
  #before: readonly string[] = [];
  #open: Open | undefined;
  #text = '';
  #count = 0;
  #end = -Infinity;

  constructor(name: string) {
    this.#name = name;
  }

  /** This was shown before anybody looked: only what follows it counts. */
  skip(text: string): void {
    this.#text = text;
    this.#before = wordsOf(text);
  }

  /** Takes what is shown now. */
  look(now: number, text: string): CaptionEvent[] {
    if (text === this.#text) return [];
    this.#text = text;
    const shown = wordsOf(text);
    if (shown.length === 0) {
      this.#before = [];
      return this.finish(now);
    }
    return this.#goOn(now, shown) ?? [...this.finish(now), ...this.#begin(now, [], shown)];
  }

  /** What is open is over. */
  finish(now: number): CaptionEvent[] {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return [];
    this.#end = now;
    return [this.#caption(open, now, true)];
  }

  /** What is shown goes on with what was; undefined where it is something else. */
  #goOn(now: number, shown: readonly string[]): CaptionEvent[] | undefined {
    const open = this.#open;
    if (open === undefined) {
      const before = this.#before;
      return before.length > 0 && startsWith(shown, before)
        ? this.#begin(now, before, shown.slice(before.length))
        : undefined;
    }
    const all = [...this.#before, ...open.words];
    if (startsWith(shown, this.#before)) {
      const words = shown.slice(this.#before.length);
      // Its line went away, and what was before it stays.
      if (words.length === 0) return this.finish(now);
      const kept = shared(words, open.words);
      // A sentence that is whole is followed by another one.
      if (kept === open.words.length && ENDS.test(open.words.at(-1) ?? '') && words.length > kept)
        return [...this.finish(now), ...this.#begin(now, all, shown.slice(all.length))];
      if (kept >= KEPT_PART * Math.min(words.length, open.words.length)) return this.#grow(open, now, words);
    }
    const rolled = rolledOff(all, shown);
    if (rolled === undefined) return undefined;
    const overlap = all.slice(rolled);
    const fresh = shown.slice(overlap.length);
    if (fresh.length > 0) return [...this.finish(now), ...this.#begin(now, overlap, fresh)];
    // Older lines went away; nothing is new.
    this.#before = overlap.slice(0, Math.max(0, overlap.length - open.words.length));
    return [];
  }

  #begin(now: number, before: readonly string[], words: readonly string[]): CaptionEvent[] {
    if (words.length === 0) return [];
    const text = words.join(' ');
    const spoken = Math.min(LONGEST_BEFORE_MS, likelyEnd(ZERO, text) / 1000);
    const id = `${this.#name}-${this.#count++}`;
    const open: Open = { id, start: Math.max(this.#end, now - spoken), words, told: '' };
    this.#before = before;
    this.#open = open;
    return this.#grow(open, now, words);
  }

  #grow(open: Open, now: number, words: readonly string[]): CaptionEvent[] {
    open.words = words;
    if (words.join(' ') === open.told) return [];
    open.told = words.join(' ');
    return [this.#caption(open, now, false)];
  }

  #caption({ id, start, told }: Open, now: number, final: boolean): CaptionEvent {
    // It may stay on the screen for long; its words were over before.
    const spoken = start + likelyEnd(micros(0), told) / 1000;
    const end = Math.max(start + 1_000, Math.min(now, spoken));
    return { type: 'caption', id, start: wallTime(start), end: wallTime(end), text: told, final };
  }
}

const wordsOf = (text: string): readonly string[] =>
  plainText(text.split('\n')).split(' ').filter(Boolean).slice(0, MOST_WORDS);

const startsWith = (words: readonly string[], before: readonly string[]): boolean =>
  shared(words, before) === before.length;

/** How many words both begin with. */
function shared(a: readonly string[], b: readonly string[]): number {
  const other = a.findIndex((word, index) => word !== b[index]);
  return other < 0 ? a.length : other;
}

/** How many words left at the front so that `shown` begins with the rest of `all`. */
function rolledOff(all: readonly string[], shown: readonly string[]): number | undefined {
  for (let off = 1; off <= all.length - LEAST_OVERLAP; off += 1)
    if (startsWith(shown, all.slice(off))) return off;
  // Lines at the end of what was shown, with nothing new behind them.
  return undefined;
}
