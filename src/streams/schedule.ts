import {
  concat,
  concatMap,
  defer,
  EMPTY,
  filter,
  map,
  merge,
  of,
  takeWhile,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import {
  scheduler,
  type Command,
  type LatenessLimits,
  type ScheduleEvent,
  type SchedulerOptions,
} from './scheduler.ts';
import type { Recalled } from './suppress.ts';
import type { Micros } from './time.ts';
import type { PlacedMoment } from './values.ts';

/** Options of `schedule`: those of its state machine, and the streams that drive it. */
export interface ScheduleOptions extends SchedulerOptions {
  /** The media time that is leaving the program now; it never goes back. Its end is the program's end. */
  readonly playhead$: Observable<Micros>;
  /** What a person asks of moments and policy; none by default. */
  readonly commands$?: Observable<Command>;
  /** Other limits of lateness from now on, such as another delay brings; none by default. */
  readonly limits$?: Observable<LatenessLimits>;
  /** Of the same show before; nothing by default. */
  readonly recalled$?: Observable<Recalled>;
}

/**
 * Decides moments at their deadlines. Each value of the source is the list of all moments that survive at that
 * point, in order of arrival, and replaces the list before. A moment is decided when the playhead reaches its start less
 * `lead`, not before, so that a better sighting can still take its place: it becomes a `cue`, or is `rejected` with a
 * reason. What is due at one tick is decided in order of deadline, then of likelihood, then of what the moments are (the
 * more probable sighting, the earlier start and end, names), so the result depends neither on the order of arrival nor on
 * how finely the playhead ticks between two values of the source.
 *
 * A moment that becomes known after its start is played at once, if it is at most `maxLateness` old. Moments that
 * wait are emitted as `upcoming` with the id that commands use. Nothing is decided before the first tick.
 *
 * Holds the moments that wait and the cue starts of the last two minutes. Completes when the source has and
 * nothing waits, or when the playhead does: then what waits is rejected as `ended`.
 */
export function schedule(options: ScheduleOptions): OperatorFunction<readonly PlacedMoment[], ScheduleEvent> {
  const { playhead$, commands$ = EMPTY, limits$ = EMPTY, recalled$ = EMPTY } = options;
  return (source) =>
    defer(() => {
      const state = scheduler(options);
      let sourceEnded = false;
      let playheadEnded = false;
      const steps$ = merge(
        concat(
          playhead$.pipe(map((at) => () => state.tick(at))),
          of(() => {
            playheadEnded = true;
            return state.end();
          }),
        ),
        limits$.pipe(map((limits) => () => state.setLimits(limits))),
        recalled$.pipe(
          map(
            ({ starts }) =>
              () =>
                state.recall(starts),
          ),
        ),
        commands$.pipe(map((command) => () => state.obey(command))),
        concat(
          source.pipe(map((survivors) => () => state.replace(survivors))),
          of(() => {
            sourceEnded = true;
            return [];
          }),
        ),
      );
      return steps$.pipe(
        map((step) => step()),
        takeWhile(() => !playheadEnded && !(sourceEnded && state.isIdle), true),
        // Most ticks decide nothing, and an empty inner stream costs as much as a full one.
        filter((events) => events.length > 0),
        concatMap((events) => events),
      );
    });
}
