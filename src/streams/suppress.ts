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
import { fromSeconds, latest, subtract, type Micros } from './time.ts';
import type { PlacedMoment, Sightings, Span } from './values.ts';

/** Overlap at which two sightings are one moment; the paper's. */
export const NMS_IOU = 0.3;

/**
 * How long a settled moment is remembered behind the horizon: a minute. Where all words are known the horizon
 * alone would do. Words that come late can still bring a sentence that begins before it, or move one, but by
 * no more than the span of a window and the longest sentence (12 s each).
 */
export const REMEMBERED: Micros = fromSeconds(60);

/**
 * What became of a surviving moment. `kept` is final: whatever is of the same sentence later, or overlaps it, is the same
 * moment again. `discarded` leaves its place open to a better sighting.
 */
export interface Settled {
  readonly moment: PlacedMoment;
  readonly outcome: 'kept' | 'discarded';
}

/**
 * What a show that goes on somewhere else knows of itself before, in the media time of here, which is below 0 where it lies
 * before the first packet. It replaces what was recalled earlier, so it may be told again once times are known better.
 */
export interface Recalled {
  /** Moments that were played or vetoed: none of them is a cue again. */
  readonly settled: readonly Span[];
  /** Starts of the cues that were played, for the least gap and the density; in any order. */
  readonly starts: readonly Micros[];
}

/** Options of `suppress`. */
export interface SuppressOptions {
  /** Overlap (IoU, 0…1) from which on two sightings are one moment; `NMS_IOU` by default. */
  readonly iou?: number;
  /** The decisions on survivors, fed back from the schedule. Without it nothing is ever settled. */
  readonly settled$?: Observable<Settled>;
  /** Of the same show before; nothing by default. */
  readonly recalled$?: Observable<Recalled>;
}

/**
 * A sighting goes no further:
 * - `overlaps-better`: a better sighting of the same moment was settled.
 * - `already-decided`: it came after its moment had been decided.
 * - `words-changed`: its sentence was revised or retracted while it waited.
 */
export type Suppressed = {
  readonly type: 'rejected';
  readonly moment: PlacedMoment;
  readonly reason: 'overlaps-better' | 'already-decided' | 'words-changed';
};
/** The moments that survive now, in order of arrival; replaces the list before. */
export type Survivors = { readonly type: 'survivors'; readonly moments: readonly PlacedMoment[] };
/** What `suppress` emits. */
export type SuppressEvent = Survivors | Suppressed;

/**
 * Cross-window non-maximum suppression. Overlapping windows see one moment several times: of all sightings not yet
 * settled the most probable survives and those of the same moment (`sameMoment`: they overlap it by `iou` or more, or are of
 * the same sentence) wait behind it, equal ones in order of arrival. Sightings in words that a later window has otherwise
 * are rejected. Each value of the source emits the survivors anew. What is the same moment as one settled as `kept` is
 * rejected, so that no moment is decorated twice, and no sentence; so is what was recalled. With nothing settled and no
 * sentence revised the last survivors equal plain NMS (`greedyNms`) over all sightings.
 *
 * Holds the sightings not yet settled, and of the kept ones their spans until a minute after the horizon has passed them
 * and all later sightings of their sentence. Completes with its source, and fails with it or with `settled$`.
 */
export function suppress(options: SuppressOptions = {}): OperatorFunction<Sightings, SuppressEvent> {
  const { iou = NMS_IOU, settled$ = EMPTY, recalled$ = EMPTY } = options;
  return (source) =>
    defer(() => {
      const pool = sightingPool(iou);
      return source.pipe(
        connect((sightings$) => {
          const ended$ = sightings$.pipe(ignoreElements(), endWith('ended'));
          return merge(
            settled$.pipe(
              takeUntil(ended$),
              map((settled) => pool.settle(settled)),
            ),
            recalled$.pipe(
              takeUntil(ended$),
              map(({ settled }) => pool.recall(settled)),
            ),
            sightings$.pipe(map((sightings) => pool.add(sightings))),
          );
        }),
        concatMap((events) => events),
      );
    });
}

function sightingPool(iou: number) {
  let open: PlacedMoment[] = [];
  let kept: Kept[] = [];
  let recalled: readonly Span[] = [];
  const isSame = (a: Identity, b: Identity) => sameMoment(a, b, iou);
  const same = (a: Identity) => (b: Identity) => isSame(a, b);

  return {
    add(sightings: Sightings): SuppressEvent[] {
      const { moments, horizon } = sightings;
      const again = moments.filter((moment) => recalled.some(same(moment)));
      const late = moments.filter((moment) => again.includes(moment) || kept.some(same(moment)));
      // Spans alone were recalled; the sentence is known from here on.
      kept.push(...again.filter(({ subtitleId }) => subtitleId !== undefined).map(keptOf));
      // A sentence is remembered as long as windows see it, whatever it was when it was decided.
      kept = kept.map((one) => late.reduce(seenAgain, one));
      const stale = open.filter((moment) => contradicts(sightings, moment));
      open = [...open, ...moments].filter((moment) => !late.includes(moment) && !stale.includes(moment));
      const oldest = subtract(horizon, REMEMBERED);
      kept = kept.filter(({ until }) => until > oldest);
      recalled = recalled.filter(({ end }) => end > oldest);
      return [
        ...stale.map(rejected('words-changed')),
        ...late.map(rejected('already-decided')),
        { type: 'survivors', moments: greedyNms(open, isSame) },
      ];
    },
    settle({ moment, outcome }: Settled): SuppressEvent[] {
      if (outcome === 'kept') kept.push(keptOf(moment));
      const others = open.filter((other) => other !== moment);
      const hidden = others.filter(same(moment));
      open = others.filter((other) => !hidden.includes(other));
      return hidden.map(rejected('overlaps-better'));
    },
    recall(settled: readonly Span[]): SuppressEvent[] {
      recalled = settled;
      const hidden = open.filter((moment) => recalled.some(same(moment)));
      if (hidden.length === 0) return [];
      open = open.filter((moment) => !hidden.includes(moment));
      kept.push(...hidden.filter(({ subtitleId }) => subtitleId !== undefined).map(keptOf));
      return [
        ...hidden.map(rejected('already-decided')),
        { type: 'survivors', moments: greedyNms(open, isSame) },
      ];
    },
  };
}

/** A moment that was decided; remembered until so long after `until`. */
type Kept = Identity & { readonly until: Micros };

const keptOf = ({ start, end, subtitleId }: Identity): Kept => ({
  ...{ start, end, until: end },
  ...(subtitleId === undefined ? {} : { subtitleId }),
});

const seenAgain = (kept: Kept, { subtitleId, end }: Identity): Kept =>
  kept.subtitleId !== undefined && kept.subtitleId === subtitleId
    ? { ...kept, until: latest(kept.until, end) }
    : kept;

const rejected =
  (reason: Suppressed['reason']) =>
  (moment: PlacedMoment): Suppressed => ({ type: 'rejected', moment, reason });
