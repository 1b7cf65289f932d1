/** From what the network says of a window to sightings: placed, with the words and the horizon they depend on. */
import type { MomentsEvent } from './detect.ts';
import {
  laterHorizon,
  NO_LANDMARKS,
  place,
  PLACE_REACH,
  type Landmarks,
  type PlaceOptions,
} from './place.ts';
import { add, latest, subtract, ZERO, type Micros } from './time.ts';
import type { Heard, Sightings, Window } from './values.ts';
import { MAX_SUBTITLES, WINDOW_SIZE, type WindowsOptions } from './windows.ts';

/** What sightings depend on beside the network's answer; the same options for all windows of a run. */
export interface SightOptions {
  /** The options that the windows were made with. */
  readonly windows?: WindowsOptions;
  readonly place?: PlaceOptions;
  /** The landmarks in a span of media time, asked once for each window; they must be known when it closes. */
  readonly landmarks?: (start: Micros, end: Micros) => Landmarks;
}

/** What the network said of a window, and what decisions are made of: all that a record of the show needs. */
export type SightedEvent = MomentsEvent & {
  readonly sightings: Sightings;
  /** Where the live playhead was when this came; absent before its first tick, and in recorded mode. */
  readonly arrived?: Micros;
};

/** The sightings of one window: its moments moved to their onsets, the horizon, and the words it had. */
export function sightingsOf({ window, moments }: MomentsEvent, options: SightOptions): Sightings {
  const reach = options.place?.reach ?? PLACE_REACH;
  const landmarks =
    options.landmarks?.(latest(ZERO, subtract(window.start, reach)), add(window.end, reach)) ?? NO_LANDMARKS;
  // With `onWords` a later window may show these very frames again, with other words.
  const shown = (options.windows?.size ?? WINDOW_SIZE) + (options.windows?.onWords ? 1 : 0);
  const heard = heardBy(window, options.windows?.maxSubtitles ?? MAX_SUBTITLES);
  return {
    moments: moments.map((moment) => place(moment, window, landmarks, options.place)),
    horizon: laterHorizon(window, shown, options.place),
    ...(heard === undefined ? {} : { heard }),
  };
}

/** A window that is full may have left sentences out, so that nothing follows from what it lacks: undefined. */
function heardBy({ start, end, subtitles }: Window, most: number): Heard | undefined {
  if (subtitles.length >= most) return undefined;
  return { start, end, sentences: subtitles.map(({ subtitle: { id, text } }) => ({ id, text })) };
}
