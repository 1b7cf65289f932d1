/** The sentences of captions that are all there, gathered from what a source tells. */
import type { Caption } from '../../streams/words/tidy.ts';
import { LiveSentences } from './live-sentences.ts';
import type { CaptionEvent } from '../source.ts';

/** Captions that late revisions can still reach, as in `joinLive`. */
const REMEMBER = 64;

/**
 * Takes a source's events, of media time, and holds the sentences that `joinLive` would have told last; no clock matters.
 */
export class SentenceList {
  readonly #joined = new LiveSentences(REMEMBER);
  readonly #told = new Map<string, Caption>();

  /** Takes one event; faults are left to whoever hears them. */
  take(event: CaptionEvent): void {
    if (event.type === 'caption') this.#keep(this.#joined.take(event));
    else if (event.type === 'withdrawn') this.#keep(this.#joined.withdraw(event.id));
  }

  /** No caption follows. Gives the sentences in order of start. */
  end(): Caption[] {
    this.#keep(this.#joined.settle());
    return [...this.#told.values()].sort((a, b) => a.start - b.start || a.end - b.end);
  }

  #keep(news: readonly CaptionEvent[]): void {
    for (const event of news) {
      if (event.type === 'withdrawn') this.#told.delete(event.id);
      if (event.type !== 'caption') continue;
      const { id, start, end, text } = event;
      if (start.clock !== 'media' || end.clock !== 'media')
        throw new RangeError('internal: a recording has captions of the wall clock');
      this.#told.set(id, { start: start.at, end: end.at, text });
    }
  }
}
