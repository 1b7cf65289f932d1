/** Sentences that arrive in pieces, put together while they arrive. */
import { asyncScheduler, concat, defer, from, map, mergeMap, of, switchMap, timer } from 'rxjs';
import type { OperatorFunction, SchedulerLike } from 'rxjs';
import { isContinued, isEnded, isRepeated, JOIN_LONGEST, type Place } from './sentences.ts';
import { later, span, type CaptionEvent, type CaptionWords } from './source.ts';

export interface JoinLiveOptions {
  /**
   * Milliseconds of the scheduler's clock without captions after which a sentence without an end mark is final all the
   * same. The next piece may come when it has been spoken to its end, so this is a little more than the longest sentence.
   */
  readonly settle?: number;
  /** Sentences that late revisions can still reach. */
  readonly remember?: number;
  readonly scheduler?: SchedulerLike;
}

/**
 * Puts sentences together that were cut over captions, as `parseCaptions` does, without holding anything back: each
 * caption is told at once, and one that continues the one before revises it (same id, longer text, not final until the
 * sentence ends, another one begins, or `settle` has passed). A caption that turns out not to continue leaves the
 * sentence again and stands by itself. Faults pass. At the end of the source what is open becomes final.
 */
export function joinLive(options: JoinLiveOptions = {}): OperatorFunction<CaptionEvent, CaptionEvent> {
  const { settle = 8_000, remember = 64, scheduler = asyncScheduler } = options;
  return (events$) =>
    defer(() => {
      const joiner = new Joiner(remember);
      let heard = scheduler.now();
      const settled$ = defer(() => from(joiner.settle()));
      return concat(events$, of(undefined)).pipe(
        switchMap((event) => {
          if (event === undefined) return settled$;
          if (event.type !== 'fault') heard = scheduler.now();
          const rest = Math.max(0, heard + settle - scheduler.now());
          const told = joiner.push(event);
          return concat(from(told), timer(rest, scheduler).pipe(mergeMap(() => settled$)));
        }),
        map((event): CaptionEvent => event),
      );
    });
}

interface Sentence {
  readonly id: string;
  parts: CaptionWords[];
  /** Nothing will be joined to it any more. */
  closed: boolean;
  told: CaptionWords | undefined;
}

class Joiner {
  readonly #remember: number;
  readonly #sentences: Sentence[] = [];
  readonly #home = new Map<string, Sentence>();
  /** The one that the next caption may continue. */
  #last: Sentence | undefined;

  constructor(remember: number) {
    this.#remember = remember;
  }

  push(event: CaptionEvent): CaptionEvent[] {
    if (event.type === 'fault') return [event];
    const home = this.#home.get(event.id);
    if (event.type === 'withdrawn') return home === undefined ? [] : this.#withdraw(event.id, home);
    return home === undefined ? this.#add(event) : this.#revise(event, home);
  }

  /** The sentence that waits for a continuation waits no longer. */
  settle(): CaptionEvent[] {
    const last = this.#last;
    this.#last = undefined;
    if (last === undefined) return [];
    last.closed = true;
    return this.#tell(last);
  }

  #add(caption: CaptionWords): CaptionEvent[] {
    const last = this.#last;
    if (last === undefined || !belongs(last.parts, caption))
      return [...this.settle(), ...this.#begin(caption)];
    last.parts.push(caption);
    this.#home.set(caption.id, last);
    // What was final stays so: a rolling caption that is shown again brings no new words.
    return last.told?.final === true ? [] : this.#tell(last);
  }

  #revise(caption: CaptionWords, home: Sentence): CaptionEvent[] {
    const index = home.parts.findIndex(({ id }) => id === caption.id);
    const before = home.parts.slice(0, index);
    const splits = index > 0 && index === home.parts.length - 1 && !belongs(before, caption);
    if (!splits) {
      home.parts[index] = caption;
      return this.#tell(home);
    }
    home.parts = before;
    home.closed = true;
    return [...this.#tell(home), ...(this.#last === home ? [] : this.settle()), ...this.#begin(caption)];
  }

  #withdraw(id: string, home: Sentence): CaptionEvent[] {
    this.#home.delete(id);
    home.parts = home.parts.filter((part) => part.id !== id);
    if (home.parts.length > 0) return this.#tell(home);
    this.#sentences.splice(this.#sentences.indexOf(home), 1);
    if (this.#last === home) this.#last = undefined;
    return [{ type: 'withdrawn', id: home.id }];
  }

  #begin(caption: CaptionWords): CaptionEvent[] {
    let { id } = caption;
    // A sentence may live on under the id of a part that has left it.
    while (this.#sentences.some((other) => other.id === id)) id += '+';
    const sentence: Sentence = { id, parts: [caption], closed: false, told: undefined };
    this.#sentences.push(sentence);
    this.#home.set(caption.id, sentence);
    this.#last = sentence;
    if (this.#sentences.length > this.#remember)
      for (const { id: part } of this.#sentences.shift()?.parts ?? []) this.#home.delete(part);
    return this.#tell(sentence);
  }

  #tell(sentence: Sentence): CaptionEvent[] {
    const [first, ...others] = sentence.parts;
    if (first === undefined) return [];
    const end = others.reduce((latest, part) => later(latest, part.end), first.end);
    const text = joined(sentence.parts);
    const full = (span(first.start, end) ?? 0) >= JOIN_LONGEST;
    const done = sentence.closed || isEnded(text) || full;
    const final = done && sentence.parts.every((part) => part.final);
    const told: CaptionWords = { type: 'caption', id: sentence.id, start: first.start, end, text, final };
    if (sentence.told !== undefined && same(sentence.told, told)) return [];
    sentence.told = told;
    return [told];
  }
}

/** Whether a caption goes on where these parts of a sentence end. */
function belongs(parts: readonly CaptionWords[], caption: CaptionWords): boolean {
  const [first, last] = [parts[0], parts.at(-1)];
  if (first === undefined || last === undefined) return false;
  const [gap, whole] = [span(last.end, caption.start), span(first.start, caption.end)];
  if (gap === undefined || whole === undefined) return false;
  const place: Place = { gap, whole };
  return isRepeated(last.text, caption.text, place) || isContinued(joined(parts), caption.text, place);
}

const joined = (parts: readonly CaptionWords[]): string =>
  parts
    .map(({ text }) => text)
    .filter((text, index) => index === 0 || text !== parts[index - 1]?.text)
    .join(' ');

const same = (a: CaptionWords, b: CaptionWords): boolean =>
  a.text === b.text && a.final === b.final && a.start.at === b.start.at && a.end.at === b.end.at;
