import {
  concatMap,
  bufferCount,
  catchError,
  defer,
  mergeMap,
  Observable,
  take,
  tap,
  throwIfEmpty,
  type ObservableInput,
  type OperatorFunction,
  type Subscriber,
} from 'rxjs';
import { asError } from '../core/errors.ts';
import { DetectorAnswerError, DetectorBacklogError, positiveInteger } from './errors.ts';
import type { Moment, Window } from './values.ts';

/** Finds the moments of each window: one list for each, in the order given. Its first value is the answer. */
export type Detector = (windows: readonly Window[]) => ObservableInput<readonly (readonly Moment[])[]>;

/** Recorded input: every window, in order. */
export interface DetectAll {
  readonly mode: 'all';
  /** Windows in one call; 8 keeps two cores busy and adds 8 frames to what the delay line must hold. */
  readonly batch?: number;
  /** Most windows that may wait; one more is a DetectorBacklogError. The default is over an hour of frames. */
  readonly maxQueued?: number;
}

/** Live input: one call in flight, and the newest windows wait. */
export interface DetectNewest {
  readonly mode: 'newest';
  /** Most windows that wait, and then go in one call; 1 by default. */
  readonly waiting?: number;
}

/** The detector's answer for one window; `moments` is empty where it found none. */
export type MomentsEvent = {
  readonly type: 'moments';
  readonly window: Window;
  readonly moments: readonly Moment[];
};
/** A newer window took this one's place before the detector was free. */
export type DroppedEvent = {
  readonly type: 'dropped';
  readonly reason: 'detector-busy';
  readonly window: Window;
};
/** The detector could not answer for this window; the stream goes on. */
export type FailedEvent = {
  readonly type: 'failed';
  readonly reason: 'detector-failed';
  readonly window: Window;
  readonly error: Error;
};
/** What `detect` emits in mode `newest`; mode `all` emits `MomentsEvent`s only. */
export type DetectEvent = MomentsEvent | DroppedEvent | FailedEvent;

const MAX_QUEUED = 4096;

/**
 * Puts the detector between windows and moments.
 *
 * Mode `all` gives every window to it, in order, in calls of exactly `batch` windows (the last may be smaller), one
 * call at a time: the calls depend on the input alone, never on timing. It waits for a batch to fill, so whoever
 * holds frames back must let `batch` more of them in. Any error ends the stream.
 *
 * Mode `newest` has one call in flight; while it is, the newest `waiting` windows wait, to be the next call together, and
 * each that they displace is emitted as `dropped`. An error becomes a `failed` event for each window of the call, and
 * what waits is next. A detector that never answers drops all later windows: the port behind it owns the time limit.
 * Unsubscribing cancels the call in flight.
 *
 * Throws a RangeError if an option is no whole number of at least 1. The stream of mode `all` fails with a
 * DetectorAnswerError or DetectorBacklogError, with the source, or with what the detector threw.
 */
export function detect(detector: Detector, options: DetectAll): OperatorFunction<Window, MomentsEvent>;
export function detect(
  detector: Detector,
  options: DetectAll | DetectNewest,
): OperatorFunction<Window, DetectEvent>;
export function detect(
  detector: Detector,
  options: DetectAll | DetectNewest,
): OperatorFunction<Window, DetectEvent> {
  return options.mode === 'all' ? detectAll(detector, options) : detectNewest(detector, options);
}

function ask(detector: Detector, windows: readonly Window[]): Observable<MomentsEvent> {
  return defer(() => detector(windows)).pipe(
    take(1),
    throwIfEmpty(() => new DetectorAnswerError(windows.length, undefined)),
    mergeMap((answers) => {
      if (answers.length !== windows.length) throw new DetectorAnswerError(windows.length, answers.length);
      return windows.map((window, i): MomentsEvent => ({
        type: 'moments',
        window,
        moments: answers[i] ?? [],
      }));
    }),
  );
}

function detectAll(detector: Detector, options: DetectAll): OperatorFunction<Window, MomentsEvent> {
  const batch = positiveInteger('batch', options.batch ?? 8);
  const maxQueued = positiveInteger('maxQueued', options.maxQueued ?? MAX_QUEUED);
  return (source) =>
    defer(() => {
      let queued = 0;
      return source.pipe(
        tap(() => {
          queued += 1;
          if (queued > maxQueued) throw new DetectorBacklogError(maxQueued);
        }),
        bufferCount(batch),
        concatMap((windows) => ask(detector, windows)),
        tap(() => (queued -= 1)),
      );
    });
}

function detectNewest(detector: Detector, options: DetectNewest): OperatorFunction<Window, DetectEvent> {
  const most = positiveInteger('waiting', options.waiting ?? 1);
  const failed = (window: Window, error: unknown): FailedEvent => ({
    type: 'failed',
    reason: 'detector-failed',
    window,
    error: asError(error),
  });
  const answer = (windows: readonly Window[]): Observable<DetectEvent> =>
    ask(detector, windows).pipe(
      catchError((error: unknown) => windows.map((window) => failed(window, error))),
    );
  return (source) =>
    new Observable((subscriber: Subscriber<DetectEvent>) => {
      let busy = false;
      let ended = false;
      const waiting: Window[] = [];

      const start = (windows: readonly Window[]) => {
        busy = true;
        subscriber.add(
          answer(windows).subscribe({
            next: (event) => subscriber.next(event),
            error: (error: unknown) => subscriber.error(error),
            complete: () => {
              busy = false;
              const next = waiting.splice(0);
              if (next.length > 0) start(next);
              else if (ended) subscriber.complete();
            },
          }),
        );
      };

      subscriber.add(
        source.subscribe({
          next: (window) => {
            if (!busy) {
              start([window]);
              return;
            }
            waiting.push(window);
            const displaced = waiting.length > most ? waiting.shift() : undefined;
            if (displaced !== undefined)
              subscriber.next({ type: 'dropped', reason: 'detector-busy', window: displaced });
          },
          error: (error: unknown) => subscriber.error(error),
          complete: () => {
            ended = true;
            if (!busy) subscriber.complete();
          },
        }),
      );
    });
}
