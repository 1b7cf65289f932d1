import { concat, concatMap, defer, EMPTY, merge, of, type Observable } from 'rxjs';
import type { DecideEvent } from './decide.ts';
import { detect, type Detector, type MomentsEvent } from './detect.ts';
import { live, type LiveEvent, type LiveOptions } from './live.ts';
import { LONGEST_SENTENCE, PLACE_REACH } from './place.ts';
import { recordedDecisions, type RecordedDecisions } from './recorded.ts';
import { sightingsOf, type SightedEvent, type SightOptions } from './sight.ts';
import { add, latest, scale, type Micros } from './time.ts';
import type { Frame, SpeechEvent } from './values.ts';
import { FRAME_PERIOD, windows, windowSpan, type WindowsOptions } from './windows.ts';

export type { LiveEvent, LiveOptions } from './live.ts';

/**
 * Options of `cues` in recorded mode. Windows wait for their words for as long as it takes, so the same input
 * gives the same cues, however it is cut into chunks and however fast it comes.
 */
export interface RecordedOptions extends SightOptions, Omit<RecordedDecisions, 'likelihood'> {
  readonly mode: 'recorded';
  readonly windows?: Omit<WindowsOptions, 'maxWait' | 'onWords'>;
  /** Windows in one call of the detector; 8 by default. */
  readonly batch?: number;
}

/** All cues that start before `at` are known: media before it may go. Recorded input only. */
export type PlayheadEvent = { readonly type: 'playhead'; readonly at: Micros };
/** What `cues` emits in recorded mode: what each window saw, what was decided, and how far media may go. */
export type RecordedEvent = SightedEvent | DecideEvent | PlayheadEvent;

/**
 * Frames and speech in, cues out: windows, detect, place, suppress, schedule.
 *
 * Recorded: every window is seen, and the playhead follows what has been decided. It is emitted as it moves on,
 * never goes back, and ends at FOREVER, the end of the input whatever its length. Nothing here is
 * bounded unless the caller holds frames and speech back so that they are not more than `mediaHeld(options)` (and
 * the delay of its speech recognition) ahead of the playhead. An error of any input or of the detector ends it.
 *
 * Live: `playhead$` is given, and must not tick before media leaves. One window is in flight, displaced ones are
 * `dropped`, a failing detector gives `failed`. What windows saw is let into decisions in step with the playhead
 * (`inStep`), so that with a long enough delay the cues are those of recorded input; what comes too late for that is let
 * in at once. An error of `frames$` or `speech$` ends it; a caller that goes on without words ends `speech$` instead.
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
    const decisions = recordedDecisions({ ...options, settle: settleOf(options) });
    const told = (at: Micros | undefined): Observable<PlayheadEvent> =>
      at === undefined ? EMPTY : of({ type: 'playhead', at });
    const follow = (event: MomentsEvent) => {
      const sightings = sightingsOf(event, options);
      return concat(
        of<SightedEvent>({ ...event, sightings }),
        defer(() => told(decisions.arrive(sightings))),
      );
    };
    const detected$ = windows(frames$, speech$, options.windows).pipe(
      detect(detector, { mode: 'all', ...detectOptions }),
    );
    return merge(
      decisions.events$,
      concat(
        detected$.pipe(concatMap(follow)),
        defer(() => told(decisions.end())),
      ),
    );
  });
}
