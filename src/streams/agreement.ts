import { overlap } from './nms.ts';
import { NMS_IOU } from './suppress.ts';
import { fromSeconds, subtract, type Micros } from './time.ts';
import type { PlacedMoment, Sightings } from './values.ts';

/**
 * How far the windows agree on a moment. The most probable of a dozen sightings is an optimist: a sentence that is no
 * key moment needs one lucky window. The median over the windows that saw it is what counts for the threshold.
 */
export interface Agreement {
  /** Takes what a window saw. */
  add(sightings: Sightings): void;
  /** Median over windows of the best probability of sightings that overlap the moment, its own included. */
  of(moment: PlacedMoment): number;
}

/** Far more than a decision stays behind what windows can still see: sightings that ended longer ago are forgotten. */
const KEPT: Micros = fromSeconds(60);

/** Holds the sightings of the last minute; `iou` is that of the suppression. */
export function agreement(iou: number = NMS_IOU): Agreement {
  let seen: PlacedMoment[] = [];
  return {
    add({ moments, horizon }) {
      const oldest = subtract(horizon, KEPT);
      seen = seen.filter(({ end }) => end > oldest);
      seen.push(...moments);
    },
    of(moment) {
      const best = new Map<number, number>([[moment.window, moment.probability]]);
      for (const other of seen)
        if (overlap(other, moment) >= iou)
          best.set(other.window, Math.max(best.get(other.window) ?? 0, other.probability));
      return median([...best.values()]);
    },
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return (lower + upper) / 2;
}
