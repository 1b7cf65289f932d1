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
import { batchNms, overlap } from './nms.ts';
import type { PlacedMoment, Sightings, Span } from './values.ts';

/** Overlap at which two sightings are one moment; the paper's. */
export const NMS_IOU = 0.3;

/**
 * What became of a surviving moment. `kept` is final: whatever overlaps it later is the same moment again.
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

/** `overlaps-better`: a better sighting was settled. `already-decided`: it came after its moment was. */
export type Suppressed = {
  readonly type: 'rejected';
  readonly moment: PlacedMoment;
  readonly reason: 'overlaps-better' | 'already-decided';
};
/** The moments that survive now, in order of arrival; replaces the list before. */
export type Survivors = { readonly type: 'survivors'; readonly moments: readonly PlacedMoment[] };
export type SuppressEvent = Survivors | Suppressed;

/**
 * Cross-window non-maximum suppression. Overlapping windows see one moment several times: of all sightings not yet
 * settled the most probable survives and those that overlap it by `iou` or more wait behind it, as in `batchNms`
 * (equal ones in order of arrival). Each value of the source emits the survivors anew. What overlaps a moment settled as `kept`
 * is rejected, so that no moment is decorated twice. With nothing settled the last survivors equal plain NMS
 * over all sightings.
 *
 * Holds the sightings not yet settled, and of the kept ones their spans until the horizon has passed them.
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
  let kept: Span[] = [];
  const same = (a: Span) => (b: Span) => overlap(a, b) >= iou;

  return {
    add({ moments, horizon }: Sightings): SuppressEvent[] {
      const late = moments.filter((moment) => kept.some(same(moment)));
      open.push(...moments.filter((moment) => !late.includes(moment)));
      kept = kept.filter(({ end }) => end > horizon);
      return [
        ...late.map((moment): Suppressed => ({ type: 'rejected', moment, reason: 'already-decided' })),
        { type: 'survivors', moments: batchNms(open, iou) },
      ];
    },
    settle({ moment, outcome }: Settled): SuppressEvent[] {
      if (outcome === 'kept') kept.push({ start: moment.start, end: moment.end });
      const others = open.filter((other) => other !== moment);
      const hidden = others.filter(same(moment));
      open = others.filter((other) => !hidden.includes(other));
      return hidden.map((other): Suppressed => ({
        type: 'rejected',
        moment: other,
        reason: 'overlaps-better',
      }));
    },
  };
}
