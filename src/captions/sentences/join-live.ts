/** Captions that arrive one by one, tidied while they arrive. */
import { asyncScheduler, concat, defer, from, map, mergeMap, of, switchMap, timer } from 'rxjs';
import type { OperatorFunction, SchedulerLike } from 'rxjs';
import { LiveSentences } from './live-sentences.ts';
import type { CaptionEvent } from '../source.ts';

/** How long sentences stay open. */
export interface JoinLiveOptions {
  /**
   * Milliseconds of the scheduler's clock without captions after which a sentence is final all the same. The next piece may
   * come when it has been spoken to its end, so this is a little more than the longest sentence.
   */
  readonly settle?: number;
  /** Captions that late revisions can still reach. */
  readonly remember?: number;
  readonly scheduler?: SchedulerLike;
}

/**
 * Tidies captions as `parseCaptions` does, without holding anything back: each caption is told at once, and one that
 * belongs to the sentence before revises it (same id, longer text). A sentence is final once nothing can join it any more:
 * another one follows that stays apart, it is as long as a sentence gets, or `settle` has passed. What turns out to belong
 * elsewhere leaves its sentence again. A very long sentence is told in parts: `id`, `id/2`, …. Faults pass. At the end of
 * the source what is open becomes final.
 */
export function joinLive(options: JoinLiveOptions = {}): OperatorFunction<CaptionEvent, CaptionEvent> {
  const { settle = 8_000, remember = 64, scheduler = asyncScheduler } = options;
  return (events$) =>
    defer(() => {
      const sentences = new LiveSentences(remember);
      let heard = scheduler.now();
      const settled$ = defer(() => from(sentences.settle()));
      return concat(events$, of(undefined)).pipe(
        switchMap((event) => {
          if (event === undefined) return settled$;
          if (event.type !== 'fault') heard = scheduler.now();
          const rest = Math.max(0, heard + settle - scheduler.now());
          const told = tell(event, sentences);
          return concat(from(told), timer(rest, scheduler).pipe(mergeMap(() => settled$)));
        }),
        map((event): CaptionEvent => event),
      );
    });
}

function tell(event: CaptionEvent, sentences: LiveSentences): CaptionEvent[] {
  switch (event.type) {
    case 'fault':
      return [event];
    case 'withdrawn':
      return sentences.withdraw(event.id);
    case 'caption':
      return sentences.take(event);
  }
}
