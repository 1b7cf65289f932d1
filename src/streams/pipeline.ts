import { concat, concatMap, defer, EMPTY, merge, of, Subject, type Observable } from 'rxjs';
import { decide, type DecideEvent } from './decide.ts';
import { detect, type DetectEvent, type Detector, type MomentsEvent } from './detect.ts';
import {
  laterHorizon,
  LONGEST_SENTENCE,
  NO_LANDMARKS,
  place,
  PLACE_REACH,
  type Landmarks,
  type PlaceOptions,
} from './place.ts';
import type { Policy } from './policy.ts';
import type { Command } from './scheduler.ts';
import { add, FOREVER, latest, micros, scale, subtract, ZERO, type Micros } from './time.ts';
import type { Frame, Sightings, SpeechEvent } from './values.ts';
import { FRAME_PERIOD, WINDOW_SIZE, windows, windowSpan, type WindowsOptions } from './windows.ts';

export interface CommonOptions {
  readonly windows?: Omit<WindowsOptions, 'patience'>;
  readonly place?: PlaceOptions;
  /** The landmarks in a span of media time, asked once for each window; they must be known when it closes. */
  readonly landmarks?: (start: Micros, end: Micros) => Landmarks;
  /** Overlap at which two sightings are one moment. */
  readonly iou?: number;
  readonly policy?: Partial<Policy>;
  readonly commands$?: Observable<Command>;
}

/** Endless patience: the same input gives the same cues, however it is cut up and however fast it comes. */
export interface RecordedOptions extends CommonOptions {
  readonly mode: 'recorded';
  /** Windows in one call of the detector. */
  readonly batch?: number;
  /**
   * How far decisions stay behind what later windows can see. The default, the span of a window, is the longest
   * moment, so everything that can overlap a moment has been seen when it is decided; with FOREVER all is decided at
   * the end, and the survivors are plain NMS over all sightings.
   */
  readonly settle?: Micros;
}

/** The wall clock releases media: what comes too late is lost, never waited for. */
export interface LiveOptions extends CommonOptions {
  readonly mode: 'live';
  /** The media time that is leaving the programme now. */
  readonly playhead$: Observable<Micros>;
  /** How much media time past its end a window waits for its words. */
  readonly patience: Micros;
  /** How long before its start a cue is committed. */
  readonly lead?: Micros;
  /** A moment known up to this long after its start is played at once. */
  readonly maxLateness?: Micros;
}

/** All cues that start before `at` are known: media before it may go. Recorded input only. */
export type PlayheadEvent = { readonly type: 'playhead'; readonly at: Micros };
export type RecordedEvent = MomentsEvent | DecideEvent | PlayheadEvent;
export type LiveEvent = DetectEvent | DecideEvent;

/**
 * Frames and speech in, cues out: windows, detect, place, suppress, schedule.
 *
 * Recorded: every window is seen, and the playhead follows what has been decided. It is emitted as it moves on,
 * never goes back, and ends at FOREVER, the end of the input whatever its length. Nothing here is
 * bounded unless the caller holds frames and speech back so that they are not more than `mediaHeld(options)` (and
 * the delay of its speech recognition) ahead of the playhead. An error of any input or of the detector ends it.
 *
 * Live: `playhead$` is given. One window is in flight, displaced ones are `dropped`, a failing detector gives
 * `failed`. An error of `frames$` or `speech$` ends it; a caller that goes on without words ends `speech$` instead.
 */
export function cues(
  frames$: Observable<Frame>,
  speech$: Observable<SpeechEvent>,
  detector: Detector,
  options: RecordedOptions,
): Observable<RecordedEvent>;
export function cues(
  frames$: Observable<Frame>,
  speech$: Observable<SpeechEvent>,
  detector: Detector,
  options: LiveOptions,
): Observable<LiveEvent>;
export function cues(
  frames$: Observable<Frame>,
  speech$: Observable<SpeechEvent>,
  detector: Detector,
  options: RecordedOptions | LiveOptions,
): Observable<RecordedEvent | LiveEvent> {
  return options.mode === 'recorded'
    ? recorded(frames$, speech$, detector, options)
    : live(frames$, speech$, detector, options);
}

