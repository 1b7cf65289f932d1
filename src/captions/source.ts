/** The port that every source of captions from outside is behind, while a show runs. */
import type { Observable } from 'rxjs';
import { add, micros, type Micros } from '../streams/time.ts';

/** A point in time as its sender counts it; the session maps wall-clock time (ms since 1970) to media time. */
export type CaptionTime =
  { readonly clock: 'media'; readonly at: Micros } | { readonly clock: 'wall'; readonly at: number };

/** What a source tells. */
export type CaptionEvent =
  /**
   * Words with their time; `text` is one line and not empty. Start and end are on the same clock, and the end is later.
   * The same `id` again is a revision. After `final` none follows, unless the sender itself takes its word back.
   */
  | {
      readonly type: 'caption';
      readonly id: string;
      readonly start: CaptionTime;
      readonly end: CaptionTime;
      readonly text: string;
      readonly final: boolean;
    }
  /** A caption that was told before holds no words any more. */
  | { readonly type: 'withdrawn'; readonly id: string }
  /** Told, never thrown: a bad caption does not end the show. Never holds a token or what the sender wrote. */
  | { readonly type: 'fault'; readonly message: string; readonly nextStep: string };

/** One caption, with or without its successors. */
export type CaptionWords = Extract<CaptionEvent, { type: 'caption' }>;

/** A source of captions that is open. */
export interface CaptionSource {
  /** As it may be shown. */
  readonly name: string;
  /** Hot: subscribe at once, nothing is kept for later. Completes when the source has ended or was closed; never fails. */
  readonly events$: Observable<CaptionEvent>;
  /** Ends the source; twice is fine. */
  close(): Promise<void>;
}

/** A point in media time. */
export const mediaTime = (at: Micros): CaptionTime => ({ clock: 'media', at });

/** A point in wall-clock time, in ms since 1970. */
export const wallTime = (at: number): CaptionTime => ({ clock: 'wall', at });

/** From `a` to `b` in microseconds, negative when `b` is earlier; undefined when they are on different clocks. */
export function span(a: CaptionTime, b: CaptionTime): number | undefined {
  if (a.clock !== b.clock) return undefined;
  return a.clock === 'media' ? b.at - a.at : Math.round((b.at - a.at) * 1_000);
}

/** Captions without a length are given one that a window can overlap. */
export const SHORTEST: Micros = micros(40_000);

/** A caption that stands longer would lie in every window of the show; nobody reads that long. */
export const LONGEST: Micros = micros(60_000_000);

/** A program that sends its text beforehand need not be further ahead of the show: 10 minutes. */
export const MOST_AHEAD: Micros = micros(600_000_000);

/**
 * How long a caption of unknown end is likely to stand: read at 15 characters a second, the usual rate for subtitles,
 * and no shorter than 1 s.
 */
export const likelyEnd = (start: Micros, text: string): Micros =>
  add(start, micros(Math.max(1_000_000, Math.round((text.length / 15) * 1e6))));
