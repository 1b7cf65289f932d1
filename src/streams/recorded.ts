import { Subject } from 'rxjs';
import { decide, type DecideEvent, type DecideOptions } from './decide.ts';
import { FOREVER, micros, subtract, ZERO, type Micros } from './time.ts';
import type { Sightings } from './values.ts';
import { windowSpan } from './windows.ts';

/** What decisions on recorded input depend on beside the sightings. */
export interface RecordedDecisions extends Pick<
  DecideOptions,
  'iou' | 'policy' | 'commands$' | 'likelihood' | 'language'
> {
  /**
   * How far decisions stay behind what later windows can see. The default, the span of a window, is the longest
   * moment, so everything that can overlap a moment has been seen when it is decided; with FOREVER all is decided at
   * the end, and the survivors are plain NMS over all sightings.
   */
  readonly settle?: Micros;
}

/**
 * The state behind decisions on recorded input, fed by calls: the playhead follows what has been seen, so nothing is
 * ever late. `events$` gives what is decided, and completes after `end`. Subscribe to it before the first call.
 */
export function recordedDecisions({ settle = windowSpan(), ...options }: RecordedDecisions) {
  const sightings$ = new Subject<Sightings>();
  const playhead$ = new Subject<Micros>();
  let playhead = ZERO;
  const advance = (to: Micros): Micros | undefined => {
    if (to <= playhead) return undefined;
    playhead = to;
    // A later window may bring a better sighting of what starts at the playhead itself, so decisions stop just
    // before it.
    playhead$.next(micros(to - 1));
    return to;
  };
  return {
    events$: sightings$.pipe(decide({ ...options, playhead$ })),
    /** Takes what a window saw, and moves the playhead on. Returns where it is now, if it has moved. */
    arrive(sightings: Sightings): Micros | undefined {
      sightings$.next(sightings);
      return advance(subtract(sightings.horizon, settle));
    },
    /** No more sightings come: all that waits is decided. */
    end(): Micros | undefined {
      const moved = advance(FOREVER);
      sightings$.complete();
      return moved;
    },
  };
}

/**
 * Decides what was seen of recorded input (the `sightings` of its `moments` events, in order) anew, offline. With the
 * options of that run it says what the run said; with others what the run would have said. A pure function of its
 * arguments.
 */
export function decideSightings(
  sightings: Iterable<Sightings>,
  options: Omit<RecordedDecisions, 'commands$'> = {},
): DecideEvent[] {
  const events: DecideEvent[] = [];
  const run = recordedDecisions(options);
  run.events$.subscribe((event) => events.push(event));
  for (const each of sightings) run.arrive(each);
  run.end();
  return events;
}