/**
 * How far the newest frame must be able to run ahead of the playhead in recorded mode, for the pipeline to move on;
 * whoever holds media back adds the longest time that speech recognition stays behind its input.
 */
export function mediaHeld(options: RecordedOptions): Micros {
  const period = options.windows?.framePeriod ?? FRAME_PERIOD;
  const batch = scale(period, (options.batch ?? 8) * (options.windows?.hop ?? 1));
  const reach = latest(
    options.place?.reach ?? PLACE_REACH,
    options.place?.longestSentence ?? LONGEST_SENTENCE,
  );
  return [windowSpan(options.windows), settleOf(options), reach].reduce(add, batch);
}

const settleOf = (options: RecordedOptions): Micros => options.settle ?? windowSpan(options.windows);

function recorded(
  frames$: Observable<Frame>,
  speech$: Observable<SpeechEvent>,
  detector: Detector,
  options: RecordedOptions,
): Observable<RecordedEvent> {
  const detectOptions = options.batch === undefined ? {} : { batch: options.batch };
  return defer(() => {
    const sightings$ = new Subject<Sightings>();
    const playhead$ = new Subject<Micros>();
    let playhead = ZERO;
    const advance = (to: Micros): Observable<PlayheadEvent> => {
      if (to <= playhead) return EMPTY;
      playhead = to;
      // What starts at the playhead itself can still be seen better: the last decided microsecond is before it.
      playhead$.next(micros(to - 1));
      return of({ type: 'playhead', at: to });
    };
    const follow = (event: MomentsEvent) => {
      const sightings = sightingsOf(event, options);
      return after(event, () => {
        sightings$.next(sightings);
        return advance(subtract(sightings.horizon, settleOf(options)));
      });
    };
    const finish$ = defer(() => {
      const end$ = advance(FOREVER);
      sightings$.complete();
      return end$;
    });
    const detected$ = windows(frames$, speech$, options.windows).pipe(
      detect(detector, { mode: 'all', ...detectOptions }),
    );
    return merge(
      sightings$.pipe(decide({ ...options, playhead$ })),
      concat(detected$.pipe(concatMap(follow)), finish$),
    );
  });
}

function live(
  frames$: Observable<Frame>,
  speech$: Observable<SpeechEvent>,
  detector: Detector,
  options: LiveOptions,
): Observable<LiveEvent> {
  return defer(() => {
    const sightings$ = new Subject<Sightings>();
    const follow = (event: DetectEvent) =>
      after(event, () => {
        if (event.type === 'moments') sightings$.next(sightingsOf(event, options));
        return EMPTY;
      });
    const finish$ = defer(() => {
      sightings$.complete();
      return EMPTY;
    });
    const detected$ = windows(frames$, speech$, { ...options.windows, patience: options.patience }).pipe(
      detect(detector, { mode: 'newest' }),
    );
    return merge(sightings$.pipe(decide(options)), concat(detected$.pipe(concatMap(follow)), finish$));
  });
}

/** The event, and then what follows from it. */
const after = <Event, Next>(event: Event, next: () => Observable<Next>): Observable<Event | Next> =>
  concat(of(event), defer(next));

function sightingsOf({ window, moments }: MomentsEvent, options: CommonOptions): Sightings {
  const reach = options.place?.reach ?? PLACE_REACH;
  const landmarks =
    options.landmarks?.(latest(ZERO, subtract(window.start, reach)), add(window.end, reach)) ?? NO_LANDMARKS;
  return {
    moments: moments.map((moment) => place(moment, window, landmarks, options.place)),
    horizon: laterHorizon(window, options.windows?.size ?? WINDOW_SIZE, options.place),
  };
}
