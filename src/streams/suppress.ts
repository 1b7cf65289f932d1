import {
  concatMap,
  connect,
  defer,
  EMPTY,
  endWith,
  ignoreElements,
  map,
  merge,
  takeUntil,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import { contradicts, sameMoment, type Identity } from './identity.ts';
import { greedyNms } from './nms.ts';
import { fromSeconds, subtract, type Micros } from './time.ts';
import type { PlacedMoment, Sightings } from './values.ts';

/** Overlap at which two sightings are one moment; the paper's. */
export const NMS_IOU = 0.3;

/**
 * How long a settled moment is remembered behind the horizon. The horizon alone would do where all words are known; words
 * that come late can still bring a sentence that begins before it, or move one, but by no more than a window's span and the
 * longest sentence (12 s each). A minute is that with room, and some dozens of spans.
 */
export const REMEMBERED: Micros = fromSeconds(60);

/**
 * What became of a surviving moment. `kept` is final: whatever overlaps it later, or takes the same sentence, is
 * the same moment again.
 * `discarded` leaves its place open to a better sighting.
 */
export interface Settled {
  readonly moment: PlacedMoment;
  readonly outcome: 'kept' | 'discarded';
}

export interface SuppressOptions {
  readonly iou?: number;
  /** The decisions on survivors, fed back from the schedule. Without it nothing is ever settled. */
  readonly settled$?: Observable<Settled>;
}

/**
 * `overlaps-better`: a better sighting was settled. `already-decided`: it came after its moment was. `words-changed`: its
 * sentence was revised or retracted while it waited.
 */
export type Suppressed = {
  readonly type: 'rejected';
  readonly moment: PlacedMoment;
  readonly reason: 'overlaps-better' | 'already-decided' | 'words-changed';
};
/** The moments that survive now, in order of arrival; replaces the list before. */
export type Survivors = { readonly type: 'survivors'; readonly moments: readonly PlacedMoment[] };
export type SuppressEvent = Survivors | Suppressed;

/**
 * Cross-window non-maximum suppression. Overlapping windows see one moment several times: of all sightings not yet
 * settled the most probable survives and those that overlap it by `iou` or more wait behind it, as in `batchNms`
 * (equal ones in order of arrival). Sightings of one sentence are one moment wherever they lie, and those in words that a
 * later window has otherwise are rejected. Each value of the source emits the survivors anew. What overlaps a moment
 * settled as `kept`, or takes its sentence, is rejected, so that no moment is decorated twice. With nothing settled and
 * no sentence revised the last survivors equal plain NMS over all sightings.
 *
 * Holds the sightings not yet settled, and of the kept ones their spans until a minute after the horizon has passed them.
 * Completes with its source, and fails with it or with `settled$`.
 */
export function suppress(options: SuppressOptions = {}): OperatorFunction<Sightings, SuppressEvent> {
  const { iou = NMS_IOU, settled$ = EMPTY } = options;
  return (source) =>
    defer(() => {
      const pool = sightingPool(iou);
      return source.pipe(
        connect((sightings$) =>
          merge(
            settled$.pipe(
              takeUntil(sightings$.pipe(ignoreElements(), endWith('ended'))),
              map((settled) => pool.settle(settled)),
            ),
            sightings$.pipe(map((sightings) => pool.add(sightings))),
          ),
        ),
        concatMap((events) => events),
      );
    });
}

function sightingPool(iou: number) {
  let open: PlacedMoment[] = [];
  let kept: Identity[] = [];
  const isSame = (a: Identity, b: Identity) => sameMoment(a, b, iou);
  const same = (a: Identity) => (b: Identity) => isSame(a, b);

  return {
    add(sightings: Sightings): SuppressEvent[] {
      const { moments, horizon } = sightings;
      const late = moments.filter((moment) => kept.some(same(moment)));
      const stale = open.filter((moment) => contradicts(sightings, moment));
      open = [...open, ...moments].filter((moment) => !late.includes(moment) && !stale.includes(moment));
      const oldest = subtract(horizon, REMEMBERED);
      kept = kept.filter(({ end }) => end > oldest);
      return [
        ...stale.map(rejected('words-changed')),
        ...late.map(rejected('already-decided')),
        { type: 'survivors', moments: greedyNms(open, isSame) },
      ];
    },
    settle({ moment, outcome }: Settled): SuppressEvent[] {
      const { start, end, subtitleId } = moment;
      if (outcome === 'kept') kept.push({ start, end, ...(subtitleId === undefined ? {} : { subtitleId }) });
      const others = open.filter((other) => other !== moment);
      const hidden = others.filter(same(moment));
      open = others.filter((other) => !hidden.includes(other));
      return hidden.map(rejected('overlaps-better'));
    },
  };
}

const rejected =
  (reason: Suppressed['reason']) =>
  (moment: PlacedMoment): Suppressed => ({ type: 'rejected', moment, reason });
