import {
  concat,
  concatMap,
  defer,
  EMPTY,
  ignoreElements,
  map,
  merge,
  of,
  Subject,
  takeUntil,
  tap,
  type Observable,
} from 'rxjs';
import { decide, type DecideChange, type DecideEvent, type DecideOptions } from './decide.ts';
import { detect, type DetectEvent, type Detector } from './detect.ts';
import type { DelayOptions } from './live-options.ts';
import { inStep, type InStepOptions, type Step } from './in-step.ts';
import type { Command, SchedulerOptions } from './scheduler.ts';
import { sightingsOf, type SightedEvent, type SightOptions } from './sight.ts';
import { add, ZERO, type Micros } from './time.ts';
import type { Frame, Sightings, SpeechEvent, Window } from './values.ts';
import { windows, windowSpan } from './windows.ts';

/** What live decisions depend on beside the sightings, the playhead and a person's commands. */
export interface LiveDecisions
  extends
    Omit<SchedulerOptions, 'likelihood' | 'foreign'>,
    Pick<DecideOptions, 'doubt' | 'language' | 'recalled$'>,
    Partial<InStepOptions> {
  /**
   * How long media takes from the playhead to where a cue can still be placed. Decisions are made at the playhead plus this,
   * so that deadlines, lateness and the place of a late cue are all in terms of what the mixer can still do.
   */
  readonly lead?: Micros;
}

/**
 * The state behind live decisions, fed by calls: `inStep` in front of `decide`. `events$` gives what is decided; it
 * completes after `end`, or when the source has ended and nothing waits. Subscribe to it before the first call.
 */
export function liveDecisions(options: LiveDecisions, commands$: Observable<Command> = EMPTY) {
  const { lead = ZERO, settle = windowSpan(), most, ...decisions } = options;
  const sightings$ = new Subject<Sightings>();
  const playhead$ = new Subject<Micros>();
  const changes$ = new Subject<DecideChange>();
  const state = inStep(most === undefined ? { settle } : { settle, most });
  let sourceEnded = false;
  const take = (steps: readonly Step[]): void => {
    for (const step of steps) {
      if (step.type === 'tick') playhead$.next(step.at);
      else sightings$.next(step.sightings);
    }
    if (sourceEnded && state.isEmpty) sightings$.complete();
  };
  return {
    events$: sightings$.pipe(decide({ ...decisions, lead: ZERO, playhead$, commands$, changes$ })),
    /** Takes what a window saw; returns false if too much is held back already, in which case it is lost. */
    arrive(sightings: Sightings): boolean {
      const steps = state.arrive(sightings);
      take(steps ?? []);
      return steps !== undefined;
    },
    /** The playhead is at `at`, without the lead. */
    tick: (at: Micros): void => take(state.tick(add(at, lead))),
    /** Another delay: what is decided from now on is decided with these. */
    change: (change: DecideChange): void => changes$.next(change),
    /** No more sightings come. */
    endSource(): void {
      sourceEnded = true;
      take([]);
    },
    /** The program is over. */
    end(): void {
      take(state.end());
      playhead$.complete();
    },
  };
}

/** The wall clock releases media: what comes too late is lost, never waited for. */
export interface LiveOptions extends SightOptions, LiveDecisions {
  readonly mode: 'live';
  /** The media time that is leaving the program now; it never goes back, and its end is the program's end. */
  readonly playhead$: Observable<Micros>;
  /** How much media time past its end a window waits for its words; see `windows`. */
  readonly windowWait: Micros;
  /** Most windows that may wait for the detector; 1 by default, and each one more is `dropped`. */
  readonly waiting?: number;
  /** What a person asks while it runs; none by default. */
  readonly commands$?: Observable<Command>;
  /**
   * The options that depend on the delay, anew each time that the delay changes; none by default. Windows that are under way
   * keep what they were made with, what was decided stays, and all else follows at once. Hot: it is subscribed to twice.
   */
  readonly delayChanges$?: Observable<DelayOptions>;
}

/** Analysis is so far ahead of the playhead that no more sightings can be held back. */
export type HeldTooManyEvent = {
  readonly type: 'dropped';
  readonly reason: 'playhead-behind';
  readonly window: Window;
};
/** What `cues` emits in live mode: what each window saw, what was dropped or failed, and what was decided. */
export type LiveEvent =
  SightedEvent | Exclude<DetectEvent, { type: 'moments' }> | HeldTooManyEvent | DecideEvent;

/** `cues` in live mode; the contract is there. */
export function live(
  frames$: Observable<Frame>,
  speech$: Observable<SpeechEvent>,
  detector: Detector,
  options: LiveOptions,
): Observable<LiveEvent> {
  return defer(() => {
    const decisions = liveDecisions({ settle: windowSpan(options.windows), ...options }, options.commands$);
    const over$ = new Subject<void>();
    const { delayChanges$ = EMPTY } = options;
    let onWords = options.windows?.onWords ?? false;
    /** A later window may show their very frames again. */
    const hurried = new WeakSet<Window>();
    let arrived: Micros | undefined;
    const sighted = (event: DetectEvent): Observable<LiveEvent> => {
      if (event.type !== 'moments') return of<LiveEvent>(event);
      const made = { ...options.windows, onWords: onWords || hurried.has(event.window) };
      const sightings = sightingsOf(event, { ...options, windows: made });
      const seen: SightedEvent = { ...event, sightings, ...(arrived === undefined ? {} : { arrived }) };
      const letIn$ = defer(() =>
        decisions.arrive(sightings)
          ? EMPTY
          : of<LiveEvent>({ type: 'dropped', reason: 'playhead-behind', window: event.window }),
      );
      return concat(of(seen), letIn$);
    };
    const playhead$ = options.playhead$.pipe(
      tap({
        next: (at) => {
          arrived = at;
          decisions.tick(at);
        },
        complete: () => decisions.end(),
      }),
      ignoreElements(),
      takeUntil(over$),
    );
    const followed$ = delayChanges$.pipe(
      tap((change) => {
        onWords = change.windows.onWords;
        decisions.change(change);
      }),
      ignoreElements(),
      takeUntil(over$),
    );
    const made$ = windows(frames$, speech$, {
      ...options.windows,
      maxWait: options.windowWait,
      changes$: delayChanges$.pipe(
        map(({ windowWait, windows }) => ({ maxWait: windowWait, onWords: windows.onWords })),
      ),
    }).pipe(tap((window) => onWords && hurried.add(window)));
    const detected$ = made$.pipe(detect(detector, { mode: 'newest', waiting: options.waiting ?? 1 }));
    return merge(
      decisions.events$.pipe(tap({ complete: () => over$.next() })),
      // Before the windows, so that those which the change lets go are taken by it.
      followed$,
      playhead$,
      concat(
        detected$.pipe(concatMap(sighted)),
        defer(() => {
          decisions.endSource();
          return EMPTY;
        }),
      ),
    );
  });
}
