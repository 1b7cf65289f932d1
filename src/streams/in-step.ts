import { positiveInteger } from './errors.ts';
import { latest, micros, subtract, ZERO, type Micros } from './time.ts';
import type { Sightings } from './values.ts';

/** What happens next to decisions: the playhead moves on, or a window's sightings are let in. */
export type Step =
  | { readonly type: 'tick'; readonly at: Micros }
  | { readonly type: 'sightings'; readonly sightings: Sightings };

/** Options of `inStep`. */
export interface InStepOptions {
  /** How far decisions stay behind what later windows can see. */
  readonly settle: Micros;
  /** Most windows' sightings that may be held back; `MOST_HELD` by default. */
  readonly most?: number;
}

/**
 * Most windows' sightings held back by default. The delay line holds at most 60 s of media: 60 windows at a
 * hop of 1 s, 240 at a hop of a quarter of a second. Ten sightings with their runners-up are about 5 kB, so
 * these are 1.3 MB.
 */
export const MOST_HELD = 256;

/**
 * Lets sightings into decisions in step with the playhead, as recorded input does: those of a window come in once the
 * playhead has passed the horizon of the window before less `settle`, and a tick that passes several such borders is
 * split at each. So a live run whose analysis is far enough ahead decides with exactly what a recorded run knows, however
 * coarsely its playhead ticks. Sightings that come when the playhead has passed their border are let in at once.
 *
 * `arrive` and `tick` return the steps to take, in order. Holds at most `most` windows' sightings; `arrive` returns
 * undefined for one more, which is not taken. A pure state machine. Throws a RangeError if `most` is no whole
 * number of at least 1.
 */
export function inStep({ settle, most = MOST_HELD }: InStepOptions) {
  const limit = positiveInteger('most', most);
  const held: Sightings[] = [];
  // Where recorded input's playhead would be; it first ticks when this is past 0.
  let border = ZERO;
  let playhead: Micros | undefined;

  const isOpen = (at: Micros | undefined): boolean =>
    border === ZERO || (at !== undefined && at >= borderTick());
  // A later window may bring a better sighting of what starts at the border itself, so decisions stop just before it.
  const borderTick = (): Micros => micros(border - 1);
  const letIn = (sightings: Sightings): Step => {
    border = latest(border, subtract(sightings.horizon, settle));
    return { type: 'sightings', sightings };
  };
  /** Lets in what the playhead at `at` has room for. */
  const release = (at: Micros): Step[] => {
    const steps: Step[] = [];
    for (let next = held[0]; next !== undefined && isOpen(at); next = held[0]) {
      held.shift();
      if (border > ZERO && (playhead === undefined || playhead < borderTick())) {
        playhead = borderTick();
        steps.push({ type: 'tick', at: playhead });
      }
      steps.push(letIn(next));
    }
    return steps;
  };

  return {
    get isEmpty(): boolean {
      return held.length === 0;
    },

    /** A window's sightings have come: the steps to take now, or undefined if too many are held already. */
    arrive(sightings: Sightings): Step[] | undefined {
      if (held.length === 0 && isOpen(playhead)) return [letIn(sightings)];
      if (held.length >= limit) return undefined;
      held.push(sightings);
      return [];
    },

    /**
     * The playhead is at `at` (media time; an earlier one than before counts as no progress): the steps to
     * take now.
     */
    tick(at: Micros): Step[] {
      const steps = release(at);
      playhead = playhead === undefined ? at : latest(playhead, at);
      return [...steps, { type: 'tick', at: playhead }];
    },

    /** The program is over: what is held is let in, so that its outcome is emitted. */
    end: (): Step[] => held.splice(0).map(letIn),
  };
}
